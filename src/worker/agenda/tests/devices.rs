//! Devices that are chosen, timed, lost, and too small.

use super::*;
use crate::error::Doing;
use crate::protocol::{Answer, Modality, Timing};

fn warning(kind: Kind) -> Event {
    Event::Warning(Error::new(Doing::Computing, kind))
}

/// What the page is told of when the adapter has failed.
fn fell_back(events: &[Event]) -> bool {
    let on_cpu = |event: &Event| {
        matches!(
            event,
            Event::DeviceChosen(DeviceReport { kind: DeviceKind::Cpu, adapter: Some(_), .. })
        )
    };
    events.iter().any(on_cpu) && events.contains(&warning(lost()))
}

/// What the page is told of the device.
fn reasons(events: &[Event]) -> Vec<(DeviceKind, Reason)> {
    let reason = |event: &Event| match event {
        Event::DeviceChosen(DeviceReport { kind, reason, .. }) => Some((*kind, *reason)),
        _ => None,
    };
    events.iter().filter_map(reason).collect()
}

/// What embedding a picture took.
const TIMING: Timing = Timing { cpu: 2.0, gpu: 1.0 };

fn timed(embedding: Option<Timing>, training: Option<Timing>) -> Reason {
    Reason::Timed { modality: Modality::Pictures, embedding, training }
}

/// A worker that has just found out that the adapter embeds faster.
fn auto() -> Worker {
    let mut worker = Worker::default();
    worker.choose(DeviceChoice::Auto);
    worker.stands.in_use = Stand { device: DeviceKind::WebGpu, batch: 2 };
    worker.load(RequestId(1), "a");
    assert_eq!(worker.next(), Some(Job::Time));
    let events = worker.done(Done::Timed(Ok(Some(TIMING))));
    assert_eq!(reasons(&events), [(DeviceKind::WebGpu, timed(Some(TIMING), None))]);
    worker
}

#[test]
fn auto_times_every_model_and_the_page_is_told() {
    let mut worker = auto();
    worker.stands.in_use.device = DeviceKind::Cpu;
    worker.load(RequestId(2), "b");
    assert_eq!(worker.next(), Some(Job::Time));
    let events = worker.done(Done::Timed(Ok(None)));
    assert_eq!(reasons(&events), [(DeviceKind::Cpu, timed(None, None))]);
    assert_eq!(worker.next(), None);
}

#[test]
fn a_run_that_timed_both_devices_adds_to_the_reason() {
    let mut worker = auto();
    worker.start(1);
    worker.next();
    let timing = Some(Timing { cpu: 0.5, gpu: 0.25 });
    let events = worker.done(Done::Trained(Slice { timing, ..Slice::default() }));
    assert_eq!(reasons(&events), [(DeviceKind::WebGpu, timed(Some(TIMING), timing))]);
}

#[test]
fn another_device_embeds_all_examples_again_and_the_same_does_not() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.add([1]);
    worker.embed();
    worker.embed();
    let events = worker.choose(DeviceChoice::WebGpu);
    assert_eq!(events, [Event::DeviceChosen(report(DeviceChoice::WebGpu))]);
    assert_eq!(worker.next(), None);
    worker.stands.in_use.device = DeviceKind::Cpu;
    let events = worker.choose(DeviceChoice::Cpu);
    assert_eq!(events[0], Event::Embedded { done: 0, total: 1 });
    assert_eq!(worker.next_name(), "Embed");
}

#[test]
fn a_device_asked_for_by_name_that_cannot_be_had_is_told() {
    let mut worker = Worker::default();
    let choice = DeviceChoice::WebGpu;
    worker.take(Command::ChooseDevice(choice));
    worker.next();
    let (report, kind) = (report(DeviceChoice::Cpu), Kind::from(DeviceError::NoAdapter));
    let problem = Some(kind.clone());
    let done = Done::DeviceChosen { choice, report: report.clone(), problem, refused: None };
    assert_eq!(
        worker.done(done),
        [Event::DeviceChosen(report), Event::Warning(Error::new(Doing::ChoosingDevice, kind))]
    );
}

/// The adapter is lost in the job that comes next, which `fail` tells.
fn lose(worker: &mut Worker, fail: impl FnOnce(Job) -> Done) -> Vec<Event> {
    let job = worker.next().expect("a job");
    let done = fail(job);
    worker.stands = PerPlace::default();
    let events = worker.done(done);
    assert!(fell_back(&events), "{events:?}");
    assert_eq!(worker.errand(), "LeaveGpu");
    events
}

#[test]
fn the_gpu_lost_while_both_are_timed() {
    let mut worker = Worker::default();
    worker.choose(DeviceChoice::Auto);
    worker.load(RequestId(1), "a");
    lose(&mut worker, |_| Done::Timed(Err(lost())));
    assert_eq!(worker.next(), None, "there is nothing to compare");
}

#[test]
fn the_gpu_lost_in_a_query_the_cpu_answers() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.take(predict(1, false));
    let events = lose(&mut worker, |job| match job {
        Job::Predict(query) => Done::Predicted(query, Err(lost())),
        other => panic!("{other:?}"),
    });
    assert!(!events.iter().any(|event| matches!(event, Event::Predicted { .. })));
    let Some(Job::Predict(query)) = worker.next() else { panic!("once more") };
    assert_eq!(query.id, QueryId(1));
    // On the CPU nothing is tried a third time.
    let events = worker.done(Done::Predicted(query, Err(lost())));
    assert!(matches!(&events[..], [Event::Predicted { prediction: Err(_), .. }]));
    assert_eq!(worker.next(), None);
}

#[test]
fn the_gpu_lost_in_a_frame_the_cpu_looks_at_it_unless_a_newer_one_has_come() {
    let lost_in = |job| match job {
        Job::Watch(query) => Done::Watched(query, Err(lost())),
        other => panic!("{other:?}"),
    };
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.take(Command::Watch(QueryId(1)));
    lose(&mut worker, lost_in);
    assert_eq!(worker.next(), Some(Job::Watch(QueryId(1))));

    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.take(Command::Watch(QueryId(1)));
    let job = worker.next().expect("a frame");
    worker.take(Command::Watch(QueryId(2)));
    worker.stands = PerPlace::default();
    worker.done(lost_in(job));
    worker.errand();
    assert_eq!(worker.next(), Some(Job::Watch(QueryId(2))));
    assert_eq!(worker.next(), None);
}

#[test]
fn the_gpu_lost_in_a_question_the_cpu_answers() {
    for (model, place) in [("a", Place::InUse), ("g", Place::Guest)] {
        let mut worker = Worker::with_model(DeviceKind::WebGpu);
        worker.ask(2, model, Look::Patches);
        if place == Place::Guest {
            worker.arrive(place, RequestId(2), model);
        }
        let request = RequestId(2);
        lose(&mut worker, |_| {
            let answer = Err(Error::new(Doing::ShowingPatches, lost()));
            Done::Looked { request, place, answer }
        });
        assert_eq!(worker.next_name(), "Look");
        let answer = Ok(Answer::Follows(0.5));
        assert_eq!(worker.done(Done::Looked { request, place, answer }).len(), 1);
    }
}

#[test]
fn the_gpu_lost_in_mid_training_the_run_goes_on() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.start(1);
    let end = Some(Err(lost()));
    lose(&mut worker, |_| Done::Trained(Slice { end, ..Slice::default() }));
    assert_eq!(worker.next(), Some(Job::Train));
}

#[test]
fn the_gpu_lost_in_mid_embedding_the_cpu_reads_the_rest() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.add([1, 2, 3]);
    worker.embed();
    lose(&mut worker, |job| match job {
        Job::Embed { embed, read } => {
            let read = read.into_iter().map(|read| good(read.id)).collect();
            Done::Embedded { embed, embedded: Err(lost()), read }
        }
        other => panic!("{other:?}"),
    });
    // The third was read meanwhile; the others are read again.
    let mut done = 0;
    while let Some(Job::Embed { embed, read }) = worker.next() {
        done += embed.len();
        let embedded = Ok(embed.iter().map(|&id| (id, vec![1.0])).collect());
        let read = read.into_iter().map(|read| good(read.id)).collect();
        worker.done(Done::Embedded { embed, embedded, read });
    }
    assert_eq!(done, 3);
}

#[test]
fn a_text_too_long_for_the_adapter_moves_its_model_and_nothing_else() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.add([1, 2]);
    worker.embed();
    let Some(Job::Embed { embed, read }) = worker.next() else { panic!("two to embed") };
    assert!(read.is_empty());
    let embedded = Err(no_room());
    let events = worker.done(Done::Embedded { embed, embedded, read: Vec::new() });
    assert!(events.contains(&warning(no_room())), "{events:?}");
    assert_eq!(reasons(&events), [], "WebGPU stays");
    assert_eq!(worker.next(), Some(Job::MoveToCpu(Place::InUse)));
    worker.stands.in_use = Stand::default();
    worker.done(Done::Well);
    worker.embed();
    worker.embed();
    // The next model is for the adapter again, which is not timed, as the visitor chose it.
    worker.stands.in_use.device = DeviceKind::WebGpu;
    worker.load(RequestId(2), "b");
    worker.take(predict(1, false));
    lose(&mut worker, |job| match job {
        Job::Predict(query) => Done::Predicted(query, Err(lost())),
        other => panic!("{other:?}"),
    });
}

#[test]
fn no_room_in_a_query_or_a_question_is_tried_again_on_the_cpu_once() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.take(predict(1, true));
    let Some(Job::Predict(query)) = worker.next() else { panic!("a query") };
    let events = worker.done(Done::Predicted(query, Err(no_room())));
    assert_eq!(events.iter().filter(|event| **event == warning(no_room())).count(), 1);
    worker.stands.in_use = Stand::default();
    assert_eq!(worker.errand(), "MoveToCpu");
    let Some(Job::Predict(query)) = worker.next() else { panic!("once more") };
    let events = worker.done(Done::Predicted(query, Err(no_room())));
    assert!(matches!(&events[..], [Event::Predicted { prediction: Err(_), .. }]));

    worker.stands.guest.device = DeviceKind::WebGpu;
    worker.ask(2, "g", Look::Patches);
    worker.arrive(Place::Guest, RequestId(2), "g");
    worker.next();
    let (request, place) = (RequestId(2), Place::Guest);
    let answer = Err(Error::new(Doing::ShowingPatches, no_room()));
    assert_eq!(worker.done(Done::Looked { request, place, answer }), [warning(no_room())]);
    assert_eq!(worker.next(), Some(Job::MoveToCpu(Place::Guest)));
    assert_eq!(worker.next_name(), "Look");
}

#[test]
fn with_auto_no_room_becomes_the_reason() {
    let mut worker = auto();
    worker.take(predict(1, false));
    let Some(Job::Predict(query)) = worker.next() else { panic!("a query") };
    let events = worker.done(Done::Predicted(query, Err(no_room())));
    assert_eq!(reasons(&events), [(DeviceKind::Cpu, timed(None, None))]);
    assert_eq!(worker.errand(), "MoveToCpu");
    assert_eq!(worker.next_name(), "Predict");
}

#[test]
fn a_run_without_room_goes_on_on_the_cpu() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.start(1);
    worker.next();
    let end = Some(Err(no_room()));
    let events = worker.done(Done::Trained(Slice { end, ..Slice::default() }));
    assert_eq!(events, [warning(no_room())]);
    assert_eq!(worker.errand(), "MoveRunToCpu");
    assert_eq!(worker.next(), Some(Job::Train));
}

#[test]
fn a_model_too_large_for_the_adapter_stays_on_the_cpu_and_the_page_is_told() {
    let mut worker = Worker::default();
    worker.choose(DeviceChoice::WebGpu);
    worker.take(Command::LoadModel { request: RequestId(1), model: "a".into() });
    worker.errand();
    worker.agenda.arrived(Place::InUse, RequestId(1));
    worker.next();
    let (place, request) = (Place::InUse, RequestId(1));
    let (info, source, refused) = (info("a"), WeightsSource::Cache, Some(no_room()));
    let loaded = Ok(Box::new(Loaded { info, source, refused }));
    let events = worker.done(Done::Loaded { place, request, loaded });
    assert_eq!(events.last(), Some(&warning(no_room())));
    assert_eq!(reasons(&events), []);
}

#[test]
fn what_is_no_fault_of_the_device_is_no_reason_to_leave_it() {
    let mut worker = Worker::with_model(DeviceKind::WebGpu);
    worker.add([1, 2]);
    worker.embed();
    let Some(Job::Embed { embed, read }) = worker.next() else { panic!("two to embed") };
    assert!(read.is_empty());
    let embedded = Err(crate::error::FileError::Empty.into());
    let events = worker.done(Done::Embedded { embed, embedded, read: Vec::new() });
    let rejected = |event: &&Event| matches!(event, Event::ExampleRejected { .. });
    assert_eq!(events.iter().filter(rejected).count(), 2);
    assert_eq!(reasons(&events), []);
    assert_eq!(worker.next(), None);
}
