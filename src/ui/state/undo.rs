//! Removing classes and examples, and bringing back what was removed last.

use super::{Class, Example, State};
use crate::protocol::{ClassId, Command, ExampleId};

/// What was removed last, with the place it had.
#[derive(Debug, Clone, PartialEq)]
pub enum Removed {
    /// A class with its examples.
    Class {
        /// Its place among the classes.
        index: usize,
        /// The class.
        class: Class,
    },
    /// One example.
    Example {
        /// The class it was in.
        class: ClassId,
        /// Its place in the class.
        index: usize,
        /// The example.
        example: Example,
    },
}

impl Removed {
    /// What to tell the visitor.
    pub fn sentence(&self) -> String {
        match self {
            Self::Class { class, .. } => format!("Class {} removed", class.name),
            Self::Example { example, .. } => format!("{} removed", example.input.name()),
        }
    }

    /// The examples that went with it.
    fn examples(&self) -> &[Example] {
        match self {
            Self::Class { class, .. } => &class.examples,
            Self::Example { example, .. } => std::slice::from_ref(example),
        }
    }
}

impl State {
    /// Removes a class with its examples.
    pub fn remove_class(&mut self, id: ClassId) -> Vec<Command> {
        let classes = &mut self.examples.classes;
        let Some(index) = classes.iter().position(|class| class.id == id) else {
            return Vec::new();
        };
        let class = classes.remove(index);
        self.keep_removed(Removed::Class { index, class })
    }

    /// Removes one example.
    pub fn remove_example(&mut self, id: ExampleId) -> Vec<Command> {
        match self.examples.take_example(id) {
            Some((class, index, example)) => {
                self.keep_removed(Removed::Example { class, index, example })
            }
            None => Vec::new(),
        }
    }

    fn keep_removed(&mut self, removed: Removed) -> Vec<Command> {
        self.forget_removed();
        let ids: Vec<ExampleId> = removed.examples().iter().map(|example| example.id).collect();
        self.examples.removed = Some(removed);
        if ids.is_empty() { Vec::new() } else { vec![Command::RemoveExamples(ids)] }
    }

    /// Gives up what was removed last: it cannot be brought back from now on.
    pub fn forget_removed(&mut self) {
        if let Some(removed) = self.examples.removed.take() {
            let files = removed.examples().iter().filter_map(|example| example.input.file());
            self.released.extend(files.map(|file| file.url.clone()));
        }
    }

    /// Brings back what was removed last, to its place.
    pub fn undo(&mut self) -> Vec<Command> {
        let Some(removed) = self.examples.removed.take() else { return Vec::new() };
        let back: Vec<_> = removed.examples().iter().map(Example::to_new).collect();
        let classes = &mut self.examples.classes;
        match removed {
            Removed::Class { index, mut class } => {
                // Its name may have been given to another class meanwhile.
                while classes.iter().any(|other| other.name == class.name) {
                    class.name.push_str(" (2)");
                }
                classes.insert(index.min(classes.len()), class);
            }
            Removed::Example { class, index, example } => {
                // Removing its class would have made this the class's Undo.
                if let Some(class) = classes.iter_mut().find(|other| other.id == class) {
                    class.examples.insert(index.min(class.examples.len()), example);
                }
            }
        }
        if back.is_empty() { Vec::new() } else { vec![Command::AddExamples(back)] }
    }
}
