//! Classes of very different sizes, and what is done about them; and the other switches of a run.

use super::{Class, State};
use crate::protocol::trust::ClassFigures;
use crate::protocol::{Command, TrainingSettings};

/// How many times as many examples as the smallest class the largest must have for anything to be said of it.
const UNEVEN: usize = 3;

/// The smallest and the largest class, where they are of very different sizes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbalance {
    /// The name of the smallest, and how many examples it has.
    pub small: (String, usize),
    /// The name of the largest, and how many examples it has.
    pub large: (String, usize),
}

impl State {
    /// Whether the classes are of very different sizes, those aside that have no examples to train on.
    pub fn unbalance(&self) -> Option<Unbalance> {
        let sizes = || {
            let unused = &self.project().unused;
            let used = |class: &Class| match unused.is_empty() {
                true => class.examples.len(),
                false => class.examples.iter().filter(|it| !unused.contains(&it.id)).count(),
            };
            let classes = self.project().classes.iter();
            classes.map(move |class| (class.name.clone(), used(class))).filter(|it| it.1 > 0)
        };
        let (small, large) = (sizes().min_by_key(|it| it.1)?, sizes().max_by_key(|it| it.1)?);
        (large.1 >= UNEVEN * small.1).then_some(Unbalance { small, large })
    }

    /// What classes of very different sizes have led to: the smallest and the largest of those that were measured with, and
    /// the share of each that is found.
    pub fn found_of_uneven(&self) -> Option<[(String, f32); 2]> {
        let classes = || self.trust.per_class.iter().flat_map(|found| &found.classes);
        let small = classes().filter(|it| it.support > 0).min_by_key(|it| it.support)?;
        let large = classes().max_by_key(|it| it.support)?;
        let found = |it: &ClassFigures| (self.class_name(it.class), it.figures.recall);
        (large.support >= UNEVEN * small.support).then(|| [found(small), found(large)])
    }

    /// Has every class count the same from the next run on, or every example.
    pub fn set_balanced(&mut self, balanced: bool) -> Vec<Command> {
        self.switch(|settings| settings.balanced = balanced)
    }

    /// Has training end early from the next run on, or never.
    pub fn set_stops_early(&mut self, stops_early: bool) -> Vec<Command> {
        self.switch(|settings| settings.stops_early = stops_early)
    }

    /// Has pictures that are tried looked at mirrored too from the next run on, or as they are alone.
    pub fn set_mirrors(&mut self, mirrors: bool) -> Vec<Command> {
        self.switch(|settings| settings.mirrors = mirrors)
    }

    fn switch(&mut self, change: impl FnOnce(&mut TrainingSettings)) -> Vec<Command> {
        self.edit(|project| {
            let mut settings = project.recipe.settings().clone();
            change(&mut settings);
            project.recipe = project.recipe.with(settings);
        })
    }
}
