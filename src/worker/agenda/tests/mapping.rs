//! What is asked of the map of the examples is done in the background.

use super::*;
use crate::protocol::{MapPiece, MapWish};

const ARRANGE: MapWish = MapWish::Arrange { seed: 1 };
const GROUP: MapWish = MapWish::Group { count: 3 };

fn ask(worker: &mut Worker, wish: MapWish) -> Vec<Event> {
    worker.take(Command::Map { run: RunId(1), wish })
}

fn told(piece: MapPiece) -> Event {
    Event::Mapped { run: RunId(1), piece }
}

fn job(wish: MapWish) -> Option<Job> {
    Some(Job::Map(RunId(1), wish))
}

fn half() -> MapPiece {
    MapPiece::Arranged { points: Vec::new(), done: 0.5 }
}

#[test]
fn wishes_are_fulfilled_one_after_the_other() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    ask(&mut worker, ARRANGE);
    ask(&mut worker, GROUP);
    assert_eq!(worker.next(), job(ARRANGE));
    let done = Done::Mapped { pieces: vec![half()], over: false };
    assert_eq!(worker.done(done), [told(half())]);
    // A later one of its kind takes its place.
    let other = MapWish::Arrange { seed: 2 };
    ask(&mut worker, other);
    assert_eq!(worker.next(), job(GROUP));
    let groups = MapPiece::Groups(Vec::new());
    let done = Done::Mapped { pieces: vec![groups.clone()], over: true };
    assert_eq!(worker.done(done), [told(groups)]);
    assert_eq!(worker.next(), job(other));
    assert_eq!(ask(&mut worker, MapWish::Stop), [told(MapPiece::Stopped)]);
    assert_eq!(ask(&mut worker, MapWish::Stop), []);
    assert_eq!(worker.next(), None);
}

#[test]
fn it_holds_up_no_answer_and_waits_for_a_run_which_ends_it() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    ask(&mut worker, ARRANGE);
    for query in 1..10 {
        worker.take(predict(query, true));
        let names = [worker.next_name(), worker.next_name()];
        assert!(names.contains(&"Predict".to_owned()), "{names:?}");
        let done = Done::Mapped { pieces: Vec::new(), over: false };
        assert_eq!(worker.done(done), []);
    }
    worker.start(2);
    assert_eq!(worker.next(), Some(Job::Train));
    assert_eq!(worker.next(), Some(Job::Train));
    let slice = Slice { end: Some(Ok(outcome())), ..Slice::default() };
    worker.done(Done::Trained(slice));
    assert_eq!(worker.next(), Some(Job::Assess));
    assert_eq!(worker.next(), Some(Job::Assess), "the map of the run before is of no use");
}

#[test]
fn another_model_or_project_ends_it() {
    let open = Command::OpenProject { request: RequestId(9), project: None, writable: false };
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    ask(&mut worker, ARRANGE);
    worker.take(open);
    worker.errand();
    assert_eq!(worker.next(), None);
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    ask(&mut worker, ARRANGE);
    worker.load(RequestId(2), "b");
    while let Some(job) = worker.next() {
        assert_ne!(job, Job::Map(RunId(1), ARRANGE));
        if !job.is_errand() {
            break;
        }
    }
}
