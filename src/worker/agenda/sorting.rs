//! Many are sorted, when nothing else is learnt.

use super::Agenda;
use crate::error::{Error, Kind};
use crate::protocol::{Event, Input, Prediction, QueryId};
use crate::worker::examples::reading;
use crate::worker::job::{Job, ReadToSort};
use crate::worker::slot::Place;
use crate::worker::sorting::ToSort;

impl Agenda {
    /// Those to classify and those to read meanwhile; none while a run goes on or is asked for: the head that it leaves
    /// knows better.
    pub(super) fn next_to_sort(&mut self) -> Option<Job> {
        if self.run.is_some() || self.request.is_some() {
            return None;
        }
        let (embed, read) = self.sorting.next(self.slots.in_use.stand.batch)?;
        Some(Job::Sort { embed, read })
    }

    /// Takes in what the head says of some, and which others were read.
    pub(super) fn sorted(
        &mut self,
        embed: Vec<ToSort>,
        answers: Result<Vec<(QueryId, Prediction)>, Kind>,
        read: Vec<ReadToSort<()>>,
    ) {
        match answers {
            Ok(answers) => {
                let answer =
                    |(query, prediction)| Event::Sorted { query, prediction: Ok(prediction) };
                self.events.extend(answers.into_iter().map(answer));
            }
            Err(kind) if self.gave_up(Place::InUse, &kind) => self.sorting.again(embed),
            Err(kind) => embed.into_iter().for_each(|one| self.not_sorted(one, kind.clone())),
        }
        for (one, outcome) in read {
            match outcome {
                Ok(()) => self.sorting.read(one),
                Err(kind) => self.not_sorted(one, kind),
            }
        }
    }

    fn not_sorted(&mut self, (query, input): (QueryId, Input), kind: Kind) {
        let prediction = Err(Error::new(reading(&input), kind));
        self.events.push(Event::Sorted { query, prediction });
    }
}
