//! Questions to models about what they have learnt, until they are answered.

use std::collections::VecDeque;
use std::mem::discriminant;

use crate::protocol::{Question, RequestId};

/// A question to a model.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Names it in the answer.
    pub request: RequestId,
    /// The model's id.
    pub model: String,
    /// What it is asked.
    pub question: Question,
}

/// Those that are not answered yet, the oldest first, and one of each kind: only the newest shows.
#[derive(Debug, Default)]
pub struct Questions(VecDeque<Asked>);

impl Questions {
    /// Takes in a question, in place of one of its kind that is not answered yet.
    pub fn add(&mut self, asked: Asked) {
        let kind = discriminant(&asked.question);
        match self.0.iter_mut().find(|other| discriminant(&other.question) == kind) {
            Some(before) => *before = asked,
            None => self.0.push_back(asked),
        }
    }

    /// Forgets a question. Whether it was there.
    pub fn remove(&mut self, request: RequestId) -> bool {
        let before = self.0.len();
        self.0.retain(|asked| asked.request != request);
        self.0.len() < before
    }

    /// The one to answer next.
    pub fn first(&self) -> Option<&Asked> {
        self.0.front()
    }

    /// Takes it out, to be answered.
    pub fn take_first(&mut self) -> Option<Asked> {
        self.0.pop_front()
    }
}
