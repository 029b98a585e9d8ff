//! The state, driven as the worker and a visitor drive it.

mod arrivals;
mod atlas;
mod carried;
mod closely;
mod comparison;
mod examples;
mod folds;
mod import;
mod kept;
mod kept_weights;
mod mistakes;
mod model;
mod project;
mod questions;
mod record;
mod samples;
mod selection;
mod settings;
mod sorting;
mod takeaway;
mod texts;
mod training;
mod trial;
mod trust;
mod undo;
mod unused;
mod verdict;
mod why;

use super::*;
use crate::error::{
    AbilityError, ClassesError, DeviceError, Doing, DownloadError, Error, FileError, Kind,
    WeightsError, WorkerError,
};
use crate::protocol::{
    AdapterInfo, Answer, ClassId, DeviceKind, DeviceReport, Drawing, ExampleId, FileRef, HeldOut,
    HeldOutReport, Input, Labels, ModelInfo, OWN_MODEL, Origin, Outcome, Patches, Pixels,
    PreTraining, Prediction, Progress, Question, Reads, Reason, Recipe, Score, Seen,
    TrainingSettings, WeightsFile, WeightsSource,
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
        reads: Reads::Pictures { side: 224 },
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
        training: score(),
        held_out: Some(HeldOutReport {
            score: Score { loss: 0.1, accuracy: 1.0 },
            classes: vec![
                HeldOut {
                    class: ClassId(1),
                    examples: vec![ExampleId(3)],
                    taken_for: vec![1, 0],
                    wrong: Vec::new(),
                },
                HeldOut {
                    class: ClassId(2),
                    examples: vec![ExampleId(6)],
                    taken_for: vec![0, 1],
                    wrong: Vec::new(),
                },
            ],
        }),
        recipe: Recipe::Layers(TrainingSettings::default()),
        seconds: 0.5,
        whole: false,
        kept_epoch: None,
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
    let (classes, seen) = (vec![(first, 1.0)], Seen::Picture(vec![1]));
    Prediction { classes, familiarity: None, place: None, seen, milliseconds: 70.0 }
}

fn names(state: &State) -> Vec<&str> {
    state.project().classes.iter().map(|class| class.name.as_str()).collect()
}

fn ids(state: &State, class: ClassId) -> Vec<ExampleId> {
    let class = state.project().class(class).expect("it is there");
    class.examples.iter().map(|example| example.id).collect()
}

fn kinds(state: &State) -> Vec<&Kind> {
    state.lifeline.notices.iter().map(|error| &error.kind).collect()
}

#[test]
fn starts_with_two_empty_classes() {
    let state = State::new(Modality::Pictures, DeviceChoice::Auto, None);
    assert_eq!(names(&state), ["Class 1", "Class 2"]);
    assert_eq!(state.project().total(), 0);
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
    let info = ModelInfo { reads: Reads::Pictures { side: 64 }, embedding_size: 512, ..info("b") };
    let words = squeezed(&info);
    assert!(words.contains("64 × 64 dots in three colours is 12,288 numbers"), "{words}");
    assert!(
        words.contains("into 512, its code") && words.ends_with(": 24 times fewer."),
        "{words}"
    );
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
    assert_eq!(state.project().total(), 7);
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
