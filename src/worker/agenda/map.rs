//! What is asked of the map of the examples is done in the background, one wish after the other.

use super::Agenda;
use crate::protocol::{Event, MapPiece, MapWish, RunId};
use crate::worker::job::Job;

impl Agenda {
    /// Notes a wish: a later one of its kind takes the place of one that is not fulfilled yet.
    pub(super) fn map(&mut self, run: RunId, wish: MapWish) {
        let arranges = |wish: &MapWish| !matches!(wish, MapWish::Group { .. });
        let before = self.mapping.len();
        self.mapping.retain(|(_, other)| arranges(other) != arranges(&wish));
        if wish != MapWish::Stop {
            self.mapping.push_back((run, wish));
        } else if self.mapping.len() < before {
            self.events.push(Event::Mapped { run, piece: MapPiece::Stopped });
        }
    }

    /// A moment of the first wish; none while a run goes on or is asked for, which leaves another map.
    pub(super) fn next_to_map(&mut self) -> Option<Job> {
        let waits = self.run.is_some() || self.request.is_some();
        self.mapping.front().filter(|_| !waits).map(|&(run, wish)| Job::Map(run, wish))
    }

    pub(super) fn mapped(&mut self, pieces: Vec<MapPiece>, over: bool) {
        let Some(&(run, _)) = self.mapping.front() else { return };
        self.events.extend(pieces.into_iter().map(|piece| Event::Mapped { run, piece }));
        if over {
            self.mapping.pop_front();
        }
    }
}
