//! Whether a sentence follows another, as a model sees it.

use super::{Inquiry, State, percent};
use crate::protocol::{Command, Look};

/// The sentences that were asked about last, and what the model said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Follows {
    /// The question.
    pub inquiry: Inquiry,
    /// The sentences.
    pub texts: [String; 2],
    /// The probability that the second follows the first, 0 to 1.
    pub probability: Option<f32>,
}

impl State {
    /// Asks a model whether the second sentence follows the first.
    pub fn ask_what_follows(
        &mut self,
        model: String,
        first: String,
        second: String,
    ) -> Vec<Command> {
        let texts = [first.clone(), second.clone()];
        let (inquiry, command) = self.inquire(model, Look::Follows { first, second });
        self.follows = Follows { inquiry, texts, probability: None };
        command
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
