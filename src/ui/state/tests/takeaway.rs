//! What is taken away.

use super::*;
use crate::protocol::{BundlePiece, Bundled};

fn bundled(state: &mut State, request: RequestId, piece: BundlePiece) {
    apply(state, Event::Bundled { request, piece: Ok(piece) });
}

fn whole() -> BundlePiece {
    let classes = vec![ClassId(2), ClassId(1)];
    BundlePiece::Whole(Bundled { address: "blob:1".into(), classes, probes: 3 })
}

/// The request, and of how many examples it wants to know what is said.
fn asked(state: &mut State) -> (RequestId, usize) {
    let commands = state.bundle_up();
    let [Command::Bundle { request, inputs }] = &commands[..] else { panic!("{commands:?}") };
    (*request, inputs.len())
}

#[test]
fn what_is_put_together_is_written_by_the_names_of_now() {
    let mut state = trained();
    let (request, inputs) = asked(&mut state);
    assert!(inputs > 0);
    assert_eq!(state.takeaway.going, Some((0, inputs)));
    bundled(&mut state, request, BundlePiece::Answered(1));
    assert_eq!(state.takeaway.going, Some((1, inputs)));
    assert_eq!(state.wish_for("onnx", "2026-12-31"), None);
    bundled(&mut state, request, whole());
    assert_eq!(state.takeaway.going, None);
    let names: Vec<String> =
        state.project().classes.iter().rev().map(|class| class.name.clone()).collect();
    let wish = state.wish_for("onnx", "2026-12-31").expect("it is there");
    assert_eq!(
        (wish.labels, wish.format.as_str(), wish.date.as_str()),
        (names, "onnx", "2026-12-31")
    );
    assert_eq!((wish.bundle.as_str(), wish.threshold), ("blob:1", None));
    let saved = Project::read(&wish.saved).expect("it was written");
    assert!(saved.classes.iter().all(|class| class.examples.is_empty()) && saved.trained.is_some());
    assert_ne!(saved.model, ModelRef::Usual);
}

#[test]
fn what_answers_an_earlier_request_or_comes_after_it_was_stopped_is_dropped() {
    let mut state = trained();
    let (earlier, _) = asked(&mut state);
    let (later, _) = asked(&mut state);
    bundled(&mut state, earlier, whole());
    assert_eq!(state.bundle(), None);
    assert_eq!(state.stop_bundling(), [Command::StopBundling]);
    bundled(&mut state, later, whole());
    assert_eq!(state.bundle(), None);
    assert_eq!(state.stop_bundling(), []);
}

#[test]
fn of_another_run_it_is_none_and_a_new_worker_has_none() {
    let mut state = trained();
    let (request, _) = asked(&mut state);
    bundled(&mut state, request, whole());
    assert!(state.bundle().is_some());
    state.restarted();
    assert_eq!(state.bundle(), None);
    let mut state = trained();
    let (request, _) = asked(&mut state);
    bundled(&mut state, request, whole());
    state.train().expect("nothing lacks");
    apply(&mut state, Event::Trained { run: RunId(2), outcome: outcome() });
    assert_eq!(state.bundle(), None);
}

#[test]
fn of_a_model_that_no_format_holds_it_is_said() {
    let mut state = trained();
    let (request, _) = asked(&mut state);
    bundled(&mut state, request, BundlePiece::NoFormat);
    assert!(state.takeaway.no_format && state.takeaway.going.is_none());
}
