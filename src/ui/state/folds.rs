//! Which classes are folded: those show their name and how many examples they have.

use std::collections::BTreeSet;

use super::State;
use crate::protocol::{ClassId, Command};

/// From more classes than this on they come folded.
const MANY: usize = 12;

/// Which classes are folded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Folds {
    /// Whether all are; as many as there are say, while nobody has.
    all: Option<bool>,
    /// Those that are not as all are.
    others: BTreeSet<ClassId>,
}

/// What stands in the head of a class.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// How many examples it has.
    pub count: usize,
    /// Whether its examples are hidden.
    pub folded: bool,
}

impl State {
    /// Whether there are so many classes that they come folded.
    pub fn has_many_classes(&self) -> bool {
        self.project().classes.len() > MANY
    }

    fn all_folded(&self) -> bool {
        self.folds.all.unwrap_or_else(|| self.has_many_classes())
    }

    /// Whether a class is folded.
    pub fn is_folded(&self, id: ClassId) -> bool {
        self.all_folded() != self.folds.others.contains(&id)
    }

    /// Whether some class is not folded.
    pub fn has_unfolded(&self) -> bool {
        self.project().classes.iter().any(|class| !self.is_folded(class.id))
    }

    /// What stands in the head of a class; of one that is gone, nothing.
    pub fn head(&self, id: ClassId) -> Head {
        let class = self.project().class(id);
        let head = class.map(|class| Head {
            name: class.name.clone(),
            count: class.examples.len(),
            folded: self.is_folded(id),
        });
        head.unwrap_or_default()
    }

    /// Folds a class, or unfolds it.
    pub fn toggle_fold(&mut self, id: ClassId) {
        if !self.folds.others.remove(&id) {
            self.folds.others.insert(id);
        }
    }

    /// Folds all classes, or unfolds them.
    pub fn fold_all(&mut self, folded: bool) {
        self.folds = Folds { all: Some(folded), others: BTreeSet::new() };
    }

    /// Another class is added by hand: it is not folded, and the others stay as they are.
    pub(super) fn unfold_added(&mut self, id: ClassId, before: bool) {
        self.folds.all = Some(before);
        if before {
            self.folds.others.insert(id);
        }
    }

    /// Whether all that are to come are folded, as it is now.
    pub(super) fn folds_now(&self) -> bool {
        self.all_folded()
    }

    /// The classes whose names have these words in them, in whatever case.
    pub fn classes_called(&self, words: &str) -> Vec<ClassId> {
        let words = words.trim().to_lowercase();
        let classes = self.project().classes.iter();
        let found = classes.filter(|class| class.name.to_lowercase().contains(&words));
        found.map(|class| class.id).collect()
    }

    /// Moves a class up or down by one place.
    pub fn move_class(&mut self, id: ClassId, up: bool) -> Vec<Command> {
        self.edit(|project| project.move_class(id, up))
    }
}
