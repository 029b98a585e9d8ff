//! Why the newest head says what it says of something: of the newest thing that this is asked of.

use super::Agenda;
use crate::error::{Error, Kind};
use crate::protocol::{Event, Input, QueryId, WhyPiece};
use crate::worker::examples::reading;
use crate::worker::job::Job;
use crate::worker::slot::Place;

/// What is looked into.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Explaining {
    query: QueryId,
    input: Input,
    /// Whether it lies on the desk.
    has_begun: bool,
}

impl Agenda {
    /// Looks into this from now on, and into nothing else.
    pub(super) fn explain(&mut self, query: QueryId, input: Input) {
        self.explaining = Some(Explaining { query, input, has_begun: false });
    }

    /// Looks into nothing any more. Nobody is told: who asks for it knows.
    pub(super) fn stop_explaining(&mut self) {
        if self.explaining.take().is_some_and(|it| it.has_begun) {
            self.errands.push_back(Job::EndExplaining);
        }
    }

    pub(super) fn next_to_explain(&mut self) -> Option<Job> {
        let Explaining { input, has_begun, .. } = self.explaining.as_ref()?;
        Some(if *has_begun { Job::Explain } else { Job::BeginExplaining(input.clone()) })
    }

    pub(super) fn explained(&mut self, found: Result<(Vec<WhyPiece>, bool), Kind>) {
        let Some(Explaining { query, input, .. }) = self.explaining.clone() else { return };
        match found {
            Ok((pieces, over)) => {
                let told = |piece| Event::Why { query, piece: Ok(piece) };
                self.events.extend(pieces.into_iter().map(told));
                self.explaining = (!over).then_some(Explaining { query, input, has_begun: true });
            }
            // Another device rounds differently: it begins again there.
            Err(kind) if self.gave_up(Place::InUse, &kind) => self.explain(query, input),
            Err(kind) => {
                self.explaining = None;
                let piece = Err(Error::new(reading(&input), kind));
                self.events.push(Event::Why { query, piece });
            }
        }
    }
}
