//! Kinds of head are compared in the background.

use super::*;
use crate::protocol::{ComparisonPiece, Ranking};

fn compare(request: u32) -> Command {
    let Command::Train { recipe, classes, .. } = train(1) else { panic!("it is to train") };
    Command::Compare { request: RequestId(request), recipe, classes }
}

fn told(request: u32, piece: ComparisonPiece) -> Event {
    Event::Compared { request: RequestId(request), piece }
}

fn ranking() -> Ranking {
    Ranking { examples: 2, repeats: 3, heads: Vec::new(), seconds: 1.0 }
}

/// What comes of a moment of it that was not the last.
fn compares(done: f32) -> Done {
    Done::Compared(Ok((done, None)))
}

/// A worker that compares, as request 7.
fn comparing() -> Worker {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add([1, 2]);
    assert_eq!(worker.take(compare(7)), []);
    // Its examples come first.
    worker.embed();
    worker.embed();
    assert_eq!(worker.errand(), "StartComparing");
    worker
}

#[test]
fn it_is_told_how_far_it_has_come_and_what_came_of_it() {
    let mut worker = comparing();
    assert_eq!(worker.next(), Some(Job::Compare));
    assert_eq!(worker.done(compares(0.5)), [told(7, ComparisonPiece::Going(0.5))]);
    assert_eq!(worker.next(), Some(Job::Compare));
    assert_eq!(worker.done(compares(0.501)), [], "so little is not told");
    assert_eq!(worker.next(), Some(Job::Compare));
    let over = Done::Compared(Ok((1.0, Some(ranking()))));
    assert_eq!(worker.done(over), [told(7, ComparisonPiece::Over(ranking()))]);
    assert_eq!(worker.next(), None);
}

#[test]
fn training_and_trying_are_not_held_up() {
    let mut worker = comparing();
    for query in 1..10 {
        worker.take(predict(query, true));
        let jobs = [worker.next_name(), worker.next_name()];
        assert!(jobs.contains(&"Predict".to_owned()), "{jobs:?}");
    }
    worker.train(1);
    assert_eq!(worker.next_name(), "StartRun");
    worker.done(Done::Well);
    for _ in 0..5 {
        assert_eq!(worker.next(), Some(Job::Train));
        worker.done(goes_on());
    }
    assert_eq!(worker.next(), Some(Job::Train));
    let slice = Slice { end: Some(Ok(outcome())), ..Slice::default() };
    worker.done(Done::Trained(slice));
    assert_eq!(worker.next(), Some(Job::Assess), "nor how far to trust what came of it");
    worker.done(Done::Assessed { pieces: Vec::new(), over: true });
    assert_eq!(worker.next(), Some(Job::Compare), "then it goes on");
}

#[test]
fn what_makes_it_useless_ends_it() {
    let remove = Command::RemoveExamples(vec![ExampleId(1)]);
    let open = Command::OpenProject { request: RequestId(9), project: None, writable: false };
    for command in [remove, open, Command::StopComparing, compare(8)] {
        let mut worker = comparing();
        let events = worker.take(command.clone());
        assert!(events.contains(&told(7, ComparisonPiece::Stopped)), "{command:?}: {events:?}");
        assert_eq!(worker.errand(), "DropComparison");
        assert_ne!(worker.next(), Some(Job::Compare), "{command:?}");
    }
    let mut worker = comparing();
    let events = worker.load(RequestId(2), "b");
    assert!(events.contains(&told(7, ComparisonPiece::Stopped)), "{events:?}");
}

#[test]
fn without_a_model_or_enough_examples_it_is_refused() {
    let mut worker = Worker::default();
    let refused = |events: &[Event]| {
        let failed = |event: &Event| {
            matches!(event, Event::Compared { piece: ComparisonPiece::Failed(_), .. })
        };
        events.iter().any(failed)
    };
    assert!(refused(&worker.take(compare(1))));
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add([1]);
    assert!(refused(&worker.take(compare(1))));
}
