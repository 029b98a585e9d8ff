//! How far to trust a head is found out in the background.

use super::*;
use crate::protocol::TrustPiece;

/// A worker whose run 1 has just ended.
fn trained() -> Worker {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    assert_eq!(worker.next(), Some(Job::Train));
    let slice = Slice { end: Some(Ok(outcome())), ..Slice::default() };
    worker.done(Done::Trained(slice));
    worker
}

fn told(run: u32, piece: TrustPiece) -> Event {
    Event::Trust { run: RunId(run), piece }
}

fn stopped() -> Event {
    told(1, TrustPiece::Stopped)
}

/// What comes of a moment of it that was not the last.
fn goes_on(share: f32) -> Done {
    Done::Assessed { pieces: vec![TrustPiece::Going(share)], over: false }
}

#[test]
fn pieces_are_told_as_they_are_found() {
    let mut worker = trained();
    assert_eq!(worker.next(), Some(Job::Assess));
    assert_eq!(worker.done(goes_on(0.5)), [told(1, TrustPiece::Going(0.5))]);
    assert_eq!(worker.next(), Some(Job::Assess));
    let over = TrustPiece::Over { seconds: 1.5 };
    let done = Done::Assessed { pieces: vec![over.clone()], over: true };
    assert_eq!(worker.done(done), [told(1, over)]);
    assert_eq!(worker.next(), None);
}

#[test]
fn copies_are_told_when_the_run_begins() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    assert_eq!(worker.next(), Some(Job::Train));
    let slice = Slice { copies: Some(Vec::new()), ..Slice::default() };
    let copies = told(1, TrustPiece::Copies(Vec::new()));
    assert_eq!(worker.done(Done::Trained(slice)), [copies]);
}

#[test]
fn it_holds_up_no_answer() {
    let mut worker = trained();
    for query in 1..20 {
        worker.take(predict(query, true));
        let mut jobs = Vec::new();
        while jobs.last().is_none_or(|name| name != "Predict") {
            match worker.next() {
                Some(Job::Assess) => {
                    worker.done(goes_on(0.5));
                    jobs.push("Assess".to_owned());
                }
                Some(job) => jobs.push(name(&job)),
                None => panic!("something is to be tried"),
            }
        }
        assert!(jobs.len() <= 2, "{jobs:?}");
    }
    // Nor is it held up for ever.
    worker.take(predict(20, true));
    let mut names = vec![worker.next_name(), worker.next_name()];
    names.sort();
    assert_eq!(names, ["Assess", "Predict"]);
}

#[test]
fn what_makes_it_useless_ends_it() {
    let remove = Command::RemoveExamples(vec![ExampleId(1)]);
    let open = Command::OpenProject { request: RequestId(9), project: None, writable: false };
    let stop = Command::StopTraining(RunId(1));
    for command in [train(2), remove, open, stop, Command::OpenHead(RunId(1))] {
        let mut worker = trained();
        assert_eq!(worker.next(), Some(Job::Assess));
        worker.done(goes_on(0.5));
        let events = worker.take(command.clone());
        assert!(events.contains(&stopped()), "{command:?}: {events:?}");
        assert_eq!(worker.errand(), "DropAssessment");
        while let Some(job) = worker.next() {
            assert_ne!(job, Job::Assess, "{command:?}");
            if !job.is_errand() {
                break;
            }
        }
    }
}

#[test]
fn another_model_ends_it_and_another_example_does_not() {
    let mut worker = trained();
    worker.add([3]);
    let jobs: Vec<String> = (0..2).map(|_| worker.next_name()).collect();
    assert!(jobs.contains(&"Assess".to_owned()), "{jobs:?}");
    assert!(worker.load(RequestId(2), "b").contains(&stopped()));
    assert_ne!(worker.next(), Some(Job::Assess));
}

#[test]
fn stop_of_another_run_and_a_run_that_learnt_nothing() {
    let mut worker = trained();
    assert_eq!(worker.take(Command::StopTraining(RunId(7))), []);
    assert_eq!(worker.next(), Some(Job::Assess));
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    worker.take(Command::StopTraining(RunId(1)));
    assert_eq!(worker.next(), Some(Job::FinishRun));
    let nothing = Outcome { epochs: 0, ..outcome() };
    worker.done(Done::Finished(Some((RunId(1), nothing))));
    assert_eq!(worker.next(), None);
}

/// A worker that opened the head of run 1 and knows its examples, 1 and 2, of which none is embedded yet.
fn reopened() -> Worker {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add([1, 2]);
    let Command::Train { run, recipe, classes } = train(1) else { panic!("it trains") };
    assert_eq!(worker.take(Command::Assess { run, recipe, classes }), []);
    worker
}

#[test]
fn it_is_found_out_again_of_a_run_of_an_earlier_sitting() {
    let mut worker = reopened();
    worker.embed();
    worker.embed();
    let Some(Job::BeginAssessing(request, lessons)) = worker.next() else { panic!("it begins") };
    assert_eq!((request.run, lessons.labels), (RunId(1), vec![0, 1]));
    worker.done(Done::Well);
    assert_eq!(worker.next(), Some(Job::Assess));
    assert_eq!(worker.done(goes_on(0.5)), [told(1, TrustPiece::Going(0.5))]);
}

#[test]
fn what_waits_to_be_found_out_again_ends_as_well() {
    let stop = Command::StopTraining(RunId(1));
    for command in [stop, train(2), Command::RemoveExamples(vec![ExampleId(1)])] {
        let mut worker = reopened();
        assert!(worker.take(command.clone()).contains(&stopped()), "{command:?}");
    }
    // Of whose examples too few are left.
    let mut worker = reopened();
    let Some(Job::Embed { embed, read }) = worker.next() else { panic!("nothing to embed") };
    let read = read.into_iter().map(|read| Read { ready: Err(no_room()), ..good(read.id) });
    let (embedded, read) = (Ok(Vec::new()), read.collect());
    let events = worker.done(Done::Embedded { embed, embedded, read });
    assert!(events.contains(&stopped()), "{events:?}");
    assert_eq!(worker.next(), None);
}
