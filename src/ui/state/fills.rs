//! The words that a model finds for the blanks of a sentence.

use super::{Inquiry, State};
use crate::protocol::{Blank, Command, Look};

/// The sentence whose blanks were to be filled in last, and what fits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fills {
    /// The question.
    pub inquiry: Inquiry,
    /// The sentence.
    pub text: String,
    /// What fits into each blank.
    pub blanks: Vec<Blank>,
}

impl State {
    /// Asks a model for words that fit into the blanks of a sentence.
    pub fn fill_blanks(&mut self, model: String, text: String) -> Vec<Command> {
        let (inquiry, command) = self.inquire(model, Look::Blanks(text.clone()));
        self.fills = Fills { inquiry, text, blanks: Vec::new() };
        command
    }
}

impl Fills {
    /// What fits, blank by blank: where there are several, each is named by its place.
    pub fn titled(&self) -> Vec<(String, &Blank)> {
        let title = |number: usize| match self.blanks.len() {
            1 => "Best words".to_owned(),
            _ => format!("Best words for blank {}", number + 1),
        };
        self.blanks.iter().enumerate().map(|(number, blank)| (title(number), blank)).collect()
    }
}
