//! What a model already knows: its own labels for a picture.

use super::{Inquiry, State};
use crate::protocol::{Command, FileRef, Look};

impl State {
    /// Asks a model what a picture shows.
    pub fn ask_for_labels(&mut self, model: String, file: FileRef) -> Vec<Command> {
        self.forget_labels();
        let question = Look::Labels(file.clone());
        self.labels = Inquiry::about(Some(file));
        let commands = self.inquire(|state| &mut state.labels, model, question);
        if !self.labels.busy {
            self.forget_labels();
        }
        commands
    }

    /// Forgets the question for labels, with its answer, and gives its picture back.
    pub(super) fn forget_labels(&mut self) {
        let forgotten = std::mem::take(&mut self.labels);
        self.released.extend(forgotten.about.map(|file| file.url));
    }
}
