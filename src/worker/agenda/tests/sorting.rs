//! Many are sorted.

use super::*;
use crate::error::{ClassesError, FileError};
use crate::protocol::Prediction;
use crate::worker::sorting::ToSort;

fn sort(ids: impl IntoIterator<Item = u32>) -> Command {
    Command::Sort(ids.into_iter().map(|id| (QueryId(id), picture(id))).collect())
}

fn ids(some: &[ToSort]) -> Vec<u32> {
    some.iter().map(|(id, _)| id.0).collect()
}

fn prediction() -> Prediction {
    let classes = vec![(ClassId(1), 0.9), (ClassId(2), 0.1)];
    let seen = Seen::Picture(vec![1]);
    Prediction { classes, familiarity: None, place: None, seen, milliseconds: 2.0 }
}

impl Worker {
    /// Those that the next job is to classify, and to read.
    fn next_to_sort(&mut self) -> Option<(Vec<ToSort>, Vec<ToSort>)> {
        match self.next() {
            Some(Job::Sort { embed, read }) => Some((embed, read)),
            Some(other) => panic!("{other:?}"),
            None => None,
        }
    }

    /// Does that job well. Gives those that are answered by it.
    fn sort(&mut self) -> Option<Vec<u32>> {
        let (embed, read) = self.next_to_sort()?;
        let answers = Ok(embed.iter().map(|(id, _)| (*id, prediction())).collect());
        let read = read.into_iter().map(|one| (one, Ok(()))).collect();
        Some(answered(&self.done(Done::Sorted { embed, answers, read })))
    }
}

fn answered(events: &[Event]) -> Vec<u32> {
    let query = |event: &Event| match event {
        Event::Sorted { query, .. } => query.0,
        other => panic!("{other:?}"),
    };
    events.iter().map(query).collect()
}

#[test]
fn many_are_sorted_some_at_a_time_and_the_next_are_read_meanwhile() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    assert_eq!(worker.take(sort(1..=5)), []);
    let mut all = Vec::new();
    while let Some(some) = worker.sort() {
        all.push(some);
    }
    assert_eq!(all, [vec![], vec![1, 2], vec![3, 4], vec![5]]);
}

#[test]
fn a_query_comes_first_and_a_run_makes_it_wait() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    worker.take(sort([1]));
    for _ in 0..3 {
        assert_eq!(worker.next_name(), "Train");
        worker.done(goes_on());
    }
    worker.done(Done::Trained(Slice { end: Some(Ok(outcome())), ..Slice::default() }));
    worker.take(predict(1, true));
    // Each has its turn.
    let names = [worker.next_name(), worker.next_name()];
    assert!(names.contains(&"Predict".to_owned()) && names.contains(&"Sort".to_owned()));
}

#[test]
fn what_cannot_be_read_is_answered_by_why_and_all_else_goes_on() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(sort([1, 2]));
    let (embed, read) = worker.next_to_sort().expect("there are some");
    let outcomes = [Err(FileError::Empty.into()), Ok(())];
    let read = read.into_iter().zip(outcomes).collect();
    let events = worker.done(Done::Sorted { embed, answers: Ok(Vec::new()), read });
    let [Event::Sorted { query: QueryId(1), prediction: Err(error) }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(error.kind, FileError::Empty.into());
    assert_eq!(worker.sort(), Some(vec![2]));
    assert_eq!(worker.sort(), None);
}

#[test]
fn without_a_head_each_says_so() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(sort([1, 2]));
    worker.sort();
    let (embed, read) = worker.next_to_sort().expect("they were read");
    let answers = Err(ClassesError::NoHead.into());
    assert_eq!(
        answered(&worker.done(Done::Sorted { embed, answers, read: read_none(&read) })),
        [1, 2]
    );
}

fn read_none(read: &[ToSort]) -> Vec<crate::worker::job::ReadToSort<()>> {
    assert!(read.is_empty(), "{read:?}");
    Vec::new()
}

#[test]
fn the_cpu_sorts_on_where_the_adapter_fails() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.take(sort([1, 2, 3]));
    worker.sort();
    let (embed, read) = worker.next_to_sort().expect("they were read");
    assert_eq!((ids(&embed), ids(&read)), (vec![1, 2], vec![3]));
    let read = read.into_iter().map(|one| (one, Ok(()))).collect();
    let events = worker.done(Done::Sorted { embed, answers: Err(lost()), read });
    assert!(!events.iter().any(|event| matches!(event, Event::Sorted { .. })), "{events:?}");
    worker.stands = PerPlace::default();
    worker.stands.in_use.batch = 2;
    assert_eq!(worker.errand(), "LeaveGpu");
    let mut all = Vec::new();
    while let Some(some) = worker.sort() {
        all.extend(some);
    }
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3]);
}

#[test]
fn what_is_stopped_is_forgotten_and_so_is_that_of_another_project() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(sort(1..=9));
    worker.sort();
    worker.take(Command::StopSorting);
    assert_eq!(worker.next(), None);
    worker.take(sort([1]));
    worker.take(Command::OpenProject { request: RequestId(7), project: None, writable: true });
    assert_eq!(worker.errand(), "OpenProject");
    assert_eq!(worker.next(), None);
}

#[test]
fn another_model_reads_what_the_one_before_has_read() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(sort([1, 2]));
    worker.sort();
    worker.load(RequestId(2), "b");
    let (embed, read) = worker.next_to_sort().expect("they wait");
    assert_eq!((ids(&embed), ids(&read)), (vec![], vec![1, 2]));
}
