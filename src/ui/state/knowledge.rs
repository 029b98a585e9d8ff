//! What a model already knows: its own labels for a picture.

use super::{Inquiry, State};
use crate::protocol::{Command, FileRef, Labels, Look};

/// The newest question for labels, and its answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Knowledge {
    /// The question.
    pub inquiry: Inquiry,
    /// The picture.
    pub file: Option<FileRef>,
    /// What the model says.
    pub labels: Option<Labels>,
}

impl State {
    /// Asks a model what a picture shows.
    pub fn ask(&mut self, model: String, file: FileRef) -> Vec<Command> {
        self.forget_question();
        let (inquiry, command) = self.inquire(model, Look::Labels(file.clone()));
        let busy = inquiry.busy;
        self.knowledge = Knowledge { inquiry, file: Some(file), labels: None };
        if !busy {
            self.forget_question();
        }
        command
    }

    /// Forgets a question, with its answer.
    pub(super) fn forget_question(&mut self) {
        let question = std::mem::take(&mut self.knowledge);
        self.released.extend(question.file.map(|file| file.url));
    }
}
