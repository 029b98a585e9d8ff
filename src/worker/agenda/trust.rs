//! How far to trust the newest head is found out in the background, until something makes it useless.

use super::Agenda;
use crate::protocol::{Event, Outcome, RunId, TrustPiece};
use crate::worker::job::Job;

impl Agenda {
    /// A run has ended well, and what it left is in use: how far to trust it is found out next.
    pub(super) fn run_ended(&mut self, run: RunId, outcome: Outcome) {
        // What was not trained cannot be trusted, and nothing follows from it.
        self.assessing = (outcome.epochs > 0).then_some(run);
        self.mapping.clear();
        self.events.push(Event::Trained { run, outcome });
    }

    /// A moment of finding out; none while a run goes on or is asked for, which leaves another head.
    pub(super) fn next_to_assess(&mut self) -> Option<Job> {
        let waits = self.run.is_some() || self.request.is_some();
        self.assessing.filter(|_| !waits).map(|_| Job::Assess)
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
        if let Some(run) = self.assessing.take() {
            self.errands.push_back(Job::DropAssessment);
            self.events.push(Event::Trust { run, piece: TrustPiece::Stopped });
        }
    }
}
