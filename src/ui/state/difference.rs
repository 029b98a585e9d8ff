//! What differs between a project before and after a change: what the worker must be told, and what was changed.

use std::collections::{BTreeMap, BTreeSet};

use super::project::{Class, Example, Shared, leave_out};
use super::{Field, Project};
use crate::protocol::{ClassId, Command, ExampleId, Recipe, TrainingSettings};

/// What steps back and forth change of a project. What came of a run, and which model is chosen, is no edit: both
/// are as they are in the worker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    pub classes: Vec<Shared<Class>>,
    pub unused: BTreeSet<ExampleId>,
    pub rows_left_out: usize,
    pub recipe: Recipe,
    pub settled: Shared<BTreeMap<ExampleId, ClassId>>,
}

/// The one thing that an edit has changed, if it is one that is changed little by little: a name that is typed, a
/// setting that is dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Name(ClassId),
    Setting(Field),
}

impl Content {
    /// That of a project as it is now. The classes are shared, not copied.
    pub fn of(project: &Project) -> Self {
        Self {
            classes: project.classes.clone(),
            unused: project.unused.clone(),
            rows_left_out: project.rows_left_out,
            recipe: project.recipe.clone(),
            settled: project.settled.clone(),
        }
    }

    /// Whether a project is as it was.
    pub fn is_of(&self, project: &Project) -> bool {
        self.classes == project.classes
            && self.unused == project.unused
            && self.rows_left_out == project.rows_left_out
            && self.recipe == project.recipe
            && self.settled == project.settled
    }

    /// Makes it what there is of a project. All else of the project stays.
    pub fn put_into(self, project: &mut Project) {
        project.classes = self.classes;
        project.unused = self.unused;
        project.rows_left_out = self.rows_left_out;
        project.recipe = self.recipe;
        project.settled = self.settled;
    }

    /// Takes out these examples.
    pub fn leave_out(&mut self, examples: &BTreeSet<ExampleId>) {
        leave_out(&mut self.classes, examples);
    }

    /// What the worker must be told of the change from this to the project: the examples that it has to forget,
    /// and those that it has to read, each in the order of their names.
    pub fn commands_to(&self, project: &Project) -> Vec<Command> {
        let by_name = |mut examples: Vec<_>| {
            examples.sort_unstable_by_key(|example: &&Example| example.id);
            examples
        };
        let before = by_name(beside(&self.classes, &project.classes).collect());
        let after = by_name(beside(&project.classes, &self.classes).collect());
        let gone = without(&before, &after).map(|example| example.id).collect::<Vec<_>>();
        let new = without(&after, &before).map(Example::to_new).collect::<Vec<_>>();
        let gone = (!gone.is_empty()).then_some(Command::RemoveExamples(gone));
        let new = (!new.is_empty()).then_some(Command::AddExamples(new));
        gone.into_iter().chain(new).collect()
    }

    /// The one thing that the change from this to the project is about.
    pub fn subject_to(&self, project: &Project) -> Option<Subject> {
        let (before, after) = (&self.classes, &project.classes);
        if before != after {
            let more = self.recipe != project.recipe || self.unused != project.unused;
            if before.len() != after.len() || more {
                return None;
            }
            let mut changed = before.iter().zip(after).filter(|(before, after)| before != after);
            let (then, now) = changed.next()?;
            let renamed = then.id == now.id && then.examples == now.examples;
            return (renamed && changed.next().is_none()).then_some(Subject::Name(now.id));
        }
        let (before, after) = (self.recipe.settings(), project.recipe.settings());
        if self.recipe.head() != project.recipe.head() {
            return None;
        }
        let mut changed =
            Field::ALL.into_iter().filter(|field| field.text(before) != field.text(after));
        let switches = |of: &TrainingSettings| (of.balanced, of.stops_early, of.mirrors);
        if switches(before) != switches(after) {
            return None;
        }
        let field = changed.next()?;
        changed.next().is_none().then_some(Subject::Setting(field))
    }
}

/// The examples of some classes, without those that other classes have at the same places, counted from the beginning
/// or from the end. What two neighbours of a history have besides each other is little, and found without a look
/// into the examples.
pub(super) fn beside<'a>(
    classes: &'a [Shared<Class>],
    others: &'a [Shared<Class>],
) -> impl Iterator<Item = &'a Example> {
    // Where the next class is among the others, as long as their order is the same.
    let mut next = 0;
    classes.iter().flat_map(move |class| {
        let at = |index: &usize| others.get(*index).is_some_and(|other| other.id == class.id);
        let there = Some(next).filter(at);
        let index = there.or_else(|| others.iter().position(|other| other.id == class.id));
        next = index.map_or(next, |index| index + 1);
        match index.map(|index| &others[index]) {
            Some(other) if other.is(class) => &[],
            Some(other) => middle(&class.examples, &other.examples),
            None => class.examples.as_slice(),
        }
    })
}

/// What is left of some examples without the beginning and the end that others have too.
fn middle<'a>(examples: &'a [Example], others: &[Example]) -> &'a [Example] {
    let same = |(one, other): &(&Example, &Example)| one == other;
    let start = examples.iter().zip(others).take_while(same).count();
    let (examples, others) = (&examples[start..], &others[start..]);
    let end = examples.iter().rev().zip(others.iter().rev()).take_while(same).count();
    &examples[..examples.len() - end]
}

/// Those examples that others, in the order of their names, are without.
fn without<'a>(
    examples: &'a [&'a Example],
    others: &'a [&'a Example],
) -> impl Iterator<Item = &'a Example> {
    examples.iter().copied().filter(|example| named(others, example.id) != Some(*example))
}

/// The example of this name among some in the order of their names.
fn named<'a>(examples: &[&'a Example], id: ExampleId) -> Option<&'a Example> {
    let index = examples.binary_search_by_key(&id, |example| example.id).ok()?;
    Some(examples[index])
}
