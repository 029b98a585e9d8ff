//! An example is looked at closely.

use super::*;
use crate::protocol::View;

/// What was asked of the worker.
fn asked(commands: &[Command]) -> (RequestId, String) {
    match commands {
        [Command::Ask { request, model, question: Question::Look(Look::View(file)) }] => {
            assert_eq!(model, "a", "the model in use");
            (*request, file.url.clone())
        }
        other => panic!("{other:?}"),
    }
}

fn view(request: RequestId, file: &str) -> Event {
    let seen = Pixels { width: 1, height: 1, rgba: vec![1, 2, 3, 255] };
    let view = View { file: file.into(), bytes: 9, seen };
    Event::Known { request, answer: Ok(Answer::View(view)) }
}

fn looked_at(state: &State) -> Option<u32> {
    state.closely().map(|it| it.example.id.0)
}

#[test]
fn the_model_in_use_shows_what_it_sees_and_addresses_are_given_back() {
    let mut state = filled();
    let (request, file) = asked(&state.look_at(ExampleId(2)));
    assert_eq!(file, "blob:1-1.jpg");
    apply(&mut state, view(request, "blob:shown"));
    let shown = state.closely.answer.as_ref().expect("it was answered");
    assert_eq!((shown.file.as_str(), shown.bytes, shown.seen.width), ("blob:shown", 9, 1));
    let closely = state.closely().expect("it is there");
    assert_eq!((closely.class, closely.place, closely.held_out), (ClassId(1), (2, 3), false));
    // Another is looked at before the answer comes.
    let (late, _) = asked(&state.look_on(false));
    assert_eq!(state.take_released(), ["blob:shown"]);
    asked(&state.look_on(false));
    assert_eq!(looked_at(&state), Some(1), "after the last comes the first");
    apply(&mut state, view(late, "blob:late"));
    assert_eq!(state.closely.answer, None);
    assert_eq!(state.take_released(), ["blob:late"]);
    asked(&state.look_on(true));
    assert_eq!(looked_at(&state), Some(3));
    state.look_away();
    assert_eq!(state.closely(), None);
    assert_eq!(state.look_on(true), []);
}

#[test]
fn what_is_looked_at_is_moved_and_removed() {
    let mut state = filled();
    state.look_at(ExampleId(1));
    assert_eq!(state.move_looked_at(ClassId(2)), []);
    assert_eq!(state.closely().map(|it| (it.class, it.place)), Some((ClassId(2), (4, 4))));
    let commands = state.remove_looked_at();
    assert_eq!(commands[0], Command::RemoveExamples(vec![ExampleId(1)]));
    asked(&commands[1..]);
    assert_eq!(looked_at(&state), Some(4), "the next of its class");
    state.bring_back();
    assert_eq!(ids(&state, ClassId(2)).len(), 4);
    for _ in 0..4 {
        state.remove_looked_at();
    }
    assert_eq!((state.closely(), ids(&state, ClassId(2)).len()), (None, 0));
    assert_eq!(state.remove_looked_at(), []);
}

#[test]
fn without_a_model_it_is_shown_and_asked_about_once_there_is_one() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, None);
    apply(&mut state, Event::Ready { models: vec![info("a")] });
    state.add_files(ClassId(1), vec![file("1.jpg")]);
    assert_eq!(state.look_at(ExampleId(1)), []);
    assert_eq!(looked_at(&state), Some(1));
    asked(&apply(&mut state, loaded(RequestId(1), info("a"), WeightsSource::Network)));
    assert_eq!(state.look_at(ExampleId(9)), [], "one that is gone");
    assert_eq!(state.closely(), None);
}

#[test]
fn it_says_what_it_was_taken_for() {
    let mut state = trained();
    assert!(
        state.look_at(ExampleId(3)).len() == 1 && state.closely().is_some_and(|it| it.held_out)
    );
    let closely = super::mistakes::mistaken(&mut state);
    assert_eq!(closely.closely().and_then(|it| it.taken_for), Some((ClassId(2), 0.75)));
}
