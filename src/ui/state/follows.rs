//! Whether a sentence follows another, as a model sees it.

use super::{Inquiry, State, percent};
use crate::protocol::{Command, Look};

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
    match probability {
        0.8.. => format!("It follows, says the model: {share} sure."),
        0.5.. => format!("It may follow, says the model: {share} sure."),
        0.2.. => format!("It hardly follows, says the model: it gives it {share}."),
        _ => format!("It does not follow, says the model: it gives it {share}."),
    }
}
