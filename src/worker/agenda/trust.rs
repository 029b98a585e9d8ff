//! How far to trust the newest head is found out in the background, until something makes it useless.

use super::Agenda;
use crate::protocol::{Event, Outcome, RunId, TrustPiece};
use crate::worker::job::Job;
use crate::worker::request::Request;

impl Agenda {
    /// A run has ended well, and what it left is in use: how far to trust it is found out next.
    pub(super) fn run_ended(&mut self, run: RunId, outcome: Outcome) {
        // What was not trained cannot be trusted, and nothing follows from it.
        self.assessing = (outcome.epochs > 0).then_some(run);
        self.mapping.clear();
        self.events.push(Event::Trained { run, outcome });
    }

    /// How far to trust the head of a run of an earlier sitting is found out again.
    pub(super) fn assess_again(&mut self, request: Request) {
        self.stop_assessing();
        self.to_assess = Some(request);
    }

    /// Whether it is found out of this run, or is to be.
    pub(super) fn is_assessing(&self, run: RunId) -> bool {
        let waits = self.to_assess.as_ref().is_some_and(|request| request.run == run);
        waits || self.assessing == Some(run)
    }

    /// A moment of finding out; none while a run goes on or is asked for, which leaves another head.
    pub(super) fn next_to_assess(&mut self) -> Option<Job> {
        if self.run.is_some() || self.request.is_some() {
            return None;
        }
        if self.assessing.is_some() {
            return Some(Job::Assess);
        }
        let lessons = self.to_assess.as_ref()?.lessons(&self.examples)?;
        let request = self.to_assess.take()?;
        self.assessing = Some(request.run);
        Some(Job::BeginAssessing(request, lessons))
    }

    /// Gives up what waits for examples of which too few are left.
    pub(super) fn refuse_what_cannot_be_assessed(&mut self) {
        let request = self.to_assess.as_mut();
        if request.is_some_and(|request| request.drop_missing(&self.examples).is_err()) {
            self.stop_assessing();
        }
    }

    pub(super) fn assessed(&mut self, pieces: Vec<TrustPiece>, over: bool) {
        let Some(run) = self.assessing else { return };
        self.events.extend(pieces.into_iter().map(|piece| Event::Trust { run, piece }));
        if over {
            self.assessing = None;
        }
    }

    /// Finds out no more, as what would be found is of no use.
    pub(super) fn stop_assessing(&mut self) {
        let waits = self.to_assess.take().map(|request| request.run);
        if self.assessing.is_some() {
            self.errands.push_back(Job::DropAssessment);
        }
        if let Some(run) = self.assessing.take().or(waits) {
            self.events.push(Event::Trust { run, piece: TrustPiece::Stopped });
        }
    }
}
