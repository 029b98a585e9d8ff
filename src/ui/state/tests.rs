//! The state, driven as the worker and a visitor drive it.

mod import;
mod questions;
mod texts;

use std::num::NonZeroU32;

use super::*;
use crate::error::{
    AbilityError, ClassesError, DeviceError, Doing, DownloadError, Error, FileError, Kind,
    WeightsError, WorkerError,
};
use crate::protocol::{
    AdapterInfo, Answer, ClassId, DeviceKind, DeviceReport, Drawing, ExampleId, FileRef, HeldOut,
    Input, Labels, ModelInfo, OWN_MODEL, Origin, Outcome, Patches, Pixels, PreTraining, Prediction,
    Progress, Question, Reason, Recipe, Score, Seen, TrainingSettings, WeightsFile, WeightsSource,
};
use crate::protocol::{Exhibit, Look, QueryId, RequestId, RunId};

fn file(name: &str) -> FileRef {
    FileRef { name: name.into(), url: format!("blob:{name}") }
}

fn info(id: &str) -> ModelInfo {
    let weights = |name: &str| WeightsFile {
        address: format!("https://example.com/{name}"),
        bytes: 1_000_000,
        sha256: String::new(),
    };
    ModelInfo {
        id: id.into(),
        name: id.to_uppercase(),
        about: String::new(),
        origin: Origin::Public,
        pre_training: Some(PreTraining::Supervised),
        data: Vec::new(),
        licence: "Apache-2.0".into(),
        architecture: String::new(),
        modality: Modality::Pictures,
        input_size: 224,
        embedding_size: 1280,
        multiplications: 0,
        labels: None,
        exhibits: Vec::new(),
        skills: Vec::new(),
        figures: None,
        files: vec![weights("manifest"), weights("shard")],
    }
}

/// A model that ships with the page.
fn shipped(id: &str, how: PreTraining) -> ModelInfo {
    ModelInfo { origin: Origin::Shipped, pre_training: Some(how), ..info(id) }
}

/// A model of the visitor's.
fn own() -> ModelInfo {
    ModelInfo { origin: Origin::Own, files: Vec::new(), ..info(OWN_MODEL) }
}

fn loaded(request: RequestId, info: ModelInfo, source: WeightsSource) -> Event {
    Event::ModelLoaded { request, model: Box::new(info), source }
}

fn in_use(state: &State) -> Option<&str> {
    state.model.loaded.as_ref().map(|loaded| loaded.info.id.as_str())
}

fn error(kind: Kind) -> Error {
    Error::new(Doing::ReadingPicture("x.jpg".into()), kind)
}

/// A page whose worker is ready and whose model is loaded.
fn ready() -> State {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, None);
    apply(&mut state, Event::Ready { models: vec![info("a"), info("b")] });
    apply(&mut state, loaded(RequestId(1), info("a"), WeightsSource::Network));
    state
}

/// The same with three examples in each of its two classes.
fn filled() -> State {
    let mut state = ready();
    for class in [1, 2] {
        let files = (0..3).map(|n| file(&format!("{class}-{n}.jpg"))).collect();
        state.add_files(ClassId(class), files);
    }
    apply(&mut state, Event::Embedded { done: 6, total: 6 });
    state
}

fn score() -> Score {
    Score { loss: 0.5, accuracy: 0.9 }
}

fn outcome() -> Outcome {
    Outcome {
        epochs: 50,
        stopped: false,
        device: DeviceKind::Cpu,
        training_examples: 4,
        held_out: vec![
            HeldOut { class: ClassId(1), examples: vec![ExampleId(3)], taken_for: vec![1, 0] },
            HeldOut { class: ClassId(2), examples: vec![ExampleId(6)], taken_for: vec![0, 1] },
        ],
        training: score(),
        held_out_score: Some(Score { loss: 0.1, accuracy: 1.0 }),
        recipe: Recipe::Layers(TrainingSettings::default()),
        seconds: 0.5,
    }
}

/// The same with a trained head.
fn trained() -> State {
    let mut state = filled();
    state.train().expect("nothing lacks");
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    state
}

fn progress(run: u32, epoch: u32) -> Event {
    Event::Training(Progress {
        run: RunId(run),
        epoch,
        epochs: 50,
        training: score(),
        held_out: None,
    })
}

fn prediction(first: ClassId) -> Prediction {
    Prediction { classes: vec![(first, 1.0)], seen: Seen::Picture(vec![1]), milliseconds: 70.0 }
}

fn names(state: &State) -> Vec<&str> {
    state.examples.classes.iter().map(|class| class.name.as_str()).collect()
}

fn ids(state: &State, class: ClassId) -> Vec<ExampleId> {
    let class = state.examples.class(class).expect("it is there");
    class.examples.iter().map(|example| example.id).collect()
}

fn kinds(state: &State) -> Vec<&Kind> {
    state.lifeline.notices.iter().map(|error| &error.kind).collect()
}

#[test]
fn starts_with_two_empty_classes() {
    let state = State::new(Modality::Pictures, DeviceChoice::Auto, None);
    assert_eq!(names(&state), ["Class 1", "Class 2"]);
    assert_eq!(state.examples.total(), 0);
}

#[test]
fn a_worker_that_is_ready_is_told_everything() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, Some("b".into()));
    // Added before the worker is there.
    state.add_files(ClassId(1), vec![file("early.jpg")]);
    let commands = apply(&mut state, Event::Ready { models: vec![info("a"), info("b")] });
    assert!(state.lifeline.ready);
    assert_eq!(commands[0], Command::ChooseDevice(DeviceChoice::Cpu));
    assert_eq!(commands[1], Command::LoadModel { request: RequestId(1), model: "b".into() });
    assert!(matches!(&commands[2], Command::AddExamples(added) if added.len() == 1));
    assert_eq!(commands.len(), 3);
}

#[test]
fn a_model_that_is_not_on_offer_is_said_and_replaced_by_the_default() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, Some("zebra".into()));
    let commands = apply(&mut state, Event::Ready { models: vec![info("a")] });
    assert_eq!(kinds(&state), [&Kind::Weights(WeightsError::UnknownModel("zebra".into()))]);
    assert!(commands.contains(&Command::LoadModel { request: RequestId(1), model: "a".into() }));
}

#[test]
fn a_worker_without_models_does_no_harm() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, None);
    let commands = apply(&mut state, Event::Ready { models: Vec::new() });
    assert_eq!(commands, [Command::ChooseDevice(DeviceChoice::Auto)]);
}

#[test]
fn devices_have_ids_for_addresses() {
    for choice in [DeviceChoice::Auto, DeviceChoice::WebGpu, DeviceChoice::Cpu] {
        assert_eq!(device_from_id(device_id(choice)), choice);
    }
    assert_eq!(device_from_id("toaster"), DeviceChoice::Auto);
}

#[test]
fn the_device_is_as_the_worker_reports() {
    let mut state = ready();
    let adapter = Some(AdapterInfo { name: "SwiftShader".into(), software: true });
    let report = DeviceReport { kind: DeviceKind::Cpu, adapter, reason: Reason::OnlyImitated };
    apply(&mut state, Event::DeviceChosen(report.clone()));
    assert_eq!(state.device.report, Some(report));
    let commands = state.choose_device(DeviceChoice::WebGpu);
    assert_eq!(commands, [Command::ChooseDevice(DeviceChoice::WebGpu)]);
    assert_eq!(state.device.choice, DeviceChoice::WebGpu);
}

#[test]
fn a_download_shows_its_bytes_and_answers_to_older_requests_are_dropped() {
    let mut state = ready();
    assert_eq!(
        state.choose_model("b".into()),
        [Command::LoadModel { request: RequestId(2), model: "b".into() }]
    );
    apply(&mut state, Event::Downloading { request: RequestId(1), received: 9, total: Some(9) });
    assert_eq!(state.model.stage, Stage::Asked);
    apply(&mut state, Event::Downloading { request: RequestId(2), received: 3, total: Some(9) });
    let received = Received { received: 3, total: Some(9) };
    assert_eq!(state.model.stage, Stage::Downloading(received));
    let stale = Event::ModelFailed {
        request: RequestId(1),
        error: error(Kind::Download(DownloadError::Unreachable)),
    };
    apply(&mut state, stale);
    assert!(state.model.is_coming() && state.lifeline.notices.is_empty());
    apply(&mut state, loaded(RequestId(1), info("a"), WeightsSource::Cache));
    assert!(state.model.is_coming());
}

#[test]
fn a_failed_download_is_said_and_can_be_tried_again() {
    let mut state = ready();
    state.choose_model("b".into());
    let failed =
        Error::new(Doing::Downloading("B".into()), Kind::Download(DownloadError::Unreachable));
    apply(&mut state, Event::ModelFailed { request: RequestId(2), error: failed.clone() });
    assert_eq!(state.lifeline.notices, std::slice::from_ref(&failed));
    assert_eq!(state.model.stage, Stage::Failed(failed));
    // The one before stays in use.
    assert_eq!(in_use(&state), Some("a"));
    assert_eq!(
        state.retry_model(),
        [Command::LoadModel { request: RequestId(3), model: "b".into() }]
    );
    assert!(state.lifeline.notices.is_empty(), "the visitor has acted on it");
}

#[test]
fn a_cancelled_download_is_no_alert() {
    let mut state = ready();
    state.choose_model("b".into());
    assert_eq!(state.cancel_download(), [Command::CancelDownload]);
    apply(
        &mut state,
        Event::ModelFailed {
            request: RequestId(2),
            error: error(Kind::Download(DownloadError::Cancelled)),
        },
    );
    assert!(state.lifeline.notices.is_empty());
    assert!(matches!(state.model.stage, Stage::Failed(_)));
}

#[test]
fn weights_from_disk_are_opened_again_after_a_restart() {
    let mut state = ready();
    let files = || vec![file("manifest.json"), file("shard")];
    let command =
        |request| Command::OpenModel { request, files: files(), modality: Modality::Pictures };
    assert_eq!(state.open_weights(files()), [command(RequestId(2))]);
    assert!(state.open_weights(Vec::new()).is_empty(), "nothing was chosen");
    apply(&mut state, loaded(RequestId(2), own(), WeightsSource::Disk));
    assert_eq!(state.model.shown().map(|info| info.id.as_str()), Some(OWN_MODEL));
    assert_eq!(state.gallery().len(), 3);
    state.restarted();
    let commands = apply(&mut state, Event::Ready { models: vec![info("a")] });
    assert!(commands.contains(&command(RequestId(3))));
    assert!(state.take_released().is_empty());
    apply(&mut state, loaded(RequestId(3), own(), WeightsSource::Disk));
    assert_eq!(
        state.choose_model("a".into()),
        [Command::LoadModel { request: RequestId(4), model: "a".into() }]
    );
    assert!(state.take_released().is_empty(), "until the other one is there it stays in use");
    apply(&mut state, loaded(RequestId(4), info("a"), WeightsSource::Cache));
    assert_eq!(state.take_released(), ["blob:manifest.json", "blob:shard"]);
    assert_eq!(state.gallery().len(), 1);
}

#[test]
fn weights_that_cannot_be_read_leave_the_model_before() {
    let mut state = ready();
    state.open_weights(vec![file("photo.jpg")]);
    let refused = Error::new(
        Doing::ReadingWeights("photo.jpg".into()),
        Kind::Weights(WeightsError::NotWeights),
    );
    apply(&mut state, Event::ModelFailed { request: RequestId(2), error: refused });
    assert_eq!(kinds(&state), [&Kind::Weights(WeightsError::NotWeights)]);
    assert_eq!(state.model.shown().map(|info| info.id.as_str()), Some("a"));
    // Another worker is asked for what was in use, and nobody will read the photo again.
    state.restarted();
    assert_eq!(state.take_released(), ["blob:photo.jpg"]);
    let commands = apply(&mut state, Event::Ready { models: vec![info("a")] });
    assert!(commands.contains(&Command::LoadModel { request: RequestId(3), model: "a".into() }));
}

#[test]
fn a_model_on_its_way_is_asked_for_again_after_a_crash() {
    let mut state = ready();
    state.choose_model("b".into());
    apply(&mut state, Event::Crashed("out of memory".into()));
    state.restarted();
    let commands = apply(&mut state, Event::Ready { models: vec![info("a"), info("b")] });
    assert!(commands.contains(&Command::LoadModel { request: RequestId(3), model: "b".into() }));
}

#[test]
fn an_address_is_loaded_with_or_without_its_hash() {
    let mut state = ready();
    let hash = "0123456789abcdef".repeat(4);
    let address = "https://example.com/w.safetensors";
    let modality = Modality::Pictures;
    let command = |request, sha256| Command::LoadAddress {
        request,
        address: address.into(),
        sha256,
        modality,
    };
    assert_eq!(
        state.load_address(&format!(" {address} "), ""),
        Ok(vec![command(RequestId(2), None)])
    );
    assert_eq!(
        state.load_address(address, &format!(" {} ", hash.to_uppercase())),
        Ok(vec![command(RequestId(3), Some(hash.clone()))])
    );
    let failed =
        Error::new(Doing::ReadingWeights(address.into()), Kind::Download(DownloadError::NotShared));
    apply(&mut state, Event::ModelFailed { request: RequestId(3), error: failed });
    assert_eq!(state.retry_model(), [command(RequestId(4), Some(hash))]);
    assert!(state.lifeline.notices.is_empty());
}

#[test]
fn what_is_no_address_or_no_hash_is_refused() {
    let mut state = ready();
    let kind = |state: &mut State, address, hash| {
        state.load_address(address, hash).expect_err("it cannot be").kind
    };
    for address in ["", "weights.zip", "file:///weights.zip", "https://", "https://a b"] {
        assert_eq!(
            kind(&mut state, address, ""),
            Kind::Download(DownloadError::NotAnAddress),
            "{address}"
        );
    }
    for hash in ["12", &"g".repeat(64), &"é".repeat(32)] {
        assert_eq!(
            kind(&mut state, "https://example.com/w", hash),
            Kind::Download(DownloadError::NotAHash),
            "{hash}"
        );
    }
    assert_eq!(state.model.stage, Stage::Loaded, "nothing was asked for");
}

/// A page on whose offer is one that ships, and whose default is on its way.
fn with_shipped(chosen: Option<&str>) -> State {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, chosen.map(String::from));
    let models = vec![
        info("a"),
        shipped("groups", PreTraining::Clustering),
        shipped("labels", PreTraining::Supervised),
    ];
    apply(&mut state, Event::Ready { models });
    state
}

fn unreachable(name: &str) -> Error {
    Error::new(Doing::Downloading(name.into()), Kind::Download(DownloadError::Unreachable))
}

#[test]
fn what_ships_stands_in_for_the_default_and_gives_way_to_it() {
    let mut state = with_shipped(None);
    let failed = Event::ModelFailed { request: RequestId(1), error: unreachable("A") };
    let load = |request, model: &str| Command::LoadModel { request, model: model.into() };
    assert_eq!(apply(&mut state, failed), [load(RequestId(2), "labels")]);
    let stand_in = Some(StandIn { instead_of: "a".into() });
    assert_eq!(state.model.stand_in, stand_in);
    apply(
        &mut state,
        loaded(RequestId(2), shipped("labels", PreTraining::Supervised), WeightsSource::Network),
    );
    assert_eq!((in_use(&state), &state.model.stand_in), (Some("labels"), &stand_in));
    assert_eq!(
        kinds(&state),
        [&Kind::Download(DownloadError::Unreachable)],
        "why it is not the default"
    );

    assert_eq!(state.retry_model(), [load(RequestId(3), "a")]);
    assert!(state.lifeline.notices.is_empty());
    apply(&mut state, Event::ModelFailed { request: RequestId(3), error: unreachable("A") });
    assert_eq!((in_use(&state), &state.model.stand_in), (Some("labels"), &None));
    assert_eq!(state.retry_model(), [load(RequestId(4), "a")]);
    apply(&mut state, loaded(RequestId(4), info("a"), WeightsSource::Network));
    assert_eq!(in_use(&state), Some("a"));
}

#[test]
fn nothing_stands_in_for_what_the_visitor_has_chosen_or_cancelled() {
    let mut state = with_shipped(Some("a"));
    let failed = |request| Event::ModelFailed { request, error: unreachable("A") };
    assert!(apply(&mut state, failed(RequestId(1))).is_empty());
    assert_eq!(state.model.stand_in, None);

    let mut state = with_shipped(None);
    state.choose_model("a".into());
    assert!(apply(&mut state, failed(RequestId(2))).is_empty());

    let mut state = with_shipped(None);
    let cancelled = Event::ModelFailed {
        request: RequestId(1),
        error: error(Kind::Download(DownloadError::Cancelled)),
    };
    assert!(apply(&mut state, cancelled).is_empty());

    // Nor does it stand in for itself.
    let mut state = with_shipped(None);
    apply(&mut state, failed(RequestId(1)));
    let failed = Event::ModelFailed { request: RequestId(2), error: unreachable("LABELS") };
    assert!(apply(&mut state, failed).is_empty());
    assert!(matches!(state.model.stage, Stage::Failed(_)));
}

#[test]
fn a_run_that_waits_for_the_default_waits_for_what_stands_in() {
    let mut state = with_shipped(None);
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    state.train().expect("it is on its way");
    apply(&mut state, Event::ModelFailed { request: RequestId(1), error: unreachable("A") });
    let refused = Error::new(Doing::Training, Kind::Classes(ClassesError::NoModel));
    let commands = apply(&mut state, Event::TrainingFailed { run: RunId(1), error: refused });
    assert!(
        matches!(&commands[..], [Command::Train { run: RunId(1), classes, .. }] if classes.len() == 2)
    );
    assert!(state.training.is_running());
}

#[test]
fn the_gallery_says_where_weights_are() {
    let mut state = with_shipped(None);
    let labels = shipped("labels", PreTraining::Supervised);
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Coming(None));
    apply(&mut state, Event::Downloading { request: RequestId(1), received: 3, total: Some(9) });
    let received = Received { received: 3, total: Some(9) };
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Coming(Some(received)));
    assert_eq!(state.whereabouts(&labels), Whereabouts::WithPage);
    apply(&mut state, loaded(RequestId(1), info("a"), WeightsSource::Network));
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Away);
    let stored = |bytes| Event::Stored(vec![("a".into(), bytes), ("labels".into(), 2_000_000)]);
    apply(&mut state, stored(1_000_000));
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Partly);
    apply(&mut state, stored(2_000_000));
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Here);
    assert_eq!(state.whereabouts(&labels), Whereabouts::Here);
    assert_eq!(state.remove_model("a".into()), [Command::RemoveModel("a".into())]);
    apply(&mut state, Event::Stored(Vec::new()));
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Away);
    assert!(state.model.is_in_use("a"), "what is in use stays in use");
    assert_eq!(progress_words(Received { received: 700_000, total: None }), "0.7 MB");
}

fn labels(label: &str) -> Labels {
    Labels { labels: vec![(label.into(), 0.9)], thumbnail: vec![1], milliseconds: 9.0 }
}

#[test]
fn the_newest_question_is_answered() {
    let mut state = ready();
    let ask = |request, name| Command::Ask {
        request,
        model: "b".into(),
        question: Look::Labels(file(name)).into(),
    };
    let answer = |label| Ok(Answer::Labels(labels(label)));
    assert_eq!(state.ask_for_labels("b".into(), file("x.jpg")), [ask(RequestId(2), "x.jpg")]);
    assert_eq!(state.ask_for_labels("b".into(), file("y.jpg")), [ask(RequestId(3), "y.jpg")]);
    assert_eq!(state.take_released(), ["blob:x.jpg"]);
    apply(&mut state, Event::Downloading { request: RequestId(3), received: 1, total: Some(2) });
    assert_eq!(state.labels.received, Some(Received { received: 1, total: Some(2) }));
    assert_eq!(state.model.stage, Stage::Loaded, "what is in use stays in use");
    apply(&mut state, Event::Known { request: RequestId(2), answer: answer("crab") });
    assert!(state.labels.busy && state.labels.answer.is_none());
    apply(&mut state, Event::Known { request: RequestId(3), answer: answer("starfish") });
    let Inquiry { busy, received, answer: said, .. } = &state.labels;
    assert!(!busy && received.is_none());
    assert_eq!(*said, Some(labels("starfish")));
    // A model to use is told apart from it.
    assert_eq!(
        state.choose_model("b".into()),
        [Command::LoadModel { request: RequestId(4), model: "b".into() }]
    );
}

#[test]
fn a_question_without_an_answer_is_said_and_forgotten() {
    let mut state = ready();
    state.ask_for_labels("a".into(), file("x.txt"));
    apply(
        &mut state,
        Event::Known {
            request: RequestId(2),
            answer: Err(error(Kind::File(FileError::NotAPicture))),
        },
    );
    assert_eq!(kinds(&state), [&Kind::File(FileError::NotAPicture)]);
    assert_eq!(state.take_released(), ["blob:x.txt"]);
    assert!(!state.labels.busy);

    state.ask_for_labels("a".into(), file("y.jpg"));
    apply(&mut state, Event::Crashed("out of luck".into()));
    assert!(!state.labels.busy);
    assert!(
        state.ask_for_labels("a".into(), file("z.jpg")).is_empty(),
        "nobody is there to be asked"
    );
    assert_eq!(state.take_released(), ["blob:y.jpg", "blob:z.jpg"]);
}

/// Pixels that are told apart by this shade.
fn pixels(shade: u8) -> Pixels {
    Pixels { width: 1, height: 1, rgba: vec![shade, shade, shade, 255] }
}

fn drawing(shade: u8) -> Drawing {
    Drawing { seen: vec![pixels(1)], drawn: pixels(shade) }
}

fn drawn(request: RequestId, shade: u8) -> Event {
    Event::Known { request, answer: Ok(Answer::Drawing(drawing(shade))) }
}

/// The question to draw a picture, or a place between two.
fn draw(request: RequestId, first: &str, second: Option<&str>, share: f32) -> Command {
    let question = Look::Drawing { first: file(first), second: second.map(file), share }.into();
    Command::Ask { request, model: "b".into(), question }
}

/// What stands on the page: its shade, and where on the way it is.
fn shown(state: &State) -> Option<(u8, f32)> {
    let Shown { walk, drawing } = state.drawing.answer.as_ref()?;
    Some((drawing.drawn.rgba[0], walk.share))
}

/// A page that shows the middle between two pictures.
fn half_way() -> State {
    let mut state = ready();
    assert_eq!(state.draw("b".into(), file("x.jpg")), [draw(RequestId(2), "x.jpg", None, 0.0)]);
    apply(&mut state, drawn(RequestId(2), 20));
    let commands = state.draw_second(file("y.jpg"));
    assert_eq!(commands, [draw(RequestId(3), "x.jpg", Some("y.jpg"), 0.5)]);
    apply(&mut state, drawn(RequestId(3), 30));
    assert_eq!(shown(&state), Some((30, 0.5)));
    state
}

#[test]
fn a_picture_is_drawn_again_and_its_model_may_have_to_come_first() {
    let mut state = ready();
    state.draw("b".into(), file("x.jpg"));
    assert!(state.drawing.busy && state.drawing.is_of("b"));
    apply(&mut state, Event::Downloading { request: RequestId(2), received: 1, total: Some(2) });
    let received = Some(Received { received: 1, total: Some(2) });
    assert_eq!(state.drawing.received, received);
    assert_eq!(state.patches.received, None);
    assert!(apply(&mut state, drawn(RequestId(2), 20)).is_empty());
    assert!(!state.drawing.busy && state.drawing.received.is_none());
    assert_eq!(shown(&state), Some((20, 0.0)));
    assert!(state.take_released().is_empty(), "it may be the start of a walk");
}

#[test]
fn the_slider_asks_only_for_where_it_stands_once_the_answer_is_there() {
    let mut state = half_way();
    assert_eq!(state.walk(0.6), [draw(RequestId(4), "x.jpg", Some("y.jpg"), 0.6)]);
    assert!(state.walk(0.7).is_empty(), "one at a time");
    assert!(state.walk(0.8).is_empty());
    assert!(apply(&mut state, drawn(RequestId(3), 99)).is_empty(), "an answer from before");
    assert_eq!(shown(&state), Some((30, 0.5)));
    assert_eq!(
        apply(&mut state, drawn(RequestId(4), 40)),
        [draw(RequestId(5), "x.jpg", Some("y.jpg"), 0.8)]
    );
    assert_eq!(shown(&state), Some((40, 0.6)), "it is shown while the next is drawn");
    assert!(state.drawing.busy);
    assert!(apply(&mut state, drawn(RequestId(5), 50)).is_empty());
    assert_eq!(shown(&state), Some((50, 0.8)));
    assert!(!state.drawing.busy);
    assert!(state.walk(0.8).is_empty(), "it is there already");
    let beyond = state.walk(7.0);
    assert_eq!(beyond, [draw(RequestId(6), "x.jpg", Some("y.jpg"), 1.0)]);
}

#[test]
fn another_picture_takes_the_place_of_one_before() {
    let mut state = half_way();
    assert_eq!(
        state.draw("b".into(), file("z.jpg")),
        [draw(RequestId(4), "z.jpg", Some("y.jpg"), 0.5)]
    );
    assert!(state.take_released().is_empty(), "x.jpg is still shown");
    // Before it is answered, another.
    assert_eq!(state.draw_second(file("w.jpg")), [draw(RequestId(5), "z.jpg", Some("w.jpg"), 0.5)]);
    apply(&mut state, drawn(RequestId(4), 99));
    assert_eq!(shown(&state), Some((30, 0.5)));
    apply(&mut state, drawn(RequestId(5), 50));
    assert_eq!(shown(&state), Some((50, 0.5)));
    let mut released = state.take_released();
    released.sort();
    assert_eq!(released, ["blob:x.jpg", "blob:y.jpg"]);
}

#[test]
fn another_autoencoder_starts_anew() {
    let mut state = half_way();
    let question = Look::Drawing { first: file("z.jpg"), second: None, share: 0.0 }.into();
    let asked = Command::Ask { request: RequestId(4), model: "a".into(), question };
    assert_eq!(state.draw("a".into(), file("z.jpg")), [asked]);
    assert_eq!(shown(&state), None);
    assert_eq!(state.take_released(), ["blob:x.jpg", "blob:y.jpg"]);
}

#[test]
fn a_picture_that_cannot_be_drawn_is_said_and_what_was_shown_stays() {
    let mut state = half_way();
    state.draw_second(file("broken.jpg"));
    apply(
        &mut state,
        Event::Known {
            request: RequestId(4),
            answer: Err(error(Kind::File(FileError::Truncated))),
        },
    );
    assert_eq!(kinds(&state), [&Kind::File(FileError::Truncated)]);
    assert_eq!(state.take_released(), ["blob:broken.jpg"]);
    assert_eq!(shown(&state), Some((30, 0.5)));
    assert_eq!(
        state.walk(0.1),
        [draw(RequestId(5), "x.jpg", Some("y.jpg"), 0.1)],
        "and can be walked on"
    );

    let mut state = ready();
    state.draw("b".into(), file("x.txt"));
    apply(
        &mut state,
        Event::Known {
            request: RequestId(2),
            answer: Err(error(Kind::Download(DownloadError::Cancelled))),
        },
    );
    assert!(state.lifeline.notices.is_empty(), "the visitor knows who cancelled");
    assert!(state.drawing.about.wish.is_none() && !state.drawing.busy);
    assert_eq!(state.take_released(), ["blob:x.txt"]);
    assert!(state.draw_second(file("y.jpg")).is_empty(), "there is nothing to walk from");
    assert_eq!(state.take_released(), ["blob:y.jpg"]);
    assert!(state.walk(0.5).is_empty());
}

#[test]
fn what_is_drawn_outlives_the_worker() {
    let mut state = half_way();
    state.walk(0.9);
    apply(&mut state, Event::Crashed("out of luck".into()));
    assert!(!state.drawing.busy);
    assert!(state.walk(0.2).is_empty(), "nobody is there to be asked");
    assert_eq!(
        state.drawing.about.wish.as_ref().map(|walk| walk.share),
        Some(0.5),
        "as it is shown"
    );
    state.restarted();
    apply(&mut state, Event::Ready { models: vec![info("a"), info("b")] });
    let commands = state.walk(0.2);
    assert!(matches!(
        &commands[..],
        [Command::Ask { question: Question::Look(Look::Drawing { share: 0.2, .. }), .. }]
    ));
    assert!(state.take_released().is_empty());
}

#[test]
fn how_far_a_picture_is_squeezed_follows_from_the_model() {
    let info = ModelInfo { input_size: 64, embedding_size: 512, ..info("b") };
    let words = squeezed(&info);
    assert!(words.contains("64 × 64 dots in three colours is 12,288 numbers"), "{words}");
    assert!(
        words.contains("into 512, its code") && words.ends_with(": 24 times fewer."),
        "{words}"
    );
    assert_eq!(thousands(999), "999");
    assert_eq!(thousands(1_002_003), "1,002,003");
}

#[test]
fn patches_are_asked_for_and_shown() {
    let mut state = ready();
    let patches = Patches { sheet: pixels(7), shown: 800, total: 800, side: 8 };
    let answer = |request| Event::Known { request, answer: Ok(Answer::Patches(patches.clone())) };
    let question = || Look::Patches.into();
    let asked = |request| Command::Ask { request, model: "b".into(), question: question() };
    assert_eq!(state.ask_for_patches("b".into()), [asked(RequestId(2))]);
    assert!(state.patches.busy);
    apply(
        &mut state,
        Event::Known {
            request: RequestId(2),
            answer: Err(error(Kind::Download(DownloadError::Unreachable))),
        },
    );
    assert_eq!(kinds(&state), [&Kind::Download(DownloadError::Unreachable)]);
    assert!(!state.patches.busy && state.patches.answer.is_none());

    assert_eq!(state.ask_for_patches("b".into()), [asked(RequestId(3))]);
    apply(&mut state, answer(RequestId(2)));
    assert_eq!(state.patches.answer, None, "an answer from before");
    apply(&mut state, answer(RequestId(3)));
    assert_eq!(state.patches.answer.as_deref(), Some(&patches));
    assert!(!state.patches.busy);
    assert!(about_patches(&patches).starts_with("The 800 kinds of detail"));
    let some = Patches { shown: 144, total: 4096, side: 32, ..patches };
    assert!(about_patches(&some).starts_with("144 of the 4,096 kinds of detail"));

    state.ask_for_patches("b".into());
    apply(&mut state, Event::Crashed("out of luck".into()));
    assert!(!state.patches.busy);
    assert!(state.ask_for_patches("b".into()).is_empty(), "nobody is there to be asked");
    assert!(!state.patches.busy);
}

#[test]
fn questions_of_different_kinds_do_not_disturb_each_other() {
    let mut state = half_way();
    state.ask_for_labels("a".into(), file("crab.jpg"));
    state.ask_for_patches("a".into());
    state.walk(0.25);
    apply(&mut state, drawn(RequestId(6), 60));
    assert_eq!(shown(&state), Some((60, 0.25)));
    assert!(state.labels.busy && state.patches.busy);
    apply(
        &mut state,
        Event::Known { request: RequestId(4), answer: Ok(Answer::Labels(labels("crab"))) },
    );
    assert_eq!(state.labels.answer, Some(labels("crab")));
    assert!(state.patches.busy);
}

#[test]
fn the_page_is_told_by_its_path() {
    for path in ["/models", "/models/", "/some/sub/path/models/", "/x/models/index.html"] {
        assert_eq!(Place::at(path), Place::Models, "{path}");
    }
    for path in ["", "/", "/index.html", "/models/x/", "/some/sub/path/", "/supermodels/"] {
        assert_eq!(Place::at(path), Place::Studio, "{path}");
    }
}

#[test]
fn classes_are_added_under_free_names() {
    let mut state = ready();
    state.rename_class(ClassId(1), "Class 3").expect("it is free");
    assert_eq!(state.add_class(), ClassId(3));
    assert_eq!(state.add_class(), ClassId(4));
    assert_eq!(names(&state), ["Class 3", "Class 2", "Class 1", "Class 4"]);
}

#[test]
fn a_class_keeps_its_name_when_the_new_one_is_blank_or_taken() {
    let mut state = ready();
    let blank = state.rename_class(ClassId(1), "  ");
    assert_eq!(
        blank,
        Err(Error::new(
            Doing::EditingClass("Class 1".into()),
            Kind::Classes(ClassesError::BlankName)
        ))
    );
    let taken = state.rename_class(ClassId(1), " Class 2 ");
    assert_eq!(
        taken,
        Err(Error::new(
            Doing::EditingClass("Class 1".into()),
            Kind::Classes(ClassesError::DuplicateName)
        ))
    );
    assert_eq!(state.rename_class(ClassId(1), " cat "), Ok(()));
    assert_eq!(names(&state), ["cat", "Class 2"]);
    assert_eq!(state.rename_class(ClassId(99), "dog"), Ok(()), "a class that is gone");
}

#[test]
fn a_name_that_is_refused_in_the_end_leaves_the_one_from_before_the_typing() {
    let mut state = ready();
    // Letter by letter, the last valid one being "C".
    state.rename_class(ClassId(1), "C").expect("it is free");
    let refused = state.finish_renaming(ClassId(1), "Class 1", "");
    assert_eq!(
        refused,
        Err(Error::new(
            Doing::EditingClass("Class 1".into()),
            Kind::Classes(ClassesError::BlankName)
        ))
    );
    assert_eq!(names(&state)[0], "Class 1");
}

#[test]
fn a_name_that_is_taken_in_the_end_settles_the_warning() {
    let mut state = ready();
    let refused = state.finish_renaming(ClassId(1), "Class 1", "").expect_err("it is blank");
    state.warn(refused);
    state.finish_renaming(ClassId(1), "Class 1", "cat").expect("it is free");
    assert!(state.lifeline.notices.is_empty());
}

#[test]
fn files_become_examples() {
    let mut state = ready();
    let commands = state.add_files(ClassId(2), vec![file("a.jpg"), file("b.jpg")]);
    let Some(Command::AddExamples(added)) = commands.first() else { panic!("{commands:?}") };
    assert_eq!(added.iter().map(|new| new.id).collect::<Vec<_>>(), [1, 2].map(ExampleId));
    assert_eq!(ids(&state, ClassId(2)), [1, 2].map(ExampleId));
    assert_eq!(state.examples.reading(), Some((0, 2)));
    apply(&mut state, Event::ExampleRead { example: ExampleId(2), seen: Seen::Picture(vec![7]) });
    let class = state.examples.class(ClassId(2)).expect("it is there");
    assert_eq!(class.examples[1].thumbnail.as_deref(), Some(&[7][..]));
    apply(&mut state, Event::Embedded { done: 2, total: 2 });
    assert_eq!(state.examples.reading(), None);
    assert!(state.add_files(ClassId(1), Vec::new()).is_empty());
}

#[test]
fn files_for_a_class_that_is_gone_are_given_back() {
    let mut state = ready();
    assert!(state.add_files(ClassId(99), vec![file("a.jpg")]).is_empty());
    assert_eq!(state.take_released(), ["blob:a.jpg"]);
}

#[test]
fn a_rejected_file_leaves_its_class_and_is_said() {
    let mut state = filled();
    apply(
        &mut state,
        Event::ExampleRejected {
            example: ExampleId(2),
            error: error(Kind::File(FileError::Truncated)),
        },
    );
    assert_eq!(ids(&state, ClassId(1)), [1, 3].map(ExampleId));
    assert_eq!(kinds(&state), [&Kind::File(FileError::Truncated)]);
    assert_eq!(state.take_released(), ["blob:1-1.jpg"]);
    // It is gone, so a second word about it says nothing new.
    apply(
        &mut state,
        Event::ExampleRejected {
            example: ExampleId(2),
            error: error(Kind::File(FileError::Empty)),
        },
    );
    assert_eq!(kinds(&state), [&Kind::File(FileError::Truncated)]);
}

#[test]
fn a_removed_example_comes_back_to_its_place() {
    let mut state = filled();
    assert_eq!(state.remove_example(ExampleId(2)), [Command::RemoveExamples(vec![ExampleId(2)])]);
    assert_eq!(ids(&state, ClassId(1)), [1, 3].map(ExampleId));
    let removed = state.examples.removed.as_ref().map(Removed::sentence);
    assert_eq!(removed.as_deref(), Some("1-1.jpg removed"));
    assert!(
        matches!(&state.undo()[..], [Command::AddExamples(back)] if back[0].id == ExampleId(2))
    );
    assert_eq!(ids(&state, ClassId(1)), [1, 2, 3].map(ExampleId));
    assert!(state.take_released().is_empty());
    assert!(state.undo().is_empty(), "once only");
}

#[test]
fn a_removed_class_comes_back_to_its_place_under_a_free_name() {
    let mut state = filled();
    assert_eq!(
        state.remove_class(ClassId(1)),
        [Command::RemoveExamples(vec![ExampleId(1), ExampleId(2), ExampleId(3)])]
    );
    let removed = state.examples.removed.as_ref().map(Removed::sentence);
    assert_eq!(removed.as_deref(), Some("Class Class 1 removed"));
    state.add_class();
    assert_eq!(names(&state), ["Class 2", "Class 1"]);
    assert!(matches!(&state.undo()[..], [Command::AddExamples(back)] if back.len() == 3));
    assert_eq!(names(&state), ["Class 1 (2)", "Class 2", "Class 1"]);
}

#[test]
fn files_are_given_back_once_they_cannot_be_brought_back() {
    let mut state = filled();
    state.remove_example(ExampleId(1));
    assert!(state.take_released().is_empty());
    state.remove_class(ClassId(2));
    assert_eq!(state.take_released(), ["blob:1-0.jpg"]);
    state.forget_removed();
    assert_eq!(state.take_released().len(), 3);
    assert!(state.undo().is_empty());
    assert!(
        state.remove_class(ClassId(2)).is_empty() && state.remove_example(ExampleId(1)).is_empty()
    );
}

#[test]
fn training_says_what_it_lacks() {
    let kind = |state: &mut State| state.train().expect_err("something lacks").kind;
    let mut state = ready();
    assert_eq!(
        kind(&mut state),
        Kind::Classes(ClassesError::ClassWithoutExamples("Class 1".into()))
    );
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    assert_eq!(
        kind(&mut state),
        Kind::Classes(ClassesError::ClassWithoutExamples("Class 2".into()))
    );
    state.remove_class(ClassId(2));
    assert_eq!(kind(&mut state), Kind::Classes(ClassesError::TooFewClasses));
    assert!(state.training.run.is_none());

    let mut state = filled();
    state.restarted();
    assert_eq!(
        kind(&mut state),
        Kind::Classes(ClassesError::NoModel),
        "the worker is not there yet"
    );
}

#[test]
fn training_needs_a_model_but_not_the_end_of_its_download() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, None);
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    apply(&mut state, Event::Ready { models: vec![info("a")] });
    assert!(state.train().is_ok(), "it is on its way, and the worker waits for it");
    apply(
        &mut state,
        Event::ModelFailed {
            request: RequestId(1),
            error: error(Kind::Download(DownloadError::Unreachable)),
        },
    );
    let refused = Error::new(Doing::Training, Kind::Classes(ClassesError::NoModel));
    apply(&mut state, Event::TrainingFailed { run: RunId(1), error: refused.clone() });
    assert!(!state.training.is_running());
    assert_eq!(state.train(), Err(refused));
}

#[test]
fn a_run_goes_its_way() {
    let mut state = filled();
    state.set(Field::Epochs, "7").expect("it is in range");
    let commands = state.train().expect("nothing lacks");
    let Some(Command::Train { run: RunId(1), recipe, classes }) = commands.first() else {
        panic!("{commands:?}")
    };
    let Recipe::Layers(settings) = recipe;
    assert_eq!(settings.epochs, 7);
    assert_eq!(classes[1].examples, [4, 5, 6].map(ExampleId));
    assert!(state.training.is_running());
    apply(&mut state, progress(1, 1));
    apply(&mut state, progress(1, 2));
    assert_eq!(state.training.run.as_ref().map(|run| run.history.len()), Some(2));
    assert_eq!(state.stop_training(), [Command::StopTraining(RunId(1))]);
    assert!(state.training.is_running(), "until the worker says that it has stopped");
    let outcome = Outcome { epochs: 2, stopped: true, ..outcome() };
    apply(&mut state, Event::Trained { run: RunId(1), outcome });
    assert!(!state.training.is_running());
    assert_eq!(state.training.run.as_ref().map(|run| run.epochs), Some(2));
    assert_eq!(state.training.held_out(), [3, 6].map(ExampleId));
    assert!(state.stop_training().is_empty());
}

#[test]
fn what_an_earlier_run_says_is_dropped() {
    let mut state = trained();
    state.train().expect("nothing lacks");
    apply(&mut state, progress(1, 9));
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    apply(
        &mut state,
        Event::TrainingFailed { run: RunId(1), error: error(Kind::Device(DeviceError::Lost)) },
    );
    let run = state.training.run.as_ref().expect("it runs");
    assert_eq!((run.id, run.phase, run.history.len()), (RunId(2), Phase::Running, 0));
    assert!(state.lifeline.notices.is_empty());
    // And what a run says after its end.
    apply(&mut state, Event::Trained { run: RunId(2), outcome: outcome() });
    apply(&mut state, progress(2, 9));
    assert_eq!(state.training.run.as_ref().map(|run| run.history.len()), Some(0));
}

#[test]
fn a_failed_run_leaves_the_head_before() {
    let mut state = trained();
    state.train().expect("nothing lacks");
    apply(
        &mut state,
        Event::TrainingFailed { run: RunId(2), error: error(Kind::Classes(ClassesError::NoModel)) },
    );
    assert!(!state.training.is_running());
    assert_eq!(state.training.trained.as_ref().map(|trained| trained.run), Some(RunId(1)));
    assert_eq!(kinds(&state), [&Kind::Classes(ClassesError::NoModel)]);
    state.train().expect("nothing lacks");
    apply(
        &mut state,
        Event::TrainingFailed {
            run: RunId(3),
            error: error(Kind::Download(DownloadError::Cancelled)),
        },
    );
    assert_eq!(
        kinds(&state),
        [&Kind::Classes(ClassesError::NoModel)],
        "the visitor knows who cancelled"
    );
}

#[test]
fn a_warning_about_training_is_settled_by_training() {
    let mut state = ready();
    let lack = state.train().expect_err("there are no examples");
    state.warn(lack);
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    state.train().expect("nothing lacks");
    assert!(state.lifeline.notices.is_empty());
}

#[test]
fn changed_examples_are_noticed() {
    let mut state = trained();
    assert!(!state.examples_changed());
    state.rename_class(ClassId(1), "cat").expect("it is free");
    assert!(!state.examples_changed(), "a name is no example");
    state.remove_example(ExampleId(1));
    assert!(state.examples_changed());
    state.undo();
    assert!(!state.examples_changed());
    state.add_class();
    assert!(state.examples_changed());
}

#[test]
fn an_example_that_the_run_left_out_is_no_change() {
    let mut state = filled();
    state.train().expect("nothing lacks");
    apply(
        &mut state,
        Event::ExampleRejected {
            example: ExampleId(2),
            error: error(Kind::File(FileError::Truncated)),
        },
    );
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    assert!(!state.examples_changed());
}

#[test]
fn a_class_that_is_gone_keeps_its_name_for_the_head_that_knows_it() {
    let mut state = trained();
    state.remove_class(ClassId(2));
    assert_eq!(state.class_name(ClassId(2)), "Class 2");
    state.rename_class(ClassId(1), "cat").expect("it is free");
    assert_eq!(state.class_name(ClassId(1)), "cat");
    assert_eq!(state.class_name(ClassId(99)), "");
}

#[test]
fn trying_needs_a_head() {
    let mut state = filled();
    let refused = state.try_file(file("x.jpg"));
    assert_eq!(refused, Err(error(Kind::Classes(ClassesError::NoHead))));
    assert_eq!(state.take_released(), ["blob:x.jpg"]);
}

#[test]
fn the_newest_query_is_answered() {
    let mut state = trained();
    let command =
        |query, name| Command::Predict { query, input: Input::Picture(file(name)), live: false };
    assert_eq!(state.try_file(file("x.jpg")), Ok(vec![command(QueryId(1), "x.jpg")]));
    assert_eq!(state.try_file(file("y.jpg")), Ok(vec![command(QueryId(2), "y.jpg")]));
    assert_eq!(state.take_released(), ["blob:x.jpg"]);
    apply(
        &mut state,
        Event::Predicted { query: QueryId(1), prediction: Ok(prediction(ClassId(1))) },
    );
    assert!(state.trial.busy && state.trial.prediction.is_none());
    apply(
        &mut state,
        Event::Predicted { query: QueryId(2), prediction: Ok(prediction(ClassId(2))) },
    );
    assert!(!state.trial.busy);
    assert_eq!(state.trial.prediction, Some(prediction(ClassId(2))));
}

#[test]
fn a_new_head_is_asked_about_the_picture_that_is_tried() {
    let mut state = trained();
    state.try_file(file("x.jpg")).expect("there is a head");
    apply(
        &mut state,
        Event::Predicted { query: QueryId(1), prediction: Ok(prediction(ClassId(1))) },
    );
    state.train().expect("nothing lacks");
    let commands = apply(&mut state, Event::Trained { run: RunId(2), outcome: outcome() });
    assert_eq!(
        commands,
        [Command::Predict { query: QueryId(2), input: Input::Picture(file("x.jpg")), live: false }]
    );
}

#[test]
fn a_picture_that_cannot_be_tried_is_said_and_not_tried_again() {
    let mut state = trained();
    state.try_file(file("x.jpg")).expect("there is a head");
    apply(
        &mut state,
        Event::Predicted {
            query: QueryId(1),
            prediction: Err(error(Kind::File(FileError::NotAPicture))),
        },
    );
    assert_eq!(kinds(&state), [&Kind::File(FileError::NotAPicture)]);
    assert!(!state.trial.busy && state.trial.input.is_none());
    assert_eq!(state.take_released(), ["blob:x.jpg"]);
}

#[test]
fn another_model_makes_the_head_useless() {
    let mut state = trained();
    state.try_file(file("x.jpg")).expect("there is a head");
    apply(
        &mut state,
        Event::Predicted { query: QueryId(1), prediction: Ok(prediction(ClassId(1))) },
    );
    state.choose_model("b".into());
    apply(&mut state, loaded(RequestId(2), info("b"), WeightsSource::Cache));
    assert_eq!(state.training.trained, None);
    assert_eq!(state.training.forgotten, Some(Forgotten::ModelChanged));
    assert_eq!(state.trial.prediction, None);
    assert_eq!(state.examples.reading(), Some((0, 6)));
}

#[test]
fn a_crash_and_a_restart_lose_no_example() {
    let mut state = trained();
    state.train().expect("nothing lacks");
    apply(&mut state, Event::Crashed("out of memory".into()));
    assert!(!state.lifeline.ready && !state.training.is_running());
    assert!(matches!(
        &state.lifeline.failure,
        Some(Error { kind: Kind::Worker(WorkerError::Died(_)), .. })
    ));
    state.lifeline.answers();
    assert!(state.lifeline.failure.is_some(), "what has died does not answer");
    // The visitor goes on meanwhile.
    state.add_files(ClassId(1), vec![file("late.jpg")]);
    state.restarted();
    assert_eq!(state.lifeline.failure, None);
    assert_eq!(state.training.forgotten, Some(Forgotten::Restarted));
    let commands = apply(&mut state, Event::Ready { models: vec![info("a")] });
    let told = commands.iter().find_map(|command| match command {
        Command::AddExamples(examples) => Some(examples.len()),
        _ => None,
    });
    assert_eq!(told, Some(7));
    assert_eq!(state.examples.total(), 7);
}

#[test]
fn a_worker_that_hangs_and_answers_after_all_is_forgiven() {
    let mut state = ready();
    state.worker_fails(WorkerError::Hangs(20));
    assert!(matches!(
        &state.lifeline.failure,
        Some(Error { kind: Kind::Worker(WorkerError::Hangs(20)), .. })
    ));
    state.lifeline.answers();
    assert_eq!(state.lifeline.failure, None);
}

#[test]
fn the_same_sentence_is_not_told_twice() {
    let mut state = ready();
    apply(&mut state, Event::Warning(error(Kind::File(FileError::Empty))));
    apply(&mut state, Event::Warning(error(Kind::File(FileError::Empty))));
    apply(&mut state, Event::Warning(error(Kind::File(FileError::Truncated))));
    assert_eq!(kinds(&state), [&Kind::File(FileError::Empty), &Kind::File(FileError::Truncated)]);
    state.dismiss();
    assert!(state.lifeline.notices.is_empty());
}

#[test]
fn a_pong_changes_nothing() {
    let mut state = trained();
    let before = state.clone();
    assert!(apply(&mut state, Event::Pong).is_empty());
    assert_eq!(state, before);
}

#[test]
fn settings_take_what_is_in_range() {
    let mut state = ready();
    for (field, text) in [
        (Field::Seed, "4294967295"),
        (Field::Epochs, " 7 "),
        (Field::BatchSize, "32"),
        (Field::LearningRate, "1e-2"),
        (Field::WeightDecay, "0"),
        (Field::Hidden, "100"),
    ] {
        assert_eq!(state.set(field, text), Ok(()), "{field:?}");
    }
    let expected = TrainingSettings {
        seed: u32::MAX,
        epochs: 7,
        batch_size: 32,
        learning_rate: 0.01,
        weight_decay: 0.0,
        hidden: NonZeroU32::new(100),
    };
    assert_eq!(state.training.settings, expected);
    assert_eq!(state.training.settings.bounded(), expected, "the worker takes them as they are");
}

#[test]
fn settings_refuse_what_is_not() {
    let mut state = ready();
    for (field, text) in [
        (Field::Seed, "-1"),
        (Field::Seed, "4294967296"),
        (Field::Epochs, "0"),
        (Field::Epochs, "1.5"),
        (Field::BatchSize, ""),
        (Field::LearningRate, "NaN"),
        (Field::LearningRate, "inf"),
        (Field::WeightDecay, "much"),
        (Field::Hidden, "-1"),
        (Field::Hidden, "1025"),
        (Field::Hidden, "12.5"),
    ] {
        assert!(state.set(field, text).is_err(), "{field:?} {text}");
    }
    assert_eq!(state.training.settings, TrainingSettings::default());
    let refused = state.set(Field::Epochs, "0").expect_err("it is too small");
    let sentence = "This must be a whole number from 1 to 10000. The value before stays in use.";
    assert_eq!(refused.to_string(), sentence);
}

const PICTURES: Words = Words { one: "picture", many: "pictures" };

#[test]
fn the_verdict_gives_the_accuracy_and_how_far_to_trust_it() {
    let mut outcome = outcome();
    outcome.held_out[0].examples = (0..20).map(ExampleId).collect();
    outcome.held_out[1].examples.clear();
    outcome.held_out_score = Some(Score { loss: 0.2, accuracy: 0.95 });
    let verdict = Verdict::of(&outcome, PICTURES);
    assert_eq!(verdict.headline, "Held-out accuracy 95% on 20 held-out examples");
    assert!(verdict.explanation.contains("between 76% and 99% right"), "{}", verdict.explanation);
}

#[test]
fn the_verdict_says_when_nothing_was_measured() {
    let mut outcome = outcome();
    outcome.held_out_score = None;
    let headline = Verdict::of(&outcome, PICTURES).headline;
    assert_eq!(headline, "Held-out accuracy not measured: add at least 3 examples to a class");
}

/// Reference values: the roots of |k/n − p| = z √(p (1 − p) / n), found by bisection.
#[test]
fn the_likely_range_is_wilsons() {
    let near = |(low, high): (f64, f64), (expected_low, expected_high): (f64, f64)| {
        assert!((low - expected_low).abs() < 1e-4, "{low}");
        assert!((high - expected_high).abs() < 1e-4, "{high}");
    };
    near(likely_range(19, 20), (0.76387, 0.99112));
    near(likely_range(0, 10), (0.0, 0.27753));
    near(likely_range(10, 10), (0.72247, 1.0));
    near(likely_range(0, 0), (0.0, 1.0));
}
