//! What is found out of how far to trust a head.

use super::*;
use crate::protocol::project::Keeps;
use crate::protocol::trust::{ClassSets, CopyGroup, Suspect, Suspects, Unknown, UnknownPoint};
use crate::protocol::{Familiarity, TrustPiece};

fn find(state: &mut State, run: u32, piece: TrustPiece) -> Vec<Command> {
    apply(state, Event::Trust { run: RunId(run), piece })
}

fn suspects() -> TrustPiece {
    TrustPiece::Suspects(Suspects { likely: 0, list: Vec::new() })
}

fn sets() -> TrustPiece {
    TrustPiece::Sets(vec![ClassSets { level: 0.9, least: 9, examples: 6, measured: None }])
}

#[test]
fn what_is_found_is_kept_as_it_comes() {
    let mut state = filled();
    state.train().expect("nothing lacks");
    let copies = CopyGroup {
        examples: vec![ExampleId(1), ExampleId(2)],
        classes: vec![ClassId(1)],
        same: true,
    };
    find(&mut state, 1, TrustPiece::Copies(vec![copies.clone()]));
    assert_eq!(state.trust.copies.as_deref(), Some(&vec![copies]), "while it trains");
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    assert!(find(&mut state, 1, TrustPiece::Going(0.5)).is_empty());
    assert_eq!(state.trust.going, Some(0.5));
    find(&mut state, 1, sets());
    find(&mut state, 1, suspects());
    find(&mut state, 1, TrustPiece::Over { seconds: 1.5 });
    let Trust { going, seconds, copies, sets, suspects, unknown, .. } = state.trust;
    assert_eq!((going, seconds), (None, Some(1.5)));
    assert!(copies.is_some() && sets.is_some() && suspects.is_some() && unknown.is_none());
}

#[test]
fn what_is_tried_is_tried_again_once_probabilities_mean_more() {
    let mut state = trained();
    state.try_file(file("x.jpg")).expect("there is a head");
    apply(
        &mut state,
        Event::Predicted { query: QueryId(1), prediction: Ok(prediction(ClassId(1))) },
    );
    let commands = find(&mut state, 1, TrustPiece::Over { seconds: 1.0 });
    assert!(matches!(commands[..], [Command::Predict { query: QueryId(2), .. }]), "{commands:?}");
}

#[test]
fn what_is_of_an_earlier_run_or_of_no_head_is_dropped() {
    let mut state = trained();
    find(&mut state, 1, sets());
    find(&mut state, 9, suspects());
    assert!(state.trust.sets.is_some() && state.trust.suspects.is_none());
    state.train().expect("nothing lacks");
    assert_eq!(state.trust, Trust::default(), "another run begins");
    find(&mut state, 1, suspects());
    assert_eq!(state.trust, Trust::default());
}

#[test]
fn it_can_be_stopped_and_ends_with_its_worker() {
    let mut state = trained();
    assert_eq!(state.stop_assessing(), [], "nothing is found out");
    find(&mut state, 1, TrustPiece::Going(0.25));
    assert_eq!(state.stop_assessing(), [Command::StopTraining(RunId(1))]);
    assert_eq!(state.trust.going, None);
    find(&mut state, 1, TrustPiece::Going(0.5));
    find(&mut state, 1, TrustPiece::Stopped);
    assert_eq!(state.trust.going, None);
    find(&mut state, 1, TrustPiece::Going(0.5));
    state.restarted();
    assert_eq!(state.trust.going, None);
}

/// Suspects: these examples of class 1, each of which looks like class 2.
fn suspected(ids: &[u32], likely: usize) -> TrustPiece {
    let suspect = |id: &u32| Suspect {
        example: ExampleId(*id),
        class: ClassId(1),
        looks_like: ClassId(2),
        own: 0.5,
        other: 0.4,
    };
    TrustPiece::Suspects(Suspects { likely, list: ids.iter().map(suspect).collect() })
}

#[test]
fn likely_wrong_labels_are_shown_until_they_are_dealt_with() {
    let mut state = trained();
    let first: Vec<u32> =
        state.project().classes[0].examples.iter().map(|example| example.id.0).collect();
    let [one, two, three, ..] = first[..] else { panic!("three examples: {first:?}") };
    find(&mut state, 1, suspected(&[three, one, two], 2));
    let ids = |state: &State| state.suspicious(9).0.iter().map(|it| it.id.0).collect::<Vec<_>>();
    assert_eq!(ids(&state), [three, one], "as many as are likely, in their order");
    assert_eq!(state.suspicious(1).1, 1, "how many more there are");
    state.settle_suspect(ExampleId(three));
    assert_eq!(ids(&state), [one]);
    state.undo();
    assert_eq!(ids(&state), [three, one]);
    state.redo();
    // It is saved, and of this class alone.
    let project = Project::read(&state.project().write()).expect("it is sound");
    assert_eq!(project.settled.get(&ExampleId(three)), Some(&ClassId(1)));
    state.move_suspect(ExampleId(one), ClassId(2));
    assert_eq!(ids(&state), [] as [u32; 0], "it is where it belongs");
    assert!(state.project().classes[1].examples.iter().any(|it| it.id.0 == one));
    state.undo();
    assert_eq!(ids(&state), [one]);
    state.remove_example(ExampleId(one));
    assert_eq!(ids(&state), [] as [u32; 0]);
}

#[test]
fn the_slider_decides_what_is_unknown() {
    let mut state = trained();
    let near = |distance| Some(Familiarity { distance, threshold: 0.5 });
    assert!(!state.trust.is_unknown(None), "nobody knows yet");
    assert!(state.trust.is_unknown(near(0.6)) && !state.trust.is_unknown(near(0.4)));
    assert_eq!(state.trust.keeping(), None);
    let point = |kept, threshold| UnknownPoint { kept, threshold, told: 1.0 - kept };
    let curve = vec![point(0.5, 0.3), point(0.95, 0.5), point(1.0, 0.9)];
    find(
        &mut state,
        1,
        TrustPiece::Unknown(Unknown { nth: 1, examples: 20, threshold: 0.5, curve }),
    );
    assert_eq!(state.trust.keeping(), Some((1, point(0.95, 0.5))));
    state.put_threshold(0);
    assert!(state.trust.is_unknown(near(0.4)));
    state.put_threshold(2);
    assert!(!state.trust.is_unknown(near(0.6)));
    assert_eq!(state.project().keeps, Keeps::default(), "it is still moved");
    state.keep_threshold();
    assert_eq!(state.project().keeps, Keeps { run: RunId(1), at: 2 });
    state.show_last_run();
    assert_eq!(state.trust.keeps, Some(2), "another sitting");
    state.train().expect("nothing lacks");
    assert_eq!(state.trust.keeps, None, "another run");
}

#[test]
fn what_was_found_is_found_again_in_another_sitting() {
    let mut state = trained();
    find(&mut state, 1, TrustPiece::Over { seconds: 1.0 });
    state.show_last_run();
    assert_eq!(state.trust.seconds, None);
    let commands = apply(&mut state, Event::HeadOpened { run: RunId(1), found: true });
    let [Command::Assess { run, recipe, classes }] = &commands[..] else { panic!("{commands:?}") };
    let trained = state.trained().expect("it is").clone();
    assert_eq!((*run, classes), (RunId(1), &trained.classes));
    assert_eq!(recipe.settings().epochs, trained.outcome.epochs, "as far as it was trained");
    assert_eq!(state.trust.going, Some(0.0));
    // An example of the run is gone: nobody can measure as it was.
    state.show_last_run();
    state.remove_example(trained.classes[0].examples[0]);
    let commands = apply(&mut state, Event::HeadOpened { run: RunId(1), found: true });
    assert_eq!(commands, []);
}
