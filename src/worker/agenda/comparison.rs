//! All kinds of head are compared in the background, until something makes it useless.

use super::Agenda;
use crate::error::{ClassesError, Doing, Error, Kind};
use crate::protocol::{ComparisonPiece, Event, Ranking, RequestId};
use crate::worker::job::Job;
use crate::worker::request::Request;

/// How much is done between two times that the page is told.
const STEP: f32 = 0.01;

/// A comparison that waits for its examples, or is under way.
#[derive(Debug)]
pub(super) enum Comparing {
    /// It waits for its examples to be embedded, and for the model.
    Waiting(RequestId, Request),
    /// It is under way, and the page knows so much to be done.
    Going(RequestId, f32),
}

impl Comparing {
    fn request(&self) -> RequestId {
        match self {
            Self::Waiting(request, _) | Self::Going(request, _) => *request,
        }
    }
}

impl Agenda {
    /// Compares from now on, in place of anything that was compared before.
    pub(super) fn compare(&mut self, request: RequestId, asked: Request) {
        self.stop_comparing();
        self.comparing = Some(Comparing::Waiting(request, asked));
    }

    /// A moment of it, or its begin; none while a run goes on or is asked for, and while it is found out how far to trust
    /// what a run has left: who trains or tries waits for these.
    pub(super) fn next_to_compare(&mut self) -> Option<Job> {
        if self.run.is_some() || self.request.is_some() || self.assessing.is_some() {
            return None;
        }
        let has_model = self.has_its_model();
        match self.comparing.as_ref()? {
            Comparing::Going(..) => Some(Job::Compare),
            Comparing::Waiting(request, asked) if has_model => {
                let lessons = asked.lessons(&self.examples)?;
                let (request, classes) = (*request, asked.classes.len());
                let recipe = asked.recipe.clone();
                self.comparing = Some(Comparing::Going(request, 0.0));
                Some(Job::StartComparing { recipe, lessons, classes })
            }
            Comparing::Waiting(..) => None,
        }
    }

    pub(super) fn compared(&mut self, compared: Result<(f32, Option<Ranking>), Kind>) {
        let Some(Comparing::Going(request, told)) = &mut self.comparing else { return };
        let request = *request;
        let piece = match compared {
            Ok((_, Some(ranking))) => ComparisonPiece::Over(ranking),
            Ok((done, None)) if done >= *told + STEP => {
                *told = done;
                self.events.push(Event::Compared { request, piece: ComparisonPiece::Going(done) });
                return;
            }
            Ok(_) => return,
            Err(kind) => ComparisonPiece::Failed(Error::new(Doing::Comparing, kind)),
        };
        self.comparing = None;
        self.events.push(Event::Compared { request, piece });
    }

    /// Refuses what waits for a model that never comes, or of whose examples too few are left.
    pub(super) fn refuse_what_cannot_compare(&mut self) {
        let slot = &self.slots.in_use;
        if slot.coming().is_some() {
            return;
        }
        let has_model = slot.model().is_some();
        let Some(Comparing::Waiting(request, asked)) = &mut self.comparing else { return };
        let possible = match has_model {
            true => asked.drop_missing(&self.examples),
            false => Err(ClassesError::NoModel),
        };
        if let Err(error) = possible {
            let piece = ComparisonPiece::Failed(Error::new(Doing::Comparing, error));
            self.events.push(Event::Compared { request: *request, piece });
            self.comparing = None;
        }
    }

    /// Compares no more, as what would be found is of no use.
    pub(super) fn stop_comparing(&mut self) {
        let Some(comparing) = self.comparing.take() else { return };
        if matches!(comparing, Comparing::Going(..)) {
            self.errands.push_back(Job::DropComparison);
        }
        let request = comparing.request();
        self.events.push(Event::Compared { request, piece: ComparisonPiece::Stopped });
    }
}
