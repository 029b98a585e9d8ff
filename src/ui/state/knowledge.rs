//! What a model already knows: its own labels for a picture.

use super::{Received, State};
use crate::error::{Error, Kind, Result};
use crate::protocol::{Answer, Command, FileRef, RequestId};

/// The newest question to a model, and its answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Knowledge {
    /// The id of the model that is asked; none before the first question.
    pub model: Option<String>,
    /// The picture.
    pub file: Option<FileRef>,
    /// Whether an answer is still to come.
    pub busy: bool,
    /// How much has come of the model, while it is fetched for its answer.
    pub received: Option<Received>,
    /// What it says.
    pub answer: Option<Answer>,
    request: RequestId,
}

impl Knowledge {
    pub(super) fn downloading(&mut self, request: RequestId, received: Received) {
        if request == self.request && self.busy {
            self.received = Some(received);
        }
    }
}

impl State {
    /// Asks a model what a picture shows.
    pub fn ask(&mut self, model: String, file: FileRef) -> Vec<Command> {
        let request = self.next_request();
        let knowledge = Knowledge {
            model: Some(model.clone()),
            file: Some(file.clone()),
            busy: true,
            request,
            ..Knowledge::default()
        };
        let before = std::mem::replace(&mut self.knowledge, knowledge);
        self.released.extend(before.file.map(|file| file.url));
        // A worker that is not there yet is told nothing, and the briefing repeats no question.
        if self.ready {
            vec![Command::Ask { request, model, file }]
        } else {
            self.forget_question();
            Vec::new()
        }
    }

    /// Ends a question that nobody will answer.
    pub(super) fn forget_question(&mut self) {
        let question = std::mem::take(&mut self.knowledge);
        self.released.extend(question.file.map(|file| file.url));
    }

    pub(super) fn known(&mut self, request: RequestId, answer: Result<Answer>) {
        if request != self.knowledge.request {
            return;
        }
        self.knowledge.busy = false;
        self.knowledge.received = None;
        match answer {
            Ok(answer) => self.knowledge.answer = Some(answer),
            Err(error) => {
                self.forget_question();
                self.warn_unless_cancelled(error);
            }
        }
    }

    /// Tells the visitor, who knows by himself what he has cancelled.
    fn warn_unless_cancelled(&mut self, error: Error) {
        if error.kind != Kind::Cancelled {
            self.warn(error);
        }
    }
}
