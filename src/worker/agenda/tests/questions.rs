//! Questions to models in use and to guests, and texts that are written.

use super::*;
use crate::error::{Doing, DownloadError};
use crate::protocol::{Answer, Question, WritingSettings};

fn write(prompt: &str) -> Question {
    Question::Write { prompt: prompt.into(), settings: WritingSettings::default() }
}

fn known(request: u32, answer: Answer) -> Event {
    Event::Known { request: RequestId(request), answer: Ok(answer) }
}

/// A worker whose model in this place writes.
fn writing(place: Place) -> Worker {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    let model = if place == Place::Guest { "g" } else { "a" };
    worker.ask(5, model, write("Once"));
    if place == Place::Guest {
        assert_eq!(worker.arrive(Place::Guest, RequestId(5), "g"), []);
    }
    let Some(Job::BeginWriting { request, place: at, prompt, .. }) = worker.next() else {
        panic!("it does not write")
    };
    assert_eq!((at, prompt.as_str()), (place, "Once"));
    assert_eq!(worker.done(Done::WritingBegun { request, place, begun: Ok(()) }), []);
    worker
}

#[test]
fn a_model_in_use_is_asked_where_it_stands() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.ask(2, "a", Look::Patches);
    let (request, place) = (RequestId(2), Place::InUse);
    assert_eq!(worker.next(), Some(Job::Look { request, place, look: Look::Patches }));
    let answer = Ok(Answer::Follows(0.5));
    assert_eq!(
        worker.done(Done::Looked { request, place, answer }),
        [known(2, Answer::Follows(0.5))]
    );
    assert_eq!(worker.next(), None);
}

#[test]
fn another_is_fetched_as_a_guest_first_and_stays() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.ask(2, "g", Look::Patches);
    assert_eq!(worker.arrive(Place::Guest, RequestId(2), "g"), []);
    for request in [2, 3] {
        let Some(Job::Look { request: of, place: Place::Guest, .. }) = worker.next() else {
            panic!("it is here")
        };
        assert_eq!(of, RequestId(request));
        let (request, place, answer) = (of, Place::Guest, Ok(Answer::Follows(0.5)));
        assert_eq!(worker.done(Done::Looked { request, place, answer }).len(), 1);
        worker.ask(3, "g", Look::Patches);
    }
}

#[test]
fn a_question_that_took_the_place_of_another_fetches_its_own_model() {
    let mut worker = Worker::default();
    worker.ask(2, "g", Look::Patches);
    worker.errand();
    assert_eq!(worker.next(), None, "it is on its way");
    worker.ask(3, "h", Look::Patches);
    assert_eq!([worker.errand(), worker.errand()], ["StopFetch", "Fetch"]);
    worker.agenda.arrived(Place::Guest, RequestId(2));
    assert_eq!(worker.next(), None);
    worker.agenda.arrived(Place::Guest, RequestId(3));
    assert_eq!(worker.next(), Some(Job::Load(Place::Guest, RequestId(3))));
}

#[test]
fn a_guest_that_does_not_come_is_the_answer() {
    let mut worker = Worker::default();
    worker.ask(2, "g", Look::Patches);
    worker.errand();
    worker.agenda.arrived(Place::Guest, RequestId(2));
    worker.next();
    let (place, request) = (Place::Guest, RequestId(2));
    let loaded = Err(DownloadError::Unreachable.into());
    let error = Error::new(Doing::Downloading("g".into()), DownloadError::Unreachable);
    assert_eq!(
        worker.done(Done::Loaded { place, request, loaded }),
        [Event::Known { request, answer: Err(error) }]
    );
    assert_eq!(worker.next(), None);
}

#[test]
fn a_text_is_written_piece_by_piece_to_its_end() {
    let mut worker = writing(Place::Guest);
    assert_eq!(worker.next(), Some(Job::Write(Place::Guest)));
    let piece = |piece: &str| Event::Wrote { request: RequestId(5), piece: piece.into() };
    assert_eq!(
        worker.done(Done::Wrote { piece: " upon".into(), over: Ok(false) }),
        [piece(" upon")]
    );
    assert_eq!(worker.done(Done::Wrote { piece: String::new(), over: Ok(false) }), []);
    assert_eq!(
        worker.done(Done::Wrote { piece: " a time".into(), over: Ok(true) }),
        [piece(" a time"), known(5, Answer::Written)]
    );
    assert_eq!(worker.errand(), "EndWriting");
    assert_eq!(worker.next(), None);
}

#[test]
fn a_model_replaced_while_it_writes_ends_its_text_and_another_does_not() {
    for place in Place::ALL {
        let mut worker = writing(place);
        let events = worker.load(RequestId(6), "b");
        let ended = events.contains(&known(5, Answer::Written));
        assert_eq!(ended, place == Place::InUse, "{events:?}");
        let next = if ended { None } else { Some(Job::Write(place)) };
        assert_eq!(worker.next(), next);
    }
}

#[test]
fn a_guest_writes_until_the_next_guest_has_come() {
    let mut worker = writing(Place::Guest);
    worker.ask(7, "h", Look::Patches);
    let goes_on = || Done::Wrote { piece: String::new(), over: Ok(false) };
    assert_eq!(worker.next_name(), "Write");
    worker.done(goes_on());
    assert_eq!(worker.errand(), "Fetch");
    let (place, request) = (Place::Guest, RequestId(7));
    worker.agenda.arrived(place, request);
    assert_eq!(worker.next_name(), "Write");
    worker.done(goes_on());
    assert_eq!(worker.next(), Some(Job::Load(place, request)));
    let (info, source, refused) = (info("h"), WeightsSource::Cache, None);
    let loaded = Ok(Box::new(Loaded { info, source, refused }));
    assert_eq!(worker.done(Done::Loaded { place, request, loaded }), [known(5, Answer::Written)]);
    assert_eq!([worker.errand(), worker.errand()], ["EndWriting", "ReportStored"]);
    assert_eq!(worker.next_name(), "Look");
}

#[test]
fn stop_ends_a_text_that_is_written_and_one_that_has_not_begun() {
    let mut worker = writing(Place::InUse);
    assert_eq!(worker.take(Command::StopWriting(RequestId(4))), [], "another");
    assert_eq!(worker.take(Command::StopWriting(RequestId(5))), [known(5, Answer::Written)]);
    assert_eq!(worker.errand(), "EndWriting");
    assert_eq!(worker.next(), None);
    worker.ask(8, "g", write("Twice"));
    worker.errand();
    assert_eq!(worker.take(Command::StopWriting(RequestId(8))), [known(8, Answer::Written)]);
    assert_eq!(worker.errand(), "StopFetch");
    assert_eq!(worker.next(), None);
}
