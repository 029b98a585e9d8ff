//! Models that come, do not come, and take each other's place.

use super::*;
use crate::error::{Doing, DownloadError, FileError};
use crate::protocol::{FileRef, Modality};

fn load(request: u32, model: &str) -> Command {
    Command::LoadModel { request: RequestId(request), model: model.into() }
}

#[test]
fn a_model_that_is_asked_for_later_takes_the_place_of_one_on_its_way() {
    let mut worker = Worker::default();
    worker.take(load(1, "a"));
    worker.take(load(2, "b"));
    let Some(Job::Fetch { request: RequestId(1), .. }) = worker.next() else { panic!("the first") };
    worker.done(Done::Well);
    assert_eq!(worker.errand(), "Fetch");
    worker.agenda.arrived(Place::InUse, RequestId(1));
    assert_eq!(worker.next(), None, "nobody waits for the first");
    // Nor for its failure.
    let (place, loaded) = (Place::InUse, Err(DownloadError::Unreachable.into()));
    assert_eq!(worker.done(Done::Loaded { place, request: RequestId(1), loaded }), []);
    worker.agenda.arrived(Place::InUse, RequestId(2));
    assert_eq!(worker.next(), Some(Job::Load(Place::InUse, RequestId(2))));
}

#[test]
fn a_loaded_model_embeds_all_examples_anew() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add([1, 2, 3]);
    worker.embed();
    let events = worker.embed();
    assert_eq!(events.last(), Some(&Event::Embedded { done: 2, total: 3 }));
    let events = worker.load(RequestId(2), "b");
    let [Event::ModelLoaded { request: RequestId(2), .. }, Event::Embedded { done: 0, total: 3 }] =
        &events[..]
    else {
        panic!("{events:?}")
    };
    // The third was read for the model before.
    let Some(Job::Embed { embed, read }) = worker.next() else { panic!("all of them") };
    assert_eq!((embed.len(), read.len()), (0, 2));
}

#[test]
fn cancel_stops_both_downloads_and_says_so() {
    let mut worker = Worker::default();
    let files = vec![FileRef { name: "a.safetensors".into(), url: "blob:a".into() }];
    let (request, modality) = (RequestId(1), Modality::Pictures);
    worker.take(Command::OpenModel { request, files, modality });
    worker.ask(2, "b", Look::Patches);
    assert_eq!([worker.errand(), worker.errand()], ["Fetch", "Fetch"]);
    let events = worker.take(Command::CancelDownload);
    let [
        Event::ModelFailed { request: RequestId(1), error },
        Event::Known { request: RequestId(2), answer: Err(guest) },
    ] = &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!(
        *error,
        Error::new(Doing::ReadingWeights("a.safetensors".into()), DownloadError::Cancelled)
    );
    assert_eq!(*guest, Error::new(Doing::Downloading("b".into()), DownloadError::Cancelled));
    assert_eq!(worker.next(), Some(Job::StopFetch(Place::InUse, RequestId(1))));
    assert_eq!(worker.next(), Some(Job::StopFetch(Place::Guest, RequestId(2))));
    assert_eq!(worker.next(), None);
    assert_eq!(worker.take(Command::CancelDownload), [], "there is nothing to cancel");
}

#[test]
fn a_model_that_cannot_be_read_leaves_the_one_before_in_use() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(load(2, "b"));
    worker.errand();
    worker.agenda.arrived(Place::InUse, RequestId(2));
    worker.next();
    let (place, request) = (Place::InUse, RequestId(2));
    let loaded = Err(FileError::Empty.into());
    let events = worker.done(Done::Loaded { place, request, loaded });
    assert!(matches!(&events[..], [Event::ModelFailed { request: RequestId(2), .. }]));
    worker.add([1]);
    let Some(Job::Embed { read, .. }) = worker.next() else { panic!("a still embeds") };
    assert_eq!(read.len(), 1);
}

#[test]
fn what_is_kept_is_told_after_each_model_that_has_come() {
    let mut worker = Worker::default();
    worker.take(load(1, "a"));
    worker.errand();
    worker.agenda.arrived(Place::InUse, RequestId(1));
    worker.next();
    let (place, request) = (Place::InUse, RequestId(1));
    let (info, source, refused) = (info("a"), WeightsSource::Network, None);
    let loaded = Ok(Box::new(Loaded { info, source, refused }));
    worker.done(Done::Loaded { place, request, loaded });
    assert_eq!(worker.next(), Some(Job::ReportStored));
}
