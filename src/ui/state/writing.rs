//! What a model writes.

use super::{Inquiry, State};
use crate::protocol::{Command, Question, RequestId, WritingSettings};

/// The text that a model writes, or wrote last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Writing {
    /// The question.
    pub inquiry: Inquiry,
    /// What it goes on from.
    pub prompt: String,
    /// What it has written so far.
    pub written: String,
}

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
        let (inquiry, command) = self.inquire(model, question);
        commands.extend(command);
        self.writing = Writing { inquiry, prompt, written: String::new() };
        commands
    }

    /// Asks the model to stop. What is written stays.
    pub fn stop_writing(&mut self) -> Vec<Command> {
        let Some(stopped) = self.writing.inquiry.awaited() else { return Vec::new() };
        if self.ready {
            return vec![Command::StopWriting(stopped)];
        }
        // Nobody has been asked yet.
        let is_it = |command: &Command| matches!(command, Command::Ask { request, .. } if *request == stopped);
        self.postponed.retain(|command| !is_it(command));
        self.writing.inquiry.end();
        Vec::new()
    }

    /// The model has written more.
    pub(super) fn wrote(&mut self, request: RequestId, piece: &str) {
        if self.writing.inquiry.awaited() == Some(request) {
            self.writing.written.push_str(piece);
        }
    }
}
