//! Examples, and training on them.

use super::*;
use crate::error::{ClassesError, Doing, DownloadError, FileError};
use crate::protocol::Progress;

fn failed(run: u32, kind: impl Into<Kind>) -> Event {
    Event::TrainingFailed { run: RunId(run), error: Error::new(Doing::Training, kind) }
}

#[test]
fn how_far_a_run_has_come_with_all_examples_is_told() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    assert_eq!(worker.next(), Some(Job::Train));
    let slice = Slice { again: Some((3, 50)), ..Slice::default() };
    let told = Event::TrainingAgain { run: RunId(1), epoch: 3, epochs: 50 };
    assert_eq!(worker.done(Done::Trained(slice)), [told]);
}

#[test]
fn examples_are_read_ahead_while_those_before_are_embedded() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add(1..=5);
    let mut jobs = Vec::new();
    while let Some(Job::Embed { embed, read }) = worker.next() {
        let ids = |ids: &[ExampleId]| ids.iter().map(|id| id.0).collect::<Vec<_>>();
        jobs.push((ids(&embed), ids(&read.iter().map(|read| read.id).collect::<Vec<_>>())));
        let embedded = Ok(embed.iter().map(|&id| (id, vec![1.0])).collect());
        let read = read.into_iter().map(|read| good(read.id)).collect();
        worker.done(Done::Embedded { embed, embedded, read });
    }
    let expected =
        [(vec![], vec![1, 2]), (vec![1, 2], vec![3, 4]), (vec![3, 4], vec![5]), (vec![5], vec![])];
    assert_eq!(jobs, expected);
}

#[test]
fn an_example_that_cannot_be_read_is_taken_away() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add([1, 2]);
    let Some(Job::Embed { embed, .. }) = worker.next() else { panic!("two to read") };
    let bad = Read {
        id: ExampleId(2),
        seen: None,
        remark: None,
        ready: Err(FileError::Truncated.into()),
    };
    let (embedded, read) = (Ok(Vec::new()), vec![good(ExampleId(1)), bad]);
    let events = worker.done(Done::Embedded { embed, embedded, read });
    let error = Error::new(Doing::ReadingPicture("2.jpg".into()), FileError::Truncated);
    assert_eq!(
        events,
        [
            Event::ExampleRead { example: ExampleId(1), seen: Seen::Picture(vec![1]) },
            Event::ExampleRejected { example: ExampleId(2), error },
            Event::Embedded { done: 0, total: 1 },
        ]
    );
    worker.embed();
    assert_eq!(worker.next(), None);
}

#[test]
fn what_is_remarked_is_said_and_the_example_stays() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add([1, 2, 3, 4]);
    let Some(Job::Embed { embed, .. }) = worker.next() else { panic!("four to read") };
    let remarked = |id, kind: FileError| Read { remark: Some(kind.into()), ..good(ExampleId(id)) };
    let (blank, disturbed) = (FileError::Blank, FileError::Disturbed);
    let read = vec![
        remarked(1, blank.clone()),
        remarked(2, disturbed.clone()),
        remarked(3, disturbed.clone()),
        good(ExampleId(4)),
    ];
    let events = worker.done(Done::Embedded { embed, embedded: Ok(Vec::new()), read });
    let said: Vec<_> = events.into_iter().filter(|it| matches!(it, Event::Warning(_))).collect();
    let warning = |doing, kind: FileError| Event::Warning(Error::new(doing, kind));
    let blank = warning(Doing::AddingPicture("1.jpg".into()), blank);
    assert_eq!(said, [blank, warning(Doing::Computing, disturbed)], "of the browser once");
    let Some(Job::Embed { embed, .. }) = worker.next() else { panic!("all are read") };
    assert_eq!(embed.len(), 4);
}

#[test]
fn an_example_removed_after_it_was_read_is_not_embedded() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add([1, 2]);
    worker.embed();
    worker.take(Command::RemoveExamples(vec![ExampleId(1)]));
    let Some(Job::Embed { embed, read }) = worker.next() else { panic!("one is left") };
    assert_eq!((embed.as_slice(), read.as_slice()), (&[ExampleId(2)][..], &[][..]));
    // And one that is removed meanwhile is not kept.
    worker.take(Command::RemoveExamples(vec![ExampleId(2)]));
    let embedded = Ok(vec![(ExampleId(2), vec![1.0])]);
    let events = worker.done(Done::Embedded { embed, embedded, read: Vec::new() });
    assert_eq!(events, [Event::Embedded { done: 0, total: 0 }]);
    assert_eq!(worker.next(), None);
}

#[test]
fn train_waits_for_a_model_on_its_way_and_for_its_examples() {
    let mut worker = Worker::default();
    worker.take(Command::LoadModel { request: RequestId(1), model: "a".into() });
    worker.add([1, 2]);
    assert_eq!(worker.train(7), []);
    worker.arrive(Place::InUse, RequestId(1), "a");
    worker.stands.in_use.batch = 2;
    worker.embed();
    worker.embed();
    worker.embed();
    let Some(Job::StartRun { request, lessons, auto: false }) = worker.next() else {
        panic!("it starts")
    };
    assert_eq!((request.run, lessons.labels), (RunId(7), vec![0, 1]));
    assert_eq!(lessons.embeddings.concat(), [1.0, 2.0]);
    worker.done(Done::Well);
    assert_eq!(worker.next(), Some(Job::Train));
}

#[test]
fn train_waits_for_no_model_that_never_comes() {
    let mut worker = Worker::default();
    assert_eq!(worker.train(1), [failed(1, ClassesError::NoModel)]);
    worker.take(Command::LoadModel { request: RequestId(1), model: "a".into() });
    worker.add([1, 2]);
    assert_eq!(worker.train(2), []);
    let events = worker.take(Command::CancelDownload);
    assert_eq!(events.last(), Some(&failed(2, ClassesError::NoModel)));
}

#[test]
fn train_is_refused_when_too_few_examples_are_left() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add([1, 2]);
    assert_eq!(worker.train(1), []);
    let events = worker.take(Command::RemoveExamples(vec![ExampleId(2)]));
    let empty = ClassesError::ClassWithoutExamples("class 2".into());
    assert_eq!(events, [Event::Embedded { done: 0, total: 1 }, failed(1, empty)]);
}

#[test]
fn a_run_reports_its_epochs_and_its_outcome() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    let training = Score { loss: 0.5, accuracy: 0.5 };
    let progress = Progress { run: RunId(1), epoch: 1, epochs: 50, training, held_out: None };
    let slice = Slice { progress: vec![progress], end: Some(Ok(outcome())), ..Slice::default() };
    assert_eq!(worker.next(), Some(Job::Train));
    assert_eq!(
        worker.done(Done::Trained(slice)),
        [Event::Training(progress), Event::Trained { run: RunId(1), outcome: outcome() }]
    );
    assert_eq!(worker.next(), Some(Job::Assess));
}

#[test]
fn stop_keeps_the_head_of_a_run_and_nothing_of_one_that_waits() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    assert_eq!(worker.take(Command::StopTraining(RunId(9))), [], "an earlier run");
    worker.take(Command::StopTraining(RunId(1)));
    // What is tried in the same breath is tried with the new head.
    worker.take(predict(1, false));
    assert_eq!(worker.next(), Some(Job::FinishRun));
    let finished = Some((RunId(1), outcome()));
    assert_eq!(
        worker.done(Done::Finished(finished)),
        [Event::Trained { run: RunId(1), outcome: outcome() }]
    );
    assert_eq!(worker.next_name(), "Predict");
    worker.add([3]);
    worker.take(Command::LoadModel { request: RequestId(2), model: "b".into() });
    worker.train(2);
    assert_eq!(worker.take(Command::StopTraining(RunId(2))), [failed(2, DownloadError::Cancelled)]);
}

#[test]
fn another_press_of_train_drops_the_run_before() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    assert_eq!(worker.train(2), []);
    assert_eq!(worker.errand(), "DropRun");
    let Some(Job::StartRun { request, .. }) = worker.next() else { panic!("it starts") };
    assert_eq!(request.run, RunId(2));
}

#[test]
fn another_model_ends_the_run_under_way() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    let events = worker.load(RequestId(2), "b");
    assert!(events.contains(&failed(1, DownloadError::Cancelled)), "{events:?}");
    assert_eq!(worker.next_name(), "Embed");
}
