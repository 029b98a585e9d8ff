//! The words that a model finds for the blanks of a sentence.

use super::{Inquiry, State};
use crate::protocol::{Blank, Command, Look};

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
        1 => "Best words".to_owned(),
        _ => format!("Best words for blank {}", number + 1),
    };
    blanks.iter().enumerate().map(|(number, blank)| (title(number), blank)).collect()
}
