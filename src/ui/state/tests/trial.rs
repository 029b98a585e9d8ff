//! What is tried.

use super::*;
use crate::protocol::Familiarity;

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

/// What the head says of a frame.
fn watched(query: u32, first: f32) -> Event {
    let mut classes = vec![(ClassId(1), first), (ClassId(2), 1.0 - first)];
    classes.sort_by(|one, other| other.1.total_cmp(&one.1));
    let familiarity = Some(Familiarity { distance: 0.25, threshold: 0.5 });
    Event::Watched { query: QueryId(query), classes: Ok(classes), familiarity }
}

fn shares(state: &State) -> Vec<(u32, f32)> {
    let live = state.trial.live.as_ref().expect("a camera is tried");
    live.shares.iter().map(|(class, share)| (class.0, *share)).collect()
}

#[test]
fn the_next_frame_is_asked_for_once_the_one_before_is_answered() {
    let mut state = trained();
    assert_eq!(state.watch_frame(), None, "no camera is tried");
    state.start_watching();
    let query = QueryId(2);
    assert_eq!(state.watch_frame(), Some(Command::Watch(query)));
    assert_eq!(state.watch_frame(), None);
    apply(&mut state, watched(1, 0.9));
    assert_eq!(state.watch_frame(), None, "that was another frame");
    apply(&mut state, watched(2, 0.25));
    assert_eq!(shares(&state), [(1, 0.25), (2, 0.75)], "in the order of the page");
    assert_eq!(state.watch_frame(), Some(Command::Watch(QueryId(3))));
    apply(&mut state, watched(3, 0.75));
    assert_eq!(shares(&state), [(1, 0.5), (2, 0.5)], "they follow a little later");
    assert_eq!(state.trial.live.as_ref().map(|live| live.answered), Some(2));
}

#[test]
fn without_a_head_frames_wait_for_one() {
    let mut state = filled();
    state.start_watching();
    assert_eq!(state.watch_frame(), None);
    state.train().expect("nothing lacks");
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    assert_eq!(state.watch_frame(), Some(Command::Watch(QueryId(2))));
    // The model that has seen it is not in use any more, nor is its head.
    state.choose_model("b".into());
    apply(&mut state, loaded(RequestId(2), info("b"), WeightsSource::Cache));
    let classes = Err(Error::new(Doing::Watching, ClassesError::NoHead));
    apply(&mut state, Event::Watched { query: QueryId(2), classes, familiarity: None });
    assert!(kinds(&state).is_empty() && shares(&state).is_empty());
    assert_eq!(state.watch_frame(), None);
}

#[test]
fn what_fails_with_a_frame_is_said_once_and_a_file_that_is_tried_ends_the_watching() {
    let mut state = trained();
    state.start_watching();
    state.watch_frame();
    let why = Kind::File(FileError::Undecodable);
    let classes = Err(Error::new(Doing::Watching, why.clone()));
    apply(&mut state, Event::Watched { query: QueryId(2), classes, familiarity: None });
    assert_eq!(kinds(&state), [&why]);
    assert_eq!(state.trial.live, None);
    state.start_watching();
    state.try_file(file("x.jpg")).expect("there is a head");
    assert_eq!(state.trial.live, None);
    assert!(state.trial.busy);
}

#[test]
fn a_worker_in_place_of_the_one_before_is_shown_another_frame() {
    let mut state = trained();
    state.start_watching();
    state.watch_frame();
    state.worker_fails(WorkerError::Died("gone".into()));
    assert_eq!(state.watch_frame(), None, "nobody listens");
    assert!(state.trial.live.is_some());
}
