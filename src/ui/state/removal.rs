//! Removing classes and examples, and bringing them back by the Undo that the page offers for a while.
//!
//! While a removal is the newest step, that is to take it back. Once others have followed it, what was removed is put
//! back to its place, and they stay.

use super::State;
use super::project::{Class, Example, Project, Shared};
use crate::protocol::{ClassId, Command, ExampleId};
use crate::words::say_with;

/// What was removed, with the place it had.
#[derive(Debug, Clone, PartialEq)]
pub enum Removed {
    /// A class with its examples.
    Class {
        /// Its place among the classes.
        index: usize,
        /// The class as it was, with all its examples.
        class: Shared<Class>,
    },
    /// One example of a class that stays.
    Example {
        /// The class it was in.
        class: ClassId,
        /// Its place in the class.
        index: usize,
        /// The example as it was.
        example: Example,
    },
}

impl Removed {
    /// What to tell the visitor.
    pub fn sentence(&self) -> String {
        match self {
            Self::Class { class, .. } => say_with("removed.class", &[&class.name]),
            Self::Example { example, .. } => say_with("removed.example", &[&example.input.name()]),
        }
    }

    /// Puts it back to its place.
    fn put_back(self, project: &mut Project) {
        match self {
            Self::Class { index, mut class } => {
                // Its name may have been given to another class meanwhile.
                while project.classes.iter().any(|other| other.name == class.name) {
                    class.change().name.push_str(" (2)");
                }
                project.classes.insert(index.min(project.classes.len()), class);
            }
            Self::Example { class, index, example } => {
                if let Some(class) = project.class_mut(class) {
                    class.examples.insert(index.min(class.examples.len()), example);
                }
            }
        }
    }
}

impl State {
    /// Removes a class with its examples.
    pub fn remove_class(&mut self, id: ClassId) -> Vec<Command> {
        let classes = &self.project().classes;
        let Some(index) = classes.iter().position(|class| class.id == id) else {
            return Vec::new();
        };
        let removed = Removed::Class { index, class: classes[index].clone() };
        let commands = self.edit(|project| project.classes.retain(|class| class.id != id));
        self.offer(removed);
        commands
    }

    /// Removes one example.
    pub fn remove_example(&mut self, id: ExampleId) -> Vec<Command> {
        let Some((class, index)) = self.project().place_of(id) else { return Vec::new() };
        let example = class.examples[index].clone();
        let removed = Removed::Example { class: class.id, index, example };
        let commands = self.edit(|project| {
            project.take_example(id);
        });
        self.offer(removed);
        commands
    }

    /// What was removed last and not brought back, while that is offered.
    pub fn removed(&self) -> Option<&Removed> {
        self.offers().next_back()
    }

    /// Offers no longer to bring back what was removed.
    pub fn forget_removed(&mut self) {
        self.end_offers();
    }

    /// Brings back what was removed last, to its place.
    pub fn bring_back(&mut self) -> Vec<Command> {
        if self.removed().is_none() {
            return Vec::new();
        }
        match self.take_older_offer() {
            Some(removed) => self.edit(|project| removed.put_back(project)),
            None => self.undo(),
        }
    }
}
