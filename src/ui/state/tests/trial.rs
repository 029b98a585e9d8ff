//! What is tried.

use super::*;

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
    assert_eq!(state.trained(), None);
    assert_eq!(state.training.forgotten, Some(Forgotten::ModelChanged));
    assert_eq!(state.trial.prediction, None);
    assert_eq!(state.reading(), Some((0, 6)));
}
