//! A question to a model about what it has learnt, and the answer's way back.

use super::{Fills, Finds, Follows, Received, State, Writing};
use crate::error::{DownloadError, Error, Kind, Result};
use crate::protocol::{Answer, Command, OWN_MODEL, Question, RequestId};

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

    /// The request, while its answer is still to come.
    pub(super) fn awaited(&self) -> Option<RequestId> {
        self.busy.then_some(self.request)
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
    /// Puts a question to a model: now, or once the worker is ready. To one that has died nothing is
    /// put, and nothing is waited for.
    pub(super) fn inquire(
        &mut self,
        model: String,
        question: impl Into<Question>,
    ) -> (Inquiry, Vec<Command>) {
        let question = question.into();
        let request = self.next_request();
        let busy = self.ready || self.failure.is_none();
        let inquiry = Inquiry { model: Some(model.clone()), busy, received: None, request };
        if !busy {
            return (inquiry, Vec::new());
        }
        (inquiry, self.when_ready(Command::Ask { request, model, question }))
    }

    /// The newest question of every kind.
    pub(super) fn inquiries(&mut self) -> [&mut Inquiry; 6] {
        [
            &mut self.knowledge.inquiry,
            &mut self.memory.inquiry,
            &mut self.finds.inquiry,
            &mut self.fills.inquiry,
            &mut self.follows.inquiry,
            &mut self.writing.inquiry,
        ]
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
            Ok(Answer::Blanks(blanks)) => {
                if self.fills.inquiry.take(request) {
                    self.fills.blanks = blanks;
                }
            }
            Ok(Answer::Follows(probability)) => {
                if self.follows.inquiry.take(request) {
                    self.follows.probability = Some(probability);
                }
            }
            Ok(Answer::Written) => {
                self.writing.inquiry.take(request);
            }
            Err(error) => {
                if self.knowledge.inquiry.take(request) {
                    self.forget_question();
                } else if self.memory.inquiry.take(request) {
                    self.forget_wish();
                } else if !self.inquiries().into_iter().any(|inquiry| inquiry.take(request)) {
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
        self.inquiries().into_iter().for_each(Inquiry::end);
    }

    /// Forgets what the visitor's own model has said: another may have taken its place under the same id.
    pub(super) fn forget_own_answers(&mut self) {
        if self.finds.inquiry.is_of(OWN_MODEL) {
            self.finds = Finds::default();
        }
        if self.fills.inquiry.is_of(OWN_MODEL) {
            self.fills = Fills::default();
        }
        if self.follows.inquiry.is_of(OWN_MODEL) {
            self.follows = Follows::default();
        }
        if self.writing.inquiry.is_of(OWN_MODEL) {
            self.writing = Writing::default();
        }
    }

    /// Tells the visitor, who knows by himself what he has cancelled.
    fn warn_unless_cancelled(&mut self, error: Error) {
        if error.kind != Kind::Download(DownloadError::Cancelled) {
            self.warn(error);
        }
    }
}
