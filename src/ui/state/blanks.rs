//! The words that a model finds for the blanks of a sentence.

use super::{Inquiry, State};
use crate::protocol::{Blank, Command, Look};
use crate::words::{say, say_with};

impl State {
    /// Asks a model for words that fit into the blanks of a sentence.
    pub fn fill_blanks(&mut self, model: String, text: String) -> Vec<Command> {
        let question = Look::Blanks(text.clone());
        self.blanks = Inquiry::about(text);
        self.inquire(|state| &mut state.blanks, model, question)
    }
}

/// What fits, blank by blank, each with a title: where there are several, each is named by its place.
pub fn titled(blanks: &[Blank]) -> Vec<(String, &Blank)> {
    let title = |number: usize| match blanks.len() {
        1 => say("blanks.best").to_owned(),
        _ => say_with("blanks.best-of", &[&(number + 1).to_string()]),
    };
    blanks.iter().enumerate().map(|(number, blank)| (title(number), blank)).collect()
}
