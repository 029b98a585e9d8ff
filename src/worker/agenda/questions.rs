//! Questions about what a model has learnt, whichever model is in use, and the text that one writes.

use super::Agenda;
use crate::error::{Doing, Error, Kind};
use crate::protocol::{Answer, Event, Question, RequestId};
use crate::worker::job::Job;
use crate::worker::questions::Asked;
use crate::worker::slot::Place;
use crate::worker::source::ModelSource;

/// A text that is being written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing {
    request: RequestId,
    /// The model that writes.
    place: Place,
}

impl Agenda {
    /// The next step to the answer of the first question. The model that is asked is fetched first, if it
    /// is not here.
    pub(super) fn next_question(&mut self) -> Option<Job> {
        let Asked { request, model, question } = self.questions.first()?;
        let request = *request;
        if let Some(awaited) = self.slots.guest.coming().map(|coming| coming.request) {
            if awaited == request {
                let loads = self.slots.guest.to_load();
                return loads.map(|request| Job::Load(Place::Guest, request));
            }
            // What is fetched for a question that another has taken the place of answers nothing.
            self.slots.guest.give_up();
            self.errands.push_back(Job::StopFetch(Place::Guest, awaited));
        }
        let is_here = |place: &Place| self.slots[*place].model() == Some(model);
        let Some(place) = Place::ALL.into_iter().find(is_here) else {
            let source = ModelSource::Offered(model.clone());
            self.fetch(Place::Guest, request, source);
            return self.errands.pop_front();
        };
        Some(match question.clone() {
            Question::Look(look) => Job::Look { request, place, look },
            Question::Write { prompt, settings } => {
                Job::BeginWriting { request, place, prompt, settings }
            }
        })
    }

    /// Answers a question, if it is still asked.
    pub(super) fn reply(&mut self, request: RequestId, answer: Result<Answer, Error>) {
        if self.questions.remove(request) {
            self.events.push(Event::Known { request, answer });
        }
    }

    pub(super) fn writing_begun(
        &mut self,
        request: RequestId,
        place: Place,
        begun: Result<(), Kind>,
    ) {
        match begun {
            Ok(()) => {
                self.questions.remove(request);
                self.writing = Some(Writing { request, place });
            }
            Err(kind) => self.reply(request, Err(Error::new(Doing::Writing, kind))),
        }
    }

    pub(super) fn next_words(&mut self) -> Option<Job> {
        self.writing.map(|writing| Job::Write(writing.place))
    }

    pub(super) fn wrote(&mut self, piece: String, over: Result<bool, Kind>) {
        let Some(Writing { request, .. }) = self.writing else { return };
        if !piece.is_empty() {
            self.events.push(Event::Wrote { request, piece });
        }
        match over {
            Ok(false) => {}
            Ok(true) => self.end_writing(Ok(Answer::Written)),
            Err(kind) => self.end_writing(Err(Error::new(Doing::Writing, kind))),
        }
    }

    /// Ends the writing under way, if there is any, with this answer.
    fn end_writing(&mut self, answer: Result<Answer, Error>) {
        if let Some(Writing { request, .. }) = self.writing.take() {
            self.errands.push_back(Job::EndWriting);
            self.events.push(Event::Known { request, answer });
        }
    }

    /// Ends the writing that answers this request, and keeps what is written. It may not have begun.
    pub(super) fn stop_writing(&mut self, request: RequestId) {
        if self.writing.is_some_and(|writing| writing.request == request) {
            self.end_writing(Ok(Answer::Written));
        }
        self.reply(request, Ok(Answer::Written));
        if self.slots.guest.give_up_if(request).is_some() {
            self.errands.push_back(Job::StopFetch(Place::Guest, request));
        }
    }

    /// Ends the writing of a model that another has taken the place of: what it has in view is of no use to
    /// any other.
    pub(super) fn end_writing_of(&mut self, place: Place) {
        if self.writing.is_some_and(|writing| writing.place == place) {
            self.end_writing(Ok(Answer::Written));
        }
    }
}
