//! Many classes: folded, found by name, and put into another order.

use super::*;
use crate::protocol::Brought;

/// A page with so many classes of one picture each, brought in together.
fn many(count: u32) -> State {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, None);
    let brought = (1..=count)
        .map(|n| Brought { file: file(&format!("{n}.jpg")), folder: format!("kinds/kind {n}") });
    state.bring(brought.collect(), Sink::Page);
    state
}

fn classes(state: &State) -> Vec<ClassId> {
    state.project().classes.iter().map(|class| class.id).collect()
}

#[test]
fn many_classes_come_folded_and_few_do_not() {
    let mut state = many(12);
    let all = classes(&state);
    assert!(all.iter().all(|id| !state.is_folded(*id)));
    // One more that is added by hand folds none, and is open itself.
    let added = state.add_class();
    assert!(!state.is_folded(all[0]) && !state.is_folded(added));
    let mut state = many(13);
    let all = classes(&state);
    assert!(all.iter().all(|id| state.is_folded(*id)));
    let added = state.add_class();
    assert!(state.is_folded(all[0]) && !state.is_folded(added));
    state.toggle_fold(all[0]);
    let head = state.head(all[0]);
    assert_eq!((head.name.as_str(), head.count, head.folded), ("kind 1", 1, false));
    state.toggle_fold(all[0]);
    assert!(state.is_folded(all[0]));
    assert!(state.has_unfolded(), "the one that was added");
    state.fold_all(false);
    assert!(classes(&state).iter().all(|id| !state.is_folded(*id)));
    state.fold_all(true);
    assert!(classes(&state).iter().all(|id| state.is_folded(*id)));
    assert!(!state.has_unfolded());
    assert_eq!(state.head(ClassId(999)).name, "");
}

#[test]
fn classes_are_found_by_name() {
    let state = many(13);
    assert_eq!(state.classes_called(" KIND 1").len(), 5, "1, 10, 11, 12 and 13");
    assert_eq!(
        state.classes_called("kind 12"),
        [classes(&state)[3]],
        "in the order of their names"
    );
    assert_eq!(state.classes_called("").len(), 13);
    assert_eq!(state.classes_called("nothing"), []);
}

#[test]
fn a_class_is_moved_by_one_place_which_a_step_back_undoes_and_training_does_not_mind() {
    let mut state = trained();
    let third = state.add_class();
    let names = |state: &State| classes(state).iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!(state.move_class(third, true), [], "the worker need not know");
    assert_eq!(names(&state), [1, 3, 2]);
    state.move_class(third, true);
    state.move_class(third, true);
    assert_eq!(names(&state), [3, 1, 2], "nothing is above the first");
    state.undo();
    assert_eq!(names(&state), [1, 3, 2]);
    state.move_class(third, false);
    state.move_class(third, false);
    assert_eq!(names(&state), [1, 2, 3]);
    state.move_class(ClassId(9), true);
    state.undo();
    state.undo();
    state.undo();
    assert_eq!(names(&state), [1, 2]);
    assert!(!state.examples_changed());
    state.move_class(ClassId(2), true);
    assert_eq!(names(&state), [2, 1]);
    assert!(!state.examples_changed(), "the same classes with the same examples");
}

#[test]
fn the_order_is_in_the_journal() {
    use crate::protocol::project::{Entry, Patch};
    let mut state = many(300);
    let before = state.project().clone();
    let last = classes(&state)[299];
    for _ in 0..299 {
        state.move_class(last, true);
    }
    assert_eq!(classes(&state)[0], last);
    let entry = Entry::Edit(Patch::between(&before, state.project())).write();
    assert!(entry.len() < 6_000, "{} bytes: names alone", entry.len());
    let Some(Entry::Edit(patch)) = Entry::read(&entry) else { panic!("{entry}") };
    let mut again = before;
    assert!(patch.apply(&mut again).is_some());
    assert_eq!(again, *state.project());
}
