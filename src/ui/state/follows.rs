//! Whether a sentence follows another, as a model sees it.

use super::{Inquiry, State};
use crate::protocol::{Command, Look};
use crate::words::{percent, say_with};

impl State {
    /// Asks a model whether the second sentence follows the first.
    pub fn ask_what_follows(
        &mut self,
        model: String,
        first: String,
        second: String,
    ) -> Vec<Command> {
        self.follows = Inquiry::about([first.clone(), second.clone()]);
        self.inquire(|state| &mut state.follows, model, Look::Follows { first, second })
    }
}

/// What a probability that it follows means, in plain words.
pub fn about_following(probability: f32) -> String {
    let share = percent(f64::from(probability));
    let key = match probability {
        0.8.. => "follows.surely",
        0.5.. => "follows.maybe",
        0.2.. => "follows.hardly",
        _ => "follows.not",
    };
    say_with(key, &[&share])
}
