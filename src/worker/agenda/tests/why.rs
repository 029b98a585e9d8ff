//! Why the head says what it says.

use super::*;
use crate::protocol::WhyPiece;

fn explain(query: u32) -> Command {
    Command::Explain { query: QueryId(query), input: picture(query) }
}

fn found(pieces: Vec<WhyPiece>, over: bool) -> Done {
    Done::Explained(Ok((pieces, over)))
}

fn told(query: u32, piece: WhyPiece) -> Event {
    Event::Why { query: QueryId(query), piece: Ok(piece) }
}

fn without() -> WhyPiece {
    WhyPiece::Without(Vec::new())
}

/// A worker that looks into a picture, and has said what there is of all of it.
fn explaining(device: DeviceKind) -> Worker {
    let mut worker = Worker::with_model(device);
    assert_eq!(worker.take(explain(1)), []);
    assert_eq!(worker.next(), Some(Job::BeginExplaining(picture(1))));
    assert_eq!(worker.done(found(vec![without()], false)), [told(1, without())]);
    worker
}

#[test]
fn part_after_part_is_left_out_to_the_last() {
    let mut worker = explaining(DeviceKind::Cpu);
    assert_eq!(worker.next(), Some(Job::Explain));
    assert_eq!(worker.done(found(vec![without()], false)), [told(1, without())]);
    assert_eq!(worker.next(), Some(Job::Explain));
    let last = found(vec![without(), WhyPiece::Over], true);
    assert_eq!(worker.done(last), [told(1, without()), told(1, WhyPiece::Over)]);
    assert_eq!(worker.next(), None);
}

#[test]
fn the_newest_takes_the_place_of_the_one_before() {
    let mut worker = explaining(DeviceKind::Cpu);
    worker.take(explain(2));
    worker.take(explain(3));
    assert_eq!(worker.next(), Some(Job::BeginExplaining(picture(3))));
    assert_eq!(worker.done(found(vec![without()], false)), [told(3, without())]);
    assert_eq!(worker.next(), Some(Job::Explain));
}

#[test]
fn what_is_tried_goes_between_its_parts() {
    let mut worker = explaining(DeviceKind::Cpu);
    worker.take(predict(7, true));
    let names = [worker.next_name(), worker.next_name()];
    assert!(names.contains(&"Predict".to_owned()), "{names:?}");
}

#[test]
fn stop_another_project_and_another_model_end_it() {
    let open = Command::OpenProject { request: RequestId(9), project: None, writable: false };
    for command in [Command::StopExplaining, open] {
        let mut worker = explaining(DeviceKind::Cpu);
        worker.take(command);
        assert_eq!(worker.errand(), "EndExplaining");
        while let Some(job) = worker.next() {
            assert_ne!(job, Job::Explain);
        }
    }
    let mut worker = explaining(DeviceKind::Cpu);
    worker.load(RequestId(2), "b");
    assert_eq!(worker.next(), None);
    // What has not begun lies nowhere.
    worker.take(explain(2));
    worker.take(Command::StopExplaining);
    assert_eq!(worker.next(), None);
}

#[test]
fn it_begins_again_on_the_cpu_where_the_adapter_fails() {
    let mut worker = explaining(DeviceKind::WebGpu);
    assert_eq!(worker.next(), Some(Job::Explain));
    let events = worker.done(Done::Explained(Err(lost())));
    assert!(!events.iter().any(|event| matches!(event, Event::Why { .. })), "{events:?}");
    worker.stands.in_use = Stand::default();
    assert_eq!(worker.errand(), "LeaveGpu");
    assert_eq!(worker.next(), Some(Job::BeginExplaining(picture(1))));
}

#[test]
fn what_cannot_be_read_is_told_once() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(explain(1));
    worker.next();
    let error = Error::new(reading(&picture(1)), crate::error::ClassesError::NoHead);
    let events = worker.done(Done::Explained(Err(crate::error::ClassesError::NoHead.into())));
    assert_eq!(events, [Event::Why { query: QueryId(1), piece: Err(error) }]);
    assert_eq!(worker.next(), None);
}
