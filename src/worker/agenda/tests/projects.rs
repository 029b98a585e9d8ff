//! Projects that are opened, and what was kept of them.

use super::*;
use crate::protocol::ProjectId;
use crate::worker::examples::ToRead;
use crate::worker::job::Recalled;

impl Worker {
    fn open(&mut self, request: u32) -> Vec<Event> {
        let (request, project) = (RequestId(request), Some(ProjectId::of([7; 8])));
        let events = self.take(Command::OpenProject { request, project, writable: true });
        while self.agenda.errands.front().is_some() {
            self.errand();
        }
        events
    }

    /// Does the job that asks what was kept. Gives whom it asked of; of those of these ids there was something.
    fn recall(&mut self, found: &[u32]) -> (Vec<u32>, Vec<Event>) {
        let Some(Job::Recall(asked)) = self.next() else { panic!("nothing to ask") };
        let is_found = |read: &&ToRead| found.contains(&read.id.0);
        let recalled = asked.iter().filter(is_found).map(|read| Recalled {
            id: read.id,
            seen: read.show.then(|| Seen::Picture(vec![2])),
            embedding: read.embed.then(|| vec![read.id.0 as f32]),
        });
        let recalled = recalled.collect();
        let asked = asked.iter().map(|read| read.id.0).collect();
        (asked, self.done(Done::Recalled(recalled)))
    }
}

fn embedded(done: usize, total: usize) -> Event {
    Event::Embedded { done, total }
}

#[test]
fn what_was_kept_is_neither_read_nor_embedded_and_all_else_is() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    assert_eq!(
        worker.open(9),
        [Event::ProjectOpened(RequestId(9))],
        "what comes from now on is of it"
    );
    worker.add([1, 2, 3]);
    let (asked, events) = worker.recall(&[1, 3]);
    assert_eq!(asked, [1, 2, 3]);
    let shown = |id| Event::ExampleRead { example: ExampleId(id), seen: Seen::Picture(vec![2]) };
    assert_eq!(events, [shown(1), shown(3), embedded(2, 3)]);
    let Some(Job::Embed { embed, read }) = worker.next() else { panic!("one is left") };
    assert_eq!((embed.len(), read.len(), read[0].id), (0, 1, ExampleId(2)));
}

#[test]
fn what_is_kept_is_asked_for_once_by_each_model() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.open(9);
    worker.add([1]);
    assert_eq!(worker.recall(&[]).0, [1]);
    assert_eq!(worker.next_name(), "Embed");
    worker.load(RequestId(2), "b");
    assert_eq!(worker.recall(&[1]).0, [1]);
    assert_eq!(worker.next(), None);
}

#[test]
fn a_run_starts_on_what_was_kept() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.open(9);
    worker.add([1, 2]);
    worker.train(3);
    worker.recall(&[1, 2]);
    assert_eq!(worker.next_name(), "StartRun");
}

#[test]
fn another_project_ends_what_was_of_the_one_before() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(3);
    worker.take(predict(1, false));
    let project = Some(ProjectId::of([8; 8]));
    worker.take(Command::OpenProject { request: RequestId(9), project, writable: true });
    assert_eq!(worker.errand(), "DropRun");
    assert_eq!(worker.errand(), "OpenProject");
    assert_eq!(worker.next(), None);
    worker.take(Command::OpenHead(RunId(5)));
    assert_eq!(worker.next(), Some(Job::OpenHead(RunId(5))));
    let opened = worker.done(Done::HeadOpened { run: RunId(5), found: true });
    assert_eq!(opened, [Event::HeadOpened { run: RunId(5), found: true }]);
}

#[test]
fn thumbnails_that_were_kept_are_there_before_there_is_a_model() {
    let mut worker = Worker::default();
    worker.stands.in_use = Stand { device: DeviceKind::Cpu, batch: 2 };
    worker.open(9);
    worker.add([1, 2]);
    let (asked, events) = worker.recall(&[1]);
    assert_eq!(asked, [1, 2]);
    assert!(matches!(&events[..], [Event::ExampleRead { example: ExampleId(1), .. }, ..]));
    let Some(Job::Embed { read, .. }) = worker.next() else { panic!("one has no thumbnail") };
    assert_eq!(read.iter().map(|read| read.id.0).collect::<Vec<_>>(), [2]);
    worker.load(RequestId(2), "b");
    assert_eq!(worker.recall(&[1, 2]).0, [1, 2], "what they are to the model is another matter");
}
