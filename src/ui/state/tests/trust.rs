//! What is found out of how far to trust a head.

use super::*;
use crate::protocol::TrustPiece;
use crate::protocol::trust::{ClassSets, CopyGroup, Suspects};

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
