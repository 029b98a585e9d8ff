//! Examples are selected, and moved or removed together.

use std::collections::BTreeSet;

use super::*;

/// Three pictures in the first class, two in the second.
fn state() -> State {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    state.add_files(ClassId(1), ["1.jpg", "2.jpg", "3.jpg"].map(file).into());
    state.add_files(ClassId(2), ["4.jpg", "5.jpg"].map(file).into());
    state
}

fn ids(ids: &[u32]) -> BTreeSet<ExampleId> {
    ids.iter().map(|&id| ExampleId(id)).collect()
}

fn in_class(state: &State, class: u32) -> Vec<u32> {
    let class = state.project().class(ClassId(class)).expect("it is there");
    class.examples.iter().map(|example| example.id.0).collect()
}

#[test]
fn one_after_the_other_or_a_range() {
    let mut state = state();
    state.pick(ExampleId(3));
    state.pick(ExampleId(5));
    state.pick(ExampleId(5));
    assert_eq!(state.selected(), ids(&[3]));
    state.pick(ExampleId(3));
    state.pick(ExampleId(3));
    state.pick_range(ExampleId(1));
    assert_eq!(state.selected(), ids(&[1, 2, 3]));
    // A range ends with its class.
    state.pick_range(ExampleId(5));
    assert_eq!(state.selected(), ids(&[1, 2, 3, 5]));
    state.remove_example(ExampleId(2));
    assert_eq!(state.selected(), ids(&[1, 3, 5]), "what is gone is not selected");
    state.select_none();
    assert_eq!(state.selected(), ids(&[]));
}

#[test]
fn what_is_moved_is_not_read_again_and_one_step_brings_it_back() {
    let mut state = state();
    [3, 1, 4].into_iter().for_each(|id| state.pick(ExampleId(id)));
    assert_eq!(state.move_selected(ClassId(2)), [], "the worker need not know");
    assert_eq!(in_class(&state, 1), [2]);
    assert_eq!(in_class(&state, 2), [4, 5, 1, 3]);
    assert_eq!(state.selected(), ids(&[]));
    assert_eq!(state.undo(), []);
    assert_eq!(in_class(&state, 1), [1, 2, 3]);
    state.pick(ExampleId(1));
    state.move_selected(ClassId(9));
    assert_eq!(in_class(&state, 1), [1, 2, 3], "a class that is gone takes nothing");
}

#[test]
fn what_is_removed_together_comes_back_together() {
    let mut state = state();
    [1, 5].into_iter().for_each(|id| state.pick(ExampleId(id)));
    let gone = Command::RemoveExamples(vec![ExampleId(1), ExampleId(5)]);
    assert_eq!(state.remove_selected(), [gone]);
    assert_eq!((in_class(&state, 1), in_class(&state, 2)), (vec![2, 3], vec![4]));
    state.undo();
    assert_eq!((in_class(&state, 1), in_class(&state, 2)), (vec![1, 2, 3], vec![4, 5]));
}

#[test]
fn what_is_taken_up_is_what_is_selected_or_that_one_alone() {
    let mut state = state();
    state.pick_all(vec![ExampleId(1), ExampleId(2)]);
    state.pick_all(Vec::new());
    state.take_up(ExampleId(2));
    assert_eq!(state.selected(), ids(&[1, 2]));
    state.take_up(ExampleId(4));
    assert_eq!(state.selected(), ids(&[4]));
    state.pick_all(vec![ExampleId(1), ExampleId(5), ExampleId(9)]);
    assert_eq!(state.selected(), ids(&[1, 4, 5]), "what is not there is not selected");
}
