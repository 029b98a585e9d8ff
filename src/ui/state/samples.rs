//! Examples that come with the page, for who has none at hand.

use super::State;
use crate::protocol::{Command, Input};

/// A class with its examples, before they are in a project.
pub type Sample = (&'static str, Vec<Input>);

impl State {
    /// Whether there is no example yet, so that samples are offered.
    pub fn is_empty(&self) -> bool {
        self.project().total() == 0
    }

    /// Adds classes with their examples, as one step. Classes that were not touched make place for them.
    pub fn add_samples(&mut self, samples: Vec<Sample>) -> Vec<Command> {
        let awaited = self.awaited_classes();
        self.edit(|project| project.add_classes(samples, &awaited))
    }
}
