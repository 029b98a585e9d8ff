//! What is taught with texts: examples that are typed, texts that are tried, models that read them.

use super::*;
use crate::protocol::NewExample;

/// A model that reads texts.
pub(super) fn text_info(id: &str) -> ModelInfo {
    ModelInfo { reads: Reads::Texts { tokens: 64 }, ..info(id) }
}

/// What a worker offers: models of both kinds.
pub(super) fn models() -> Vec<ModelInfo> {
    vec![info("a"), text_info("t"), text_info("u")]
}

/// A page of texts whose worker is ready and whose model is loaded.
pub(super) fn ready_for_texts() -> State {
    let mut state = State::new(Modality::Texts, DeviceChoice::Auto, None);
    apply(&mut state, Event::Ready { models: models() });
    state.enter();
    apply(&mut state, loaded(RequestId(1), text_info("t"), WeightsSource::Network));
    state
}

/// The same with three texts in each of its two classes.
fn filled_with_texts() -> State {
    let mut state = ready_for_texts();
    state.add_lines(ClassId(1), "How are you?\nSee you\nHello");
    state.add_lines(ClassId(2), "Win now\nFree cash\nClick here");
    apply(&mut state, Event::Embedded { done: 6, total: 6 });
    state
}

/// The same with a trained head.
fn trained_on_texts() -> State {
    let mut state = filled_with_texts();
    state.train().expect("nothing lacks");
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    state
}

/// The texts of a class.
pub(super) fn texts(state: &State, class: ClassId) -> Vec<&str> {
    let class = state.project().class(class).expect("it is there");
    let texts = class.examples.iter().map(|example| match &*example.input {
        Input::Text(text) => text.as_str(),
        Input::Picture(file) => panic!("{file:?} is no text"),
    });
    texts.collect()
}

fn answer(first: ClassId) -> Prediction {
    let seen = Seen::Text { tokens: 5, cut: None };
    Prediction {
        classes: vec![(first, 1.0)],
        familiarity: None,
        place: None,
        seen,
        milliseconds: 3.0,
    }
}

fn predicted(query: u32, first: ClassId) -> Event {
    Event::Predicted { query: QueryId(query), prediction: Ok(answer(first)) }
}

fn predict(query: u32, text: &str) -> Command {
    Command::Predict { query: QueryId(query), input: Input::Text(text.into()), live: true }
}

#[test]
fn every_line_that_is_not_blank_becomes_an_example() {
    let mut state = ready_for_texts();
    let commands = state.add_lines(ClassId(2), "  One \r\n\n \t \nטקסט\u{a0}\nthree three");
    let new = |id, text: &str| NewExample { id, input: Input::Text(text.into()), seen: false };
    let added =
        vec![new(ExampleId(1), "One"), new(ExampleId(2), "טקסט"), new(ExampleId(3), "three three")];
    assert_eq!(commands, [Command::AddExamples(added)]);
    assert_eq!(texts(&state, ClassId(2)), ["One", "טקסט", "three three"]);
    assert_eq!(state.reading(), Some((0, 3)));
    assert!(state.add_lines(ClassId(2), " \n\t\n").is_empty());
    assert!(state.add_lines(ClassId(99), "To a class that is gone").is_empty());
    assert_eq!(state.project().total(), 3);
}

#[test]
fn a_very_long_line_is_cut_between_letters() {
    let mut state = ready_for_texts();
    state.add_lines(ClassId(1), &"é".repeat(20_001));
    state.add_lines(ClassId(1), &"a".repeat(20_000));
    assert_eq!(texts(&state, ClassId(1))[0], "é".repeat(20_000));
    assert_eq!(texts(&state, ClassId(1))[1].len(), 20_000);
}

#[test]
fn a_class_is_found_by_its_name_or_added() {
    let called = |state: &mut State, name: &str| {
        let mut class = ClassId::default();
        state.edit(|project| class = project.class_called(name));
        class
    };
    let mut state = ready_for_texts();
    state.rename_class(ClassId(2), "spam").expect("it is free");
    assert_eq!(called(&mut state, " spam "), ClassId(2));
    assert_eq!(called(&mut state, "Spam"), ClassId(3), "another name");
    assert_eq!(names(&state), ["Class 1", "spam", "Spam"]);
    // One whose name is cut at a blank is found again all the same, and is told from one that ends otherwise.
    let long = format!("{} {} and more", "x".repeat(38), "x".repeat(30));
    let class = called(&mut state, &long);
    assert_eq!(class, ClassId(4));
    assert_eq!(names(&state)[3], format!("{}…{} and more", "x".repeat(38), "x".repeat(11)));
    assert_eq!((called(&mut state, &long), names(&state).len()), (class, 4));
    assert_eq!(called(&mut state, &long.replace("more", "less")), ClassId(5));
}

#[test]
fn what_a_model_reads_of_a_text_is_noted_by_every_model_anew() {
    let mut state = filled_with_texts();
    let read =
        |cut| Event::ExampleRead { example: ExampleId(4), seen: Seen::Text { tokens: 200, cut } };
    let cut = |state: &State| state.class(ClassId(2)).and_then(|class| class.examples[0].cut);
    apply(&mut state, read(Some(3)));
    assert_eq!(cut(&state), Some(3));
    apply(&mut state, read(None));
    assert_eq!(cut(&state), None);
    apply(
        &mut state,
        Event::ExampleRejected {
            example: ExampleId(4),
            error: error(Kind::Ability(AbilityError::NoWords)),
        },
    );
    assert_eq!(ids(&state, ClassId(2)), [5, 6].map(ExampleId));
    assert!(state.take_released().is_empty(), "a text is in no file");
    apply(&mut state, read(Some(3)));
    assert_eq!(cut(&state), None, "it is gone");
}

#[test]
fn a_removed_text_comes_back_and_is_called_by_how_it_begins() {
    let mut state = filled_with_texts();
    assert_eq!(state.remove_example(ExampleId(1)), [Command::RemoveExamples(vec![ExampleId(1)])]);
    let removed = state.removed().map(Removed::sentence);
    assert_eq!(removed.as_deref(), Some("How are you? removed"));
    state.bring_back();
    assert_eq!(texts(&state, ClassId(1)), ["How are you?", "See you", "Hello"]);
}

#[test]
fn a_text_is_tried_as_it_is_typed_and_the_newest_answer_wins() {
    let mut state = trained_on_texts();
    assert_eq!(state.try_text("Free"), [predict(1, "Free")]);
    assert_eq!(state.try_text(" Free cash\n"), [predict(2, "Free cash")]);
    apply(&mut state, predicted(1, ClassId(1)));
    assert!(state.trial.busy && state.trial.prediction.is_none());
    apply(&mut state, predicted(2, ClassId(2)));
    assert!(!state.trial.busy);
    assert_eq!(state.trial.prediction, Some(answer(ClassId(2))));
    // What was said of the text before stays until there is something else to say.
    state.try_text("Free cash?");
    assert_eq!(state.trial.prediction, Some(answer(ClassId(2))));
}

#[test]
fn a_blank_text_is_an_answer_to_nothing() {
    let mut state = trained_on_texts();
    state.try_text("Free cash");
    assert!(state.try_text("  \n").is_empty());
    assert!(!state.trial.busy && state.trial.input.is_none());
    apply(&mut state, predicted(1, ClassId(2)));
    assert_eq!(state.trial.prediction, None, "what was under way is dropped");
    assert_eq!(state.try_text("Hello"), [predict(3, "Hello")]);
    apply(&mut state, predicted(3, ClassId(1)));
    state.try_text("");
    assert_eq!(state.trial.prediction, None);
    state.train().expect("nothing lacks");
    let commands = apply(&mut state, Event::Trained { run: RunId(2), outcome: outcome() });
    assert!(commands.is_empty(), "there is nothing to ask a new head");
}

#[test]
fn a_text_that_is_typed_before_training_is_asked_after_it() {
    let mut state = filled_with_texts();
    assert!(state.try_text("Hello you").is_empty());
    assert!(!state.trial.busy && state.lifeline.notices.is_empty());
    state.train().expect("nothing lacks");
    let commands = apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    assert_eq!(commands, [predict(2, "Hello you")]);
    assert!(state.trial.busy);
}

#[test]
fn a_text_that_cannot_be_read_is_said_and_the_next_is_tried() {
    let mut state = trained_on_texts();
    state.try_text("\u{301}");
    let refused =
        Error::new(Doing::ReadingText("\u{301}".into()), Kind::Ability(AbilityError::NoWords));
    apply(&mut state, Event::Predicted { query: QueryId(1), prediction: Err(refused) });
    assert_eq!(kinds(&state), [&Kind::Ability(AbilityError::NoWords)]);
    assert!(!state.trial.busy && state.trial.prediction.is_none());
    assert_eq!(state.try_text("Hello"), [predict(2, "Hello")]);
}

#[test]
fn a_model_for_texts_is_asked_for_where_it_is_needed() {
    let load = |request, model: &str| Command::LoadModel { request, model: model.into() };
    let mut state = State::new(Modality::Texts, DeviceChoice::Auto, None);
    let commands = apply(&mut state, Event::Ready { models: models() });
    assert_eq!(commands, [Command::ChooseDevice(DeviceChoice::Auto)]);
    assert_eq!(state.model.stage, Stage::Waiting);
    assert_eq!(state.model.offered, [text_info("t"), text_info("u")]);
    assert_eq!(state.enter(), [load(RequestId(1), "t")]);
    assert!(state.enter().is_empty(), "once only");

    // Whoever comes in before the worker is there is waited for.
    let mut state = State::new(Modality::Texts, DeviceChoice::Auto, None);
    assert!(state.enter().is_empty());
    let commands = apply(&mut state, Event::Ready { models: models() });
    assert_eq!(commands, [Command::ChooseDevice(DeviceChoice::Auto), load(RequestId(1), "t")]);
}

#[test]
fn whoever_chooses_or_opens_a_model_needs_it() {
    let fresh = || {
        let mut state = State::new(Modality::Texts, DeviceChoice::Auto, None);
        apply(&mut state, Event::Ready { models: models() });
        state
    };
    let mut state = fresh();
    let commands = state.choose_model("u".into());
    assert_eq!(commands, [Command::LoadModel { request: RequestId(1), model: "u".into() }]);
    assert!(state.enter().is_empty());

    let mut state = fresh();
    let files = vec![file("config.json"), file("model.safetensors"), file("tokenizer.json")];
    let modality = Modality::Texts;
    let open = Command::OpenModel { request: RequestId(1), files: files.clone(), modality };
    assert_eq!(state.open_weights(files), [open]);
    assert!(state.enter().is_empty());
    // Another worker is told of it too.
    state.restarted();
    let commands = apply(&mut state, Event::Ready { models: models() });
    assert!(
        matches!(&commands[1], Command::OpenModel { request: RequestId(2), files, .. } if files.len() == 3)
    );

    let mut state = fresh();
    let (address, sha256) = (String::from("https://example.com/m.zip"), None);
    let load =
        Command::LoadAddress { request: RequestId(1), address: address.clone(), sha256, modality };
    assert_eq!(state.load_address(&address, ""), Ok(vec![load]));
}

#[test]
fn an_address_may_name_a_model_of_the_other_kind() {
    let default = |modality, chosen: &str| {
        let mut state = State::new(modality, DeviceChoice::Auto, Some(chosen.into()));
        apply(&mut state, Event::Ready { models: models() });
        let warned: Vec<Kind> = kinds(&state).into_iter().cloned().collect();
        (state.model.chosen.clone().unwrap_or_default(), warned)
    };
    assert_eq!(default(Modality::Texts, "a"), ("t".into(), vec![]));
    assert_eq!(default(Modality::Texts, "u"), ("u".into(), vec![]));
    assert_eq!(default(Modality::Pictures, "u"), ("a".into(), vec![]));
    let unknown = Kind::Weights(WeightsError::UnknownModel("zebra".into()));
    assert_eq!(default(Modality::Texts, "zebra"), ("t".into(), vec![unknown]));
}

#[test]
fn another_model_reads_the_texts_anew() {
    let mut state = trained_on_texts();
    state.try_text("Hello");
    apply(&mut state, predicted(1, ClassId(1)));
    state.choose_model("u".into());
    apply(&mut state, loaded(RequestId(2), text_info("u"), WeightsSource::Cache));
    assert_eq!(state.reading(), Some((0, 6)));
    assert_eq!(state.trial.prediction, None);
    // What is typed then waits for a head once more.
    assert!(state.try_text("Hello you").is_empty());
}

#[test]
fn sentences_about_a_text_that_is_typed_on_do_not_pile_up() {
    let mut state = trained_on_texts();
    for (query, text) in [(1, "a"), (2, "ab")] {
        state.try_text(text);
        let error =
            Error::new(Doing::ReadingText(text.into()), Kind::Ability(AbilityError::NoWords));
        apply(&mut state, Event::Predicted { query: QueryId(query), prediction: Err(error) });
    }
    assert_eq!(state.lifeline.notices.len(), 1);
    assert!(state.trial.input.is_some(), "the box still shows it");
}
