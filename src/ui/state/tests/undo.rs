//! Steps of the visitor's, back and forth, and what becomes of what was removed.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::protocol::NewExample;
use crate::protocol::lab::OwnClass;

#[test]
fn a_removed_example_comes_back_to_its_place() {
    let mut state = filled();
    assert_eq!(state.remove_example(ExampleId(2)), [Command::RemoveExamples(vec![ExampleId(2)])]);
    assert_eq!(ids(&state, ClassId(1)), [1, 3].map(ExampleId));
    let removed = state.removed().map(Removed::sentence);
    assert_eq!(removed.as_deref(), Some("1-1.jpg removed"));
    assert!(
        matches!(&state.bring_back()[..], [Command::AddExamples(back)] if back[0].id == ExampleId(2))
    );
    assert_eq!(ids(&state, ClassId(1)), [1, 2, 3].map(ExampleId));
    assert!(state.take_released().is_empty());
    assert!(state.bring_back().is_empty(), "once only");
}

#[test]
fn a_removed_class_comes_back_to_its_place_under_a_free_name() {
    let mut state = filled();
    assert_eq!(
        state.remove_class(ClassId(1)),
        [Command::RemoveExamples(vec![ExampleId(1), ExampleId(2), ExampleId(3)])]
    );
    let removed = state.removed().map(Removed::sentence);
    assert_eq!(removed.as_deref(), Some("Class Class 1 removed"));
    state.add_class();
    assert_eq!(names(&state), ["Class 2", "Class 1"]);
    assert!(matches!(&state.bring_back()[..], [Command::AddExamples(back)] if back.len() == 3));
    assert_eq!(names(&state), ["Class 1 (2)", "Class 2", "Class 1"]);
}

#[test]
fn files_are_given_back_once_no_step_leads_to_them() {
    let mut state = filled();
    state.remove_example(ExampleId(1));
    state.remove_class(ClassId(2));
    state.forget_removed();
    assert!(state.bring_back().is_empty(), "it is not offered any more");
    assert!(
        state.remove_class(ClassId(2)).is_empty() && state.remove_example(ExampleId(1)).is_empty()
    );
    // These were the third and the fourth step, and a hundred can be taken back.
    for _ in 0..98 {
        state.add_class();
    }
    assert!(state.take_released().is_empty());
    state.add_class();
    assert_eq!(state.take_released(), ["blob:1-0.jpg"]);
    state.add_class();
    assert_eq!(state.take_released().len(), 3);
}

#[test]
fn what_was_taken_back_is_given_up_by_the_next_edit() {
    let mut state = filled();
    state.add_files(ClassId(1), vec![file("late.jpg")]);
    let late = ExampleId(7);
    apply(&mut state, Event::ExampleRead { example: late, seen: Seen::Picture(vec![7]) });
    assert_eq!(state.undo(), [Command::RemoveExamples(vec![late])]);
    assert!(state.can_redo() && state.take_released().is_empty());
    assert!(matches!(&state.redo()[..], [Command::AddExamples(back)] if back[0].id == late));
    let class = state.class(ClassId(1)).expect("it is there");
    assert_eq!(class.examples[3].thumbnail.as_deref(), Some(&vec![7]), "it was seen before");
    state.undo();
    state.rename_class(ClassId(1), "cat").expect("it is free");
    assert!(!state.can_redo() && state.redo().is_empty());
    assert_eq!(state.take_released(), ["blob:late.jpg"]);
}

#[test]
fn several_removals_come_back_one_after_the_other() {
    let mut state = filled();
    let before = state.project().classes.clone();
    state.remove_example(ExampleId(5));
    state.remove_example(ExampleId(1));
    state.remove_class(ClassId(2));
    let sentence = |state: &State| state.removed().map(Removed::sentence);
    assert_eq!(sentence(&state).as_deref(), Some("Class Class 2 removed"));
    state.bring_back();
    assert_eq!(sentence(&state).as_deref(), Some("1-0.jpg removed"));
    state.bring_back();
    state.bring_back();
    assert_eq!((state.project().classes.clone(), sentence(&state)), (before, None));
}

#[test]
fn a_step_back_takes_an_offer_with_it_and_other_steps_stay() {
    let mut state = filled();
    state.remove_example(ExampleId(1));
    state.add_class();
    assert!(state.undo().is_empty(), "an empty class is nothing to the worker");
    assert!(state.removed().is_some());
    state.undo();
    assert_eq!((state.removed(), ids(&state, ClassId(1)).len()), (None, 3));
    state.redo();
    assert_eq!((state.removed(), ids(&state, ClassId(1)).len()), (None, 2));
}

#[test]
fn typing_a_name_is_one_step() {
    let mut state = filled();
    for name in ["c", "ca", "cat"] {
        state.rename_class(ClassId(1), name).expect("it is free");
    }
    state.finish_renaming(ClassId(1), "Class 1", "cat").expect("it is free");
    state.rename_class(ClassId(1), "d").expect("it is free");
    state.rename_class(ClassId(1), "do").expect("it is free");
    state.rename_class(ClassId(2), "e").expect("it is free");
    for expected in [["do", "Class 2"], ["cat", "Class 2"], ["Class 1", "Class 2"]] {
        state.undo();
        assert_eq!(names(&state), expected);
    }
    state.redo();
    state.rename_class(ClassId(1), "cats").expect("it is free");
    state.undo();
    assert_eq!(names(&state)[0], "cat", "what follows a step forth is another");

    // What ends where it began is none.
    let mut state = filled();
    state.rename_class(ClassId(1), "c").expect("it is free");
    state.finish_renaming(ClassId(1), "Class 1", "").expect_err("it is blank");
    state.undo();
    assert_eq!(ids(&state, ClassId(2)), [], "the step before it is taken back");
}

#[test]
fn moving_a_setting_is_one_step() {
    let mut state = ready();
    for epochs in ["60", "70", "80"] {
        state.set(Field::Epochs, epochs).expect("it is in range");
    }
    state.set(Field::Seed, "7").expect("it is in range");
    state.undo();
    assert_eq!(state.project().settings().epochs, 80);
    state.undo();
    assert_eq!(*state.project().settings(), TrainingSettings::default());
    assert!(!state.can_undo());
}

#[test]
fn a_hundred_steps_can_be_taken_back() {
    let mut state = ready();
    let first = state.project().clone();
    for _ in 0..100 {
        state.add_class();
    }
    let last = state.project().clone();
    while state.can_undo() {
        state.undo();
    }
    assert_eq!(state.project().classes, first.classes);
    while state.can_redo() {
        state.redo();
    }
    assert_eq!(*state.project(), last);
}

#[test]
fn what_was_computed_and_which_model_is_chosen_is_no_step() {
    let mut state = trained();
    state.choose_model("b".into());
    state.undo();
    assert_eq!(state.project().model, ModelRef::Offered("b".into()));
    assert!(state.trained().is_some());
    assert_eq!(ids(&state, ClassId(2)), []);
    state.add_files(ClassId(2), vec![file("new.jpg")]);
    assert_eq!(ids(&state, ClassId(2)), [ExampleId(7)], "the names before were given");
}

#[test]
fn no_step_brings_back_what_was_rejected() {
    let mut state = filled();
    state.rename_class(ClassId(1), "cat").expect("it is free");
    let rejected = |example| Event::ExampleRejected {
        example,
        error: error(Kind::File(FileError::Truncated)),
    };
    apply(&mut state, rejected(ExampleId(1)));
    state.undo();
    assert_eq!(ids(&state, ClassId(1)), [2, 3].map(ExampleId));
    // A step of nothing but what was rejected is passed over.
    let mut state = filled();
    state.add_files(ClassId(2), vec![file("broken.jpg")]);
    apply(&mut state, rejected(ExampleId(7)));
    assert_eq!(state.undo(), [Command::RemoveExamples([4, 5, 6].map(ExampleId).to_vec())]);
    assert_eq!(state.redo().len(), 1);
    assert!(state.redo().is_empty());
    assert_eq!(ids(&state, ClassId(2)), [4, 5, 6].map(ExampleId));
}

#[test]
fn what_changes_is_unsaved_until_it_is_saved() {
    let mut state = ready();
    assert_eq!(state.unsaved(), None);
    state.add_class();
    let first = state.unsaved().expect("it has changed");
    state.add_class();
    state.document.saved(first);
    let second = state.unsaved().expect("it has changed since");
    state.document.saved(second);
    assert_eq!(state.unsaved(), None);
    state.undo();
    assert!(state.unsaved().is_some());
}

/// A worker that knows examples and nothing else.
#[derive(Debug, Default)]
struct Told {
    examples: BTreeMap<ExampleId, Input>,
    /// All that it was ever told.
    ever: BTreeMap<ExampleId, Input>,
}

impl Told {
    fn take(&mut self, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::AddExamples(added) => {
                    for NewExample { id, input, .. } in added {
                        let before = self.ever.insert(id, input.clone());
                        assert!(before.is_none_or(|before| before == input), "{id} is another");
                        assert!(self.examples.insert(id, input).is_none(), "{id} twice");
                    }
                }
                Command::RemoveExamples(gone) => {
                    for id in gone {
                        assert!(self.examples.remove(&id).is_some(), "{id} was not there");
                    }
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn agrees(&self, state: &State) {
        let all = state.project().classes.iter().flat_map(|class| &class.examples);
        let all: BTreeMap<_, _> = all.map(|it| (it.id, (*it.input).clone())).collect();
        assert_eq!(self.examples, all);
    }
}

/// Numbers by lot.
struct Lot(u64);

impl Lot {
    /// One below this.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % end.max(1)
    }

    fn class(&mut self, state: &State) -> ClassId {
        let classes = &state.project().classes;
        let index = self.below(classes.len());
        classes.get(index).map(|class| class.id).unwrap_or_default()
    }

    fn example(&mut self, state: &State) -> ExampleId {
        let all = state.project().classes.iter().flat_map(|class| &class.examples);
        let index = self.below(state.project().total());
        all.map(|example| example.id).nth(index).unwrap_or_default()
    }

    /// Some edit of a visitor's.
    fn edit(&mut self, state: &mut State) -> Vec<Command> {
        let class = self.class(state);
        match self.below(9) {
            0 => {
                state.add_class();
            }
            1 => {
                let name = ["cat", "dog", "cat ", "", "owl"][self.below(5)];
                let _ = state.rename_class(class, name);
            }
            2 | 3 => {
                let files = (0..self.below(4)).map(|_| file(&self.below(1 << 30).to_string()));
                let files = files.collect();
                return state.add_files(class, files);
            }
            4 => {
                let id = self.example(state);
                return state.remove_example(id);
            }
            5 if self.below(3) == 0 => return state.remove_class(class),
            6 => {
                let epochs = (1 + self.below(9)).to_string();
                state.set(Field::Epochs, &epochs).expect("it is in range");
            }
            7 => {
                // To another class, and classes to other places.
                let (id, to) = (self.example(state), self.class(state));
                return state.edit(|project| {
                    if let Some(example) = project.take_example(id)
                        && let Some(class) = project.class_mut(to)
                    {
                        class.examples.insert(0, example);
                    }
                    project.classes.reverse();
                });
            }
            _ => {
                let classes = vec![OwnClass { name: "owl".into(), files: vec![file("owl.jpg")] }];
                let settings = TrainingSettings::default();
                let project = Project::of_pictures(classes, settings, ModelRef::Usual);
                return state.take_over(project);
            }
        }
        Vec::new()
    }
}

#[test]
fn whatever_is_edited_can_be_taken_back_and_done_again() {
    for seed in 0..200 {
        let (mut lot, mut told, mut state) = (Lot(seed), Told::default(), ready());
        let first = state.project().clone();
        for _ in 0..100 {
            let commands = lot.edit(&mut state);
            told.take(commands);
            told.agrees(&state);
        }
        let last = state.project().clone();
        while state.can_undo() {
            told.take(state.undo());
            told.agrees(&state);
        }
        assert_eq!(state.project().classes, first.classes, "{seed}");
        assert_eq!(state.project().recipe, first.recipe);
        while state.can_redo() {
            told.take(state.redo());
            told.agrees(&state);
        }
        assert_eq!(*state.project(), last, "{seed}");
    }
}

/// The addresses of all examples that there are, or that steps lead to.
fn within_reach(state: &State) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut note = |state: &State| {
        let examples = state.project().classes.iter().flat_map(|class| &class.examples);
        all.extend(examples.filter_map(|it| it.file()).map(|file| file.url.clone()));
    };
    let mut back = state.clone();
    note(&back);
    while back.can_undo() {
        back.undo();
        note(&back);
    }
    let mut forth = state.clone();
    while forth.can_redo() {
        forth.redo();
        note(&forth);
    }
    all
}

#[test]
fn back_and_forth_the_worker_knows_what_the_page_shows_and_no_file_is_lost() {
    for seed in 0..40 {
        let (mut lot, mut told, mut state) = (Lot(1000 + seed), Told::default(), ready());
        let (mut released, mut rejected) = (BTreeSet::new(), BTreeSet::new());
        for step in 0..400 {
            let commands = match lot.below(12) {
                0 | 1 => state.undo(),
                2 => state.redo(),
                3 => state.bring_back(),
                4 if lot.below(4) == 0 => {
                    let example = lot.example(&state);
                    if let Some(Input::Picture(file)) = told.examples.remove(&example) {
                        rejected.insert(file.url);
                    }
                    let error = error(Kind::File(FileError::Empty));
                    apply(&mut state, Event::ExampleRejected { example, error })
                }
                _ => lot.edit(&mut state),
            };
            told.take(commands);
            told.agrees(&state);
            for address in state.take_released() {
                // Of a file of one name another copy comes each time.
                assert!(address == "blob:owl.jpg" || released.insert(address), "{seed} {step}");
            }
        }
        let files = told.ever.values().filter_map(Input::file).map(|file| file.url.clone());
        let given: BTreeSet<_> = files.filter(|url| url != "blob:owl.jpg").collect();
        let within = within_reach(&state);
        assert!(within.is_disjoint(&released), "{seed}: it is given back and can be come back to");
        let known = |url: &String| within.contains(url) || released.contains(url);
        assert_eq!(given.iter().find(|url| !known(url)), None, "{seed}: nobody gives it back");
        assert!(rejected.iter().filter(|url| given.contains(*url)).all(|it| released.contains(it)));
    }
}
