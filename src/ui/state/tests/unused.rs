//! Examples that runs leave out.

use std::collections::BTreeSet;

use super::*;
use crate::error::ClassesError;
use crate::protocol::project::Entry;
use crate::ui::state::document::Document;

/// The examples that a run would take, by class.
fn taken(state: &State) -> Vec<Vec<u32>> {
    let classes = state.project().as_classes();
    classes.iter().map(|class| class.examples.iter().map(|id| id.0).collect()).collect()
}

#[test]
fn what_is_selected_is_left_out_and_taken_in_again() {
    let mut state = filled();
    state.pick(ExampleId(2));
    state.pick(ExampleId(3));
    assert!(!state.is_selection_unused());
    assert_eq!(state.toggle_selected_use(), [], "the worker keeps what it has read");
    assert_eq!(taken(&state)[0], [1]);
    assert!(state.is_selection_unused(), "it stays selected");
    assert_eq!(state.class(ClassId(1)).map(|class| class.unused()), Some(2));
    // With one more that is in use all are left out.
    state.pick(ExampleId(1));
    state.toggle_selected_use();
    assert_eq!(taken(&state)[0], [0; 0]);
    state.toggle_selected_use();
    assert_eq!(taken(&state)[0], [1, 2, 3]);
    state.undo();
    state.undo();
    assert_eq!(taken(&state)[0], [1]);
    state.redo();
    assert_eq!(taken(&state)[0], [0; 0]);
}

#[test]
fn one_that_is_looked_at_is_left_out() {
    let mut state = filled();
    state.look_at(ExampleId(2));
    state.toggle_looked_at_use();
    assert_eq!(taken(&state)[0], [1, 3]);
    assert!(state.closely().is_some_and(|it| it.example.unused));
    state.toggle_looked_at_use();
    assert_eq!(taken(&state)[0], [1, 2, 3]);
}

#[test]
fn a_class_of_which_all_are_left_out_is_named() {
    let mut state = filled();
    state.pick_all(vec![ExampleId(1), ExampleId(2), ExampleId(3)]);
    state.toggle_selected_use();
    let error = state.train().expect_err("nothing is left of the class");
    assert_eq!(error.kind, Kind::Classes(ClassesError::AllLeftOut("Class 1".into())));
}

#[test]
fn it_is_in_the_journal() {
    let mut document = Document::new(filled().project().clone());
    let before = document.project().clone();
    document.edit(|project| project.set_used(&BTreeSet::from([ExampleId(1)]), false));
    document.edit(|project| project.set_used(&BTreeSet::from([ExampleId(2)]), false));
    document.undo();
    let (_, entries) = document.take_entries();
    assert!(matches!(entries[..], [Entry::Edit(_), Entry::Edit(_), Entry::Undo]));
    let originals = (1..=9).map(|id| (ExampleId(id), original())).collect();
    let (replayed, whole) = Document::replay(before, entries, originals);
    assert!(whole);
    assert_eq!(replayed.project().unused, BTreeSet::from([ExampleId(1)]));
    // Begun anew, the journal leads to the same, with its steps.
    let (base, entries) = document.rewritten();
    let originals = (1..=9).map(|id| (ExampleId(id), original())).collect();
    let (mut replayed, whole) = Document::replay(base, entries, originals);
    assert!(whole);
    assert_eq!(replayed.project().unused, BTreeSet::from([ExampleId(1)]));
    replayed.redo();
    assert_eq!(replayed.project().unused, BTreeSet::from([1, 2].map(ExampleId)));
}

fn original() -> crate::protocol::keeping::Original {
    crate::protocol::keeping::Original { sha256: "0".repeat(64), bytes: 1 }
}
