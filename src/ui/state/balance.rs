//! Classes of very different sizes, and what is done about them.

use super::State;
use crate::protocol::Command;

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
    /// Whether the classes are of very different sizes, those aside that have no examples yet.
    pub fn unbalance(&self) -> Option<Unbalance> {
        let sizes = || {
            let classes = self.project().classes.iter();
            classes.map(|class| (class.name.clone(), class.examples.len())).filter(|it| it.1 > 0)
        };
        let (small, large) = (sizes().min_by_key(|it| it.1)?, sizes().max_by_key(|it| it.1)?);
        (large.1 >= UNEVEN * small.1).then_some(Unbalance { small, large })
    }

    /// Has every class count the same from the next run on, or every example.
    pub fn set_balanced(&mut self, balanced: bool) -> Vec<Command> {
        self.edit(|project| {
            let mut settings = project.recipe.settings().clone();
            settings.balanced = balanced;
            project.recipe = project.recipe.with(settings);
        })
    }
}
