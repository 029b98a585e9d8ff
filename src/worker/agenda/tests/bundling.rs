//! What is taken away is put together.

use super::*;
use crate::error::ClassesError;
use crate::protocol::{BundlePiece, Bundled};

const REQUEST: RequestId = RequestId(9);

fn bundle(inputs: u32) -> Command {
    Command::Bundle { request: REQUEST, inputs: (1..=inputs).map(picture).collect() }
}

fn told(piece: BundlePiece) -> Event {
    Event::Bundled { request: REQUEST, piece: Ok(piece) }
}

fn whole() -> Bundled {
    Bundled { address: "blob:1".into(), classes: vec![ClassId(1)], probes: 1 }
}

#[test]
fn inputs_are_answered_and_then_all_is_put_together() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    assert_eq!(worker.take(bundle(1)), []);
    assert_eq!(worker.next(), Some(Job::AnswerForBundle(vec![picture(1)])));
    let answered = worker.done(Done::AnsweredForBundle(Ok(())));
    assert_eq!(answered, [told(BundlePiece::Answered(1))]);
    assert_eq!(worker.next(), Some(Job::Bundle));
    let there = worker.done(Done::Bundled(Ok(Some(whole()))));
    assert_eq!(there, [told(BundlePiece::Whole(whole()))]);
    assert_eq!(worker.next(), None);
}

#[test]
fn of_a_model_that_no_format_holds_it_is_said() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(bundle(0));
    assert_eq!(worker.next(), Some(Job::Bundle));
    assert_eq!(worker.done(Done::Bundled(Ok(None))), [told(BundlePiece::NoFormat)]);
    assert_eq!(worker.next(), None);
}

#[test]
fn it_can_be_stopped_and_what_was_noted_is_forgotten() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(bundle(1));
    worker.next();
    worker.done(Done::AnsweredForBundle(Ok(())));
    assert_eq!(worker.take(Command::StopBundling), []);
    assert_eq!(worker.next(), Some(Job::DropBundle));
    worker.done(Done::Well);
    assert_eq!(worker.next(), None);
}

#[test]
fn what_goes_wrong_is_told_and_ends_it() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(bundle(1));
    worker.next();
    let kind = Kind::from(ClassesError::NoHead);
    let events = worker.done(Done::AnsweredForBundle(Err(kind)));
    assert!(matches!(&events[..], [Event::Bundled { piece: Err(_), .. }]), "{events:?}");
    assert_eq!(worker.next(), Some(Job::DropBundle));
}

#[test]
fn a_lost_adapter_makes_it_begin_again() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.take(bundle(1));
    worker.next();
    let lost = Kind::Device(DeviceError::Lost);
    worker.done(Done::AnsweredForBundle(Err(lost)));
    let names: Vec<String> = (0..8).map(|_| worker.next_name()).collect();
    assert!(names.iter().any(|name| name == "AnswerForBundle"), "{names:?}");
}
