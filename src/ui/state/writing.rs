//! What a model writes.

use super::inquiry::Pending;
use super::{Inquiry, State};
use crate::protocol::{Command, Question, RequestId, WritingSettings};

impl State {
    /// Asks a model to write on.
    pub fn write(
        &mut self,
        model: String,
        prompt: String,
        settings: WritingSettings,
    ) -> Vec<Command> {
        let mut commands = self.stop_writing();
        let question = Question::Write { prompt: prompt.clone(), settings: settings.bounded() };
        self.writing = Inquiry::about(prompt);
        commands.extend(self.inquire(|state| &mut state.writing, model, question));
        commands
    }

    /// Asks the model to stop. What is written stays.
    pub fn stop_writing(&mut self) -> Vec<Command> {
        let Some(stopped) = self.writing.awaited() else { return Vec::new() };
        if self.lifeline.ready {
            return vec![Command::StopWriting(stopped)];
        }
        // Nobody has been asked yet.
        let is_it = |command: &Command| matches!(command, Command::Ask { request, .. } if *request == stopped);
        self.lifeline.take_back(is_it);
        self.writing.end();
        Vec::new()
    }

    /// The model has written more.
    pub(super) fn wrote(&mut self, request: RequestId, piece: &str) {
        if self.writing.awaited() == Some(request) {
            self.writing.answer.get_or_insert_default().push_str(piece);
        }
    }
}
