//! Questions to models about what they have learnt, until they are answered.

use std::collections::VecDeque;
use std::mem::{Discriminant, discriminant};

use crate::error::Doing;
use crate::protocol::{Look, Question, RequestId};

/// What is being done when a model is asked this.
pub fn asking(look: &Look) -> Doing {
    match look {
        Look::Labels(file) => Doing::Asking(file.name.clone()),
        Look::Drawing { first, .. } => Doing::Drawing(first.name.clone()),
        Look::Patches => Doing::ShowingPatches,
        Look::View(file) => Doing::ReadingPicture(file.name.clone()),
        Look::Blanks(_) => Doing::FillingBlanks,
        Look::Follows { .. } => Doing::Following,
    }
}

/// A question to a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Names it in the answer.
    pub request: RequestId,
    /// The model's id.
    pub model: String,
    /// What it is asked.
    pub question: Question,
}

impl Asked {
    /// Which kind of question it is; none for one that has a text written.
    fn kind(&self) -> Option<Discriminant<Look>> {
        match &self.question {
            Question::Look(look) => Some(discriminant(look)),
            Question::Write { .. } => None,
        }
    }
}

/// Those that are not answered yet, the oldest first, and one of each kind: only the newest shows.
#[derive(Debug, Default)]
pub struct Questions(VecDeque<Asked>);

impl Questions {
    /// Takes in a question, in place of one of its kind that is not answered yet.
    pub fn add(&mut self, asked: Asked) {
        match self.0.iter_mut().find(|other| other.kind() == asked.kind()) {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::WritingSettings;

    fn asked(request: u32, question: impl Into<Question>) -> Asked {
        Asked { request: RequestId(request), model: "m".into(), question: question.into() }
    }

    fn write() -> Question {
        Question::Write { prompt: "Once".into(), settings: WritingSettings::default() }
    }

    #[test]
    fn a_later_question_of_its_kind_takes_the_place_of_the_first() {
        let mut questions = Questions::default();
        questions.add(asked(1, Look::Blanks("A ___.".into())));
        questions.add(asked(2, write()));
        questions.add(asked(3, Look::Patches));
        questions.add(asked(4, Look::Blanks("B ___.".into())));
        questions.add(asked(5, write()));
        let requests: Vec<u32> = questions.0.iter().map(|asked| asked.request.0).collect();
        assert_eq!(requests, [4, 5, 3]);
        assert!(questions.remove(RequestId(4)) && !questions.remove(RequestId(1)));
        assert_eq!(questions.first().map(|asked| asked.request), Some(RequestId(5)));
    }
}
