//! Questions to models of language: words for blanks, what follows, how to go on.

use super::texts::{models, ready_for_texts};
use super::*;
use crate::protocol::{Blank, WritingSettings};

fn ask(request: RequestId, question: impl Into<Question>) -> Command {
    Command::Ask { request, model: "t".into(), question: question.into() }
}

fn known(state: &mut State, request: RequestId, answer: Result<Answer, Kind>) {
    let answer = answer.map_err(|kind| Error::new(Doing::Asking("T".into()), kind));
    assert!(apply(state, Event::Known { request, answer }).is_empty());
}

fn blank(word: &str) -> Blank {
    Blank { words: vec![(word.into(), 0.5)] }
}

/// What fits into the blanks, with its titles.
fn said(state: &State) -> Vec<(String, &Blank)> {
    titled(state.blanks.answer.as_deref().unwrap_or_default())
}

fn write(state: &mut State, prompt: &str) -> Vec<Command> {
    state.write("t".into(), prompt.into(), WritingSettings::default())
}

fn to_write(request: RequestId, prompt: &str) -> Command {
    let settings = WritingSettings::default();
    ask(request, Question::Write { prompt: prompt.into(), settings })
}

fn wrote(state: &mut State, request: RequestId, piece: &str) {
    assert!(apply(state, Event::Wrote { request, piece: piece.into() }).is_empty());
}

#[test]
fn blanks_are_filled() {
    let mut state = ready_for_texts();
    let sentence = "A ___ of ___.";
    let commands = state.fill_blanks("t".into(), sentence.into());
    assert_eq!(commands, [ask(RequestId(2), Look::Blanks(sentence.into()))]);
    assert!(state.blanks.busy && state.blanks.is_of("t"));
    apply(&mut state, Event::Downloading { request: RequestId(2), received: 1, total: None });
    assert_eq!(state.blanks.received, Some(Received { received: 1, total: None }));
    known(&mut state, RequestId(2), Ok(Answer::Blanks(vec![blank("cup"), blank("tea")])));
    assert!(!state.blanks.busy && state.blanks.received.is_none());
    assert_eq!(state.blanks.about, sentence);
    let titles: Vec<_> = said(&state).into_iter().map(|(title, _)| title).collect();
    assert_eq!(titles, ["Best words for blank 1", "Best words for blank 2"]);

    // The next question takes the place of the one before, and so do its answers.
    state.fill_blanks("t".into(), "___".into());
    assert!(state.blanks.answer.is_none());
    state.fill_blanks("t".into(), "He ___.".into());
    known(&mut state, RequestId(3), Ok(Answer::Blanks(vec![blank("stale")])));
    assert!(state.blanks.busy && state.blanks.answer.is_none());
    known(&mut state, RequestId(4), Ok(Answer::Blanks(vec![blank("ran")])));
    assert_eq!(said(&state), [("Best words".into(), &blank("ran"))]);
}

#[test]
fn what_follows_is_told_in_words() {
    let mut state = ready_for_texts();
    let commands = state.ask_what_follows("t".into(), "One.".into(), "Two.".into());
    let question = Look::Follows { first: "One.".into(), second: "Two.".into() };
    assert_eq!(commands, [ask(RequestId(2), question)]);
    known(&mut state, RequestId(2), Ok(Answer::Follows(0.25)));
    assert_eq!(state.follows.answer, Some(0.25));
    state.ask_what_follows("t".into(), "One.".into(), "Three.".into());
    assert_eq!(state.follows.answer, None, "that was of other sentences");
    known(&mut state, RequestId(2), Ok(Answer::Follows(0.9)));
    assert_eq!(state.follows.answer, None, "an answer from before");
    for (probability, begins) in [
        (1.0, "It follows, says the model: 100%"),
        (0.8, "It follows, says the model: 80%"),
        (0.5, "It may follow, says the model: 50%"),
        (0.2, "It hardly follows, says the model: it gives it 20%"),
        (0.0, "It does not follow, says the model: it gives it 0%"),
    ] {
        let said = about_following(probability);
        assert!(said.starts_with(begins), "{said}");
    }
}

#[test]
fn a_text_is_written_piece_by_piece() {
    let mut state = ready_for_texts();
    assert_eq!(write(&mut state, "Once"), [to_write(RequestId(2), "Once")]);
    wrote(&mut state, RequestId(2), " upon");
    wrote(&mut state, RequestId(2), " a time");
    assert_eq!(state.writing.answer.as_deref(), Some(" upon a time"));
    assert!(state.writing.busy);
    known(&mut state, RequestId(2), Ok(Answer::Written));
    assert!(!state.writing.busy);
    wrote(&mut state, RequestId(2), ", after its end");
    let Inquiry { about: prompt, answer: written, .. } = &state.writing;
    assert_eq!((prompt.as_str(), written.as_deref()), ("Once", Some(" upon a time")));
}

#[test]
fn settings_for_writing_are_kept_within_bounds() {
    let mut state = ready_for_texts();
    let wild = WritingSettings { temperature: 99.0, top_k: 0, seed: 1, tokens: 0 };
    let settings = wild.bounded();
    assert_ne!(settings, wild);
    let commands = state.write("t".into(), "Once".into(), wild);
    assert_eq!(commands, [ask(RequestId(2), Question::Write { prompt: "Once".into(), settings })]);
}

#[test]
fn writing_is_stopped_only_while_it_goes_on() {
    let mut state = ready_for_texts();
    assert!(state.stop_writing().is_empty(), "nothing is written yet");
    write(&mut state, "Once");
    wrote(&mut state, RequestId(2), " upon");
    assert_eq!(state.stop_writing(), [Command::StopWriting(RequestId(2))]);
    wrote(&mut state, RequestId(2), " a");
    assert_eq!(
        state.writing.answer.as_deref(),
        Some(" upon a"),
        "until the worker says that it has stopped"
    );
    known(&mut state, RequestId(2), Ok(Answer::Written));
    assert!(state.stop_writing().is_empty());
    assert_eq!(state.writing.answer.as_deref(), Some(" upon a"), "what is written stays");
}

#[test]
fn another_text_ends_the_one_before() {
    let mut state = ready_for_texts();
    write(&mut state, "Once");
    wrote(&mut state, RequestId(2), " upon");
    assert_eq!(
        write(&mut state, "Twice"),
        [Command::StopWriting(RequestId(2)), to_write(RequestId(3), "Twice")]
    );
    wrote(&mut state, RequestId(2), " stale");
    known(&mut state, RequestId(2), Ok(Answer::Written));
    assert!(state.writing.busy && state.writing.answer.is_none());
    wrote(&mut state, RequestId(3), " as much");
    assert_eq!(state.writing.answer.as_deref(), Some(" as much"));
    known(&mut state, RequestId(3), Err(Kind::Ability(AbilityError::Cannot(Exhibit::Writing))));
    assert!(!state.writing.busy);
    assert_eq!(
        write(&mut state, "Thrice"),
        [to_write(RequestId(4), "Thrice")],
        "nothing is to be stopped"
    );
}

#[test]
fn a_question_that_cannot_be_answered_is_said_once() {
    let mut state = ready_for_texts();
    state.fill_blanks("t".into(), "none".into());
    state.ask_what_follows("t".into(), String::new(), String::new());
    write(&mut state, "");
    known(&mut state, RequestId(2), Err(Kind::Ability(AbilityError::NoBlank)));
    known(&mut state, RequestId(2), Err(Kind::Ability(AbilityError::NoBlank)));
    known(&mut state, RequestId(3), Err(Kind::Ability(AbilityError::NoWords)));
    known(&mut state, RequestId(4), Err(Kind::Download(DownloadError::Cancelled)));
    assert_eq!(
        kinds(&state),
        [&Kind::Ability(AbilityError::NoBlank), &Kind::Ability(AbilityError::NoWords)],
        "the visitor knows who cancelled"
    );
    assert!(state.inquiries().iter().all(|inquiry| inquiry.awaited().is_none()));
    // Nor does a question from before say anything.
    state.dismiss();
    state.fill_blanks("t".into(), "___".into());
    known(&mut state, RequestId(2), Err(Kind::Ability(AbilityError::NoBlank)));
    assert!(state.lifeline.notices.is_empty() && state.blanks.busy);
}

#[test]
fn a_question_before_the_worker_is_there_is_put_when_it_is() {
    let mut state = State::new(Modality::Texts, DeviceChoice::Auto, None);
    assert!(state.fill_blanks("t".into(), "A ___.".into()).is_empty());
    assert!(write(&mut state, "Once").is_empty());
    assert!(state.blanks.busy && state.writing.busy);
    let commands = apply(&mut state, Event::Ready { models: models() });
    let questions =
        [ask(RequestId(1), Look::Blanks("A ___.".into())), to_write(RequestId(2), "Once")];
    assert_eq!(commands[..1], [Command::ChooseDevice(DeviceChoice::Auto)]);
    assert_eq!(commands[1..], questions, "and no model is loaded to be taught");
    known(&mut state, RequestId(1), Ok(Answer::Blanks(vec![blank("cup")])));
    assert_eq!(state.blanks.answer, Some(vec![blank("cup")]));
    // Told once, it is not told to another worker.
    state.restarted();
    let commands = apply(&mut state, Event::Ready { models: models() });
    assert!(!commands.iter().any(|it| matches!(it, Command::Ask { .. })));
}

#[test]
fn a_restart_ends_all_questions() {
    let mut state = ready_for_texts();
    state.fill_blanks("t".into(), "___".into());
    state.ask_what_follows("t".into(), "One.".into(), "Two.".into());
    write(&mut state, "Once");
    wrote(&mut state, RequestId(4), " upon");
    apply(&mut state, Event::Crashed("out of memory".into()));
    assert!(state.inquiries().iter().all(|inquiry| inquiry.awaited().is_none()));
    assert!(state.stop_writing().is_empty());
    // Nobody is there to be asked.
    assert!(state.fill_blanks("t".into(), "A ___.".into()).is_empty());
    assert!(!state.blanks.busy);
    state.restarted();
    apply(&mut state, Event::Ready { models: models() });
    known(&mut state, RequestId(3), Ok(Answer::Follows(1.0)));
    wrote(&mut state, RequestId(4), " a time");
    assert_eq!((state.follows.answer, state.writing.answer.as_deref()), (None, Some(" upon")));
    assert!(matches!(&write(&mut state, "Twice")[..], [Command::Ask { .. }]));
}

#[test]
fn writing_that_nobody_was_asked_for_yet_is_not_asked_for_once_it_is_stopped() {
    let mut state = State::new(Modality::Texts, DeviceChoice::Cpu, None);
    assert!(write(&mut state, "Once").is_empty(), "the worker is not there yet");
    assert!(state.stop_writing().is_empty() && !state.writing.busy);
    let commands = apply(&mut state, Event::Ready { models: models() });
    assert!(!commands.iter().any(|command| matches!(command, Command::Ask { .. })), "{commands:?}");
}

#[test]
fn what_ones_own_model_said_goes_when_another_takes_its_place() {
    let mut state = ready_for_texts();
    state.ask_what_follows(OWN_MODEL.into(), "A".into(), "B".into());
    known(&mut state, RequestId(2), Ok(Answer::Follows(0.9)));
    assert_eq!(state.follows.about, ["A", "B"]);
    state.open_weights(vec![file("model.safetensors")]);
    apply(&mut state, loaded(RequestId(3), own(), WeightsSource::Disk));
    assert_eq!(state.follows, Inquiry::default());
}
