//! What is taken away is put together: first what the page says of some inputs, then all of it.

use std::collections::VecDeque;

use super::Agenda;
use crate::error::{Doing, Error, Kind};
use crate::protocol::{BundlePiece, Bundled, Event, Input, RequestId};
use crate::worker::job::Job;
use crate::worker::slot::Place;

/// What is put together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bundling {
    request: RequestId,
    /// All that the page has to say something of.
    all: Vec<Input>,
    /// Those of them that are left.
    left: VecDeque<Input>,
    /// How many the model is given at once, of those that are looked at now.
    taken: usize,
}

impl Agenda {
    /// Puts this together from now on, and nothing else.
    pub(super) fn bundle(&mut self, request: RequestId, inputs: Vec<Input>) {
        self.stop_bundling();
        let left = inputs.iter().cloned().collect();
        self.bundling = Some(Bundling { request, all: inputs, left, taken: 0 });
    }

    /// Puts nothing together any more. Nobody is told: who asks for it knows.
    pub(super) fn stop_bundling(&mut self) {
        if self.bundling.take().is_some() {
            self.errands.push_back(Job::DropBundle);
        }
    }

    /// Some more inputs, then all of it; none while it is found out how far to trust the head, which calibrates it.
    pub(super) fn next_to_bundle(&mut self) -> Option<Job> {
        let waits = self.assessing.is_some() || self.to_assess.is_some();
        let batch = self.slots.in_use.stand.batch;
        let bundling = self.bundling.as_mut().filter(|_| !waits)?;
        bundling.taken = batch.min(bundling.left.len());
        if bundling.taken == 0 {
            return Some(Job::Bundle);
        }
        Some(Job::AnswerForBundle(bundling.left.iter().take(batch).cloned().collect()))
    }

    /// Takes in that some were answered.
    pub(super) fn answered_for_bundle(&mut self, answered: Result<(), Kind>) {
        let Some(bundling) = &mut self.bundling else { return };
        match answered {
            Ok(()) => {
                bundling.left.drain(..bundling.taken);
                let answered = bundling.all.len() - bundling.left.len();
                self.bundle_event(Ok(BundlePiece::Answered(answered)));
            }
            Err(kind) => self.bundling_failed(kind),
        }
    }

    /// Takes in that all is there.
    pub(super) fn bundled(&mut self, bundled: Result<Option<Bundled>, Kind>) {
        match bundled {
            Ok(whole) => {
                let piece = whole.map_or(BundlePiece::NoFormat, BundlePiece::Whole);
                self.bundle_event(Ok(piece));
                self.bundling = None;
            }
            Err(kind) => self.bundling_failed(kind),
        }
    }

    fn bundling_failed(&mut self, kind: Kind) {
        let Some(Bundling { request, all, .. }) = self.bundling.clone() else { return };
        if self.gave_up(Place::InUse, &kind) {
            // Another device rounds differently: it begins again there.
            return self.bundle(request, all);
        }
        self.bundle_event(Err(Error::new(Doing::Computing, kind)));
        self.stop_bundling();
    }

    fn bundle_event(&mut self, piece: crate::error::Result<BundlePiece>) {
        let request = self.bundling.as_ref().map(|bundling| bundling.request);
        self.events.extend(request.map(|request| Event::Bundled { request, piece }));
    }
}
