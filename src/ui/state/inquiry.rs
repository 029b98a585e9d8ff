//! A question to a model about what it has learnt, and the answer's way back.

use super::{Received, State};
use crate::error::{Error, Kind, Result};
use crate::protocol::{Answer, Command, Question, RequestId};

/// The newest question of one kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inquiry {
    /// The id of the model that is asked; none before the first question.
    pub model: Option<String>,
    /// Whether an answer is still to come.
    pub busy: bool,
    /// How much has come of the model, while it is fetched for its answer.
    pub received: Option<Received>,
    request: RequestId,
}

impl Inquiry {
    /// Whether the model of this id is asked.
    pub fn is_of(&self, id: &str) -> bool {
        self.model.as_deref() == Some(id)
    }

    pub(super) fn downloading(&mut self, request: RequestId, received: Received) {
        if request == self.request && self.busy {
            self.received = Some(received);
        }
    }

    /// Nothing is waited for any more.
    pub(super) fn end(&mut self) {
        self.busy = false;
        self.received = None;
    }

    /// Ends it if this is the answer that is waited for. Whether it was.
    fn take(&mut self, request: RequestId) -> bool {
        let awaited = self.busy && request == self.request;
        if awaited {
            self.end();
        }
        awaited
    }
}

impl State {
    /// Puts a question to a model. A worker that is not there yet is told nothing, and the briefing
    /// repeats no question: then nothing is waited for.
    pub(super) fn inquire(
        &mut self,
        model: String,
        question: Question,
    ) -> (Inquiry, Option<Command>) {
        let request = self.next_request();
        let inquiry =
            Inquiry { model: Some(model.clone()), busy: self.ready, received: None, request };
        let command = self.ready.then_some(Command::Ask { request, model, question });
        (inquiry, command)
    }

    /// Takes in an answer, unless a later question of its kind was asked.
    pub(super) fn known(&mut self, request: RequestId, answer: Result<Answer>) -> Vec<Command> {
        match answer {
            Ok(Answer::Labels(labels)) => {
                if self.knowledge.inquiry.take(request) {
                    self.knowledge.labels = Some(labels);
                }
            }
            Ok(Answer::Drawing(drawing)) => {
                if self.memory.inquiry.take(request) {
                    return self.drawn(drawing);
                }
            }
            Ok(Answer::Patches(patches)) => {
                if self.finds.inquiry.take(request) {
                    self.finds.show(patches);
                }
            }
            Err(error) => {
                if self.knowledge.inquiry.take(request) {
                    self.forget_question();
                } else if self.memory.inquiry.take(request) {
                    self.forget_wish();
                } else if !self.finds.inquiry.take(request) {
                    return Vec::new();
                }
                self.warn_unless_cancelled(error);
            }
        }
        Vec::new()
    }

    /// Ends the questions that nobody will answer.
    pub(super) fn end_inquiries(&mut self) {
        if self.knowledge.inquiry.busy {
            self.forget_question();
        }
        if self.memory.inquiry.busy {
            self.forget_wish();
        }
        self.finds.inquiry.end();
    }

    /// Tells the visitor, who knows by himself what he has cancelled.
    fn warn_unless_cancelled(&mut self, error: Error) {
        if error.kind != Kind::Cancelled {
            self.warn(error);
        }
    }
}
