//! A question to a model about what it has learnt, and the answer's way back.

use super::{Received, State};
use crate::error::{DownloadError, Error, Kind, Result};
use crate::protocol::{Answer, Command, OWN_MODEL, Question, RequestId};

/// The newest question of one kind: what it is about, and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Inquiry<About, Said> {
    /// The id of the model that is asked; none before the first question.
    pub model: Option<String>,
    /// What it is asked about.
    pub about: About,
    /// Whether an answer is still to come.
    pub busy: bool,
    /// How much has come of the model, while it is fetched for its answer.
    pub received: Option<Received>,
    /// The answer, or what there is of it so far.
    pub answer: Option<Said>,
    request: RequestId,
}

impl<About: Default, Said> Default for Inquiry<About, Said> {
    fn default() -> Self {
        Self::about(About::default())
    }
}

impl<About, Said> Inquiry<About, Said> {
    /// A question about this that nobody has been asked yet.
    pub(super) fn about(about: About) -> Self {
        let request = RequestId::default();
        Self { model: None, about, busy: false, received: None, answer: None, request }
    }

    /// Whether the model of this id is asked.
    pub fn is_of(&self, id: &str) -> bool {
        self.model.as_deref() == Some(id)
    }

    /// Takes in an answer, if it is the one that is waited for.
    fn answered(&mut self, request: RequestId, answer: Said) {
        if self.take(request) {
            self.answer = Some(answer);
        }
    }
}

/// A question, whatever it is about.
pub(super) trait Pending {
    /// The request, while its answer is still to come.
    fn awaited(&self) -> Option<RequestId>;

    /// The model is fetched for the answer to this request.
    fn downloading(&mut self, request: RequestId, received: Received);

    /// Nothing is waited for any more.
    fn end(&mut self);

    /// Ends it if this is the answer that is waited for. Whether it was.
    fn take(&mut self, request: RequestId) -> bool;
}

impl<About, Said> Pending for Inquiry<About, Said> {
    fn awaited(&self) -> Option<RequestId> {
        self.busy.then_some(self.request)
    }

    fn downloading(&mut self, request: RequestId, received: Received) {
        if self.awaited() == Some(request) {
            self.received = Some(received);
        }
    }

    fn end(&mut self) {
        self.busy = false;
        self.received = None;
    }

    fn take(&mut self, request: RequestId) -> bool {
        let awaited = self.awaited() == Some(request);
        if awaited {
            self.end();
        }
        awaited
    }
}

impl State {
    /// Puts a question of one kind to a model: now, or once the worker is ready. To one that has died nothing is
    /// put, and nothing is waited for.
    pub(super) fn inquire<About, Said>(
        &mut self,
        of: fn(&mut Self) -> &mut Inquiry<About, Said>,
        model: String,
        question: impl Into<Question>,
    ) -> Vec<Command> {
        let question = question.into();
        let request = self.next_request();
        let busy = self.lifeline.ready || self.lifeline.failure.is_none();
        let inquiry = of(self);
        inquiry.model = Some(model.clone());
        inquiry.busy = busy;
        inquiry.received = None;
        inquiry.request = request;
        if !busy {
            return Vec::new();
        }
        self.lifeline.when_ready(Command::Ask { request, model, question })
    }

    /// The newest question of every kind.
    pub(super) fn inquiries(&mut self) -> [&mut dyn Pending; 7] {
        [
            &mut self.labels,
            &mut self.drawing,
            &mut self.patches,
            &mut self.closely,
            &mut self.blanks,
            &mut self.follows,
            &mut self.writing,
        ]
    }

    /// Takes in an answer, unless a later question of its kind was asked.
    pub(super) fn known(&mut self, request: RequestId, answer: Result<Answer>) -> Vec<Command> {
        match answer {
            Ok(Answer::Labels(labels)) => self.labels.answered(request, labels),
            Ok(Answer::Drawing(drawing)) => {
                if self.drawing.take(request) {
                    return self.drawn(drawing);
                }
            }
            Ok(Answer::Patches(patches)) => self.patches.answered(request, patches.into()),
            Ok(Answer::View(view)) => {
                let is_awaited = self.closely.take(request);
                self.viewed(is_awaited, view);
            }
            Ok(Answer::Blanks(blanks)) => self.blanks.answered(request, blanks),
            Ok(Answer::Follows(probability)) => self.follows.answered(request, probability),
            Ok(Answer::Written) => {
                self.writing.take(request);
            }
            Err(error) => {
                if self.labels.take(request) {
                    self.forget_labels();
                } else if self.drawing.take(request) {
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
        if self.labels.busy {
            self.forget_labels();
        }
        if self.drawing.busy {
            self.forget_wish();
        }
        self.inquiries().into_iter().for_each(Pending::end);
    }

    /// Forgets what the visitor's own model has said: another may have taken its place under the same id.
    pub(super) fn forget_own_answers(&mut self) {
        forget_own(&mut self.patches);
        forget_own(&mut self.blanks);
        forget_own(&mut self.follows);
        forget_own(&mut self.writing);
    }

    /// Tells the visitor, who knows by himself what he has cancelled.
    fn warn_unless_cancelled(&mut self, error: Error) {
        if error.kind != Kind::Download(DownloadError::Cancelled) {
            self.warn(error);
        }
    }
}

fn forget_own<About: Default, Said>(inquiry: &mut Inquiry<About, Said>) {
    if inquiry.is_of(OWN_MODEL) {
        *inquiry = Inquiry::default();
    }
}
