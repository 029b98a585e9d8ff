//! The models in both places: on their way, loaded, given up.

use super::Agenda;
use crate::error::{DownloadError, Error, Kind};
use crate::protocol::{Event, RequestId};
use crate::worker::job::{Job, Loaded};
use crate::worker::slot::Place;
use crate::worker::source::ModelSource;

impl Agenda {
    /// Has a model fetched, in place of any on its way there: what that would bring is no longer wanted.
    pub(super) fn fetch(&mut self, place: Place, request: RequestId, source: ModelSource) {
        self.slots[place].await_model(request, source.doing());
        self.errands.push_back(Job::Fetch { place, request, source });
    }

    /// Stops what is on its way to a place, if anything is, and says so.
    fn cancel_download(&mut self, place: Place) {
        let Some(coming) = self.slots[place].give_up() else { return };
        self.errands.push_back(Job::StopFetch(place, coming.request));
        self.not_loaded(place, coming.request, Error::new(coming.doing, DownloadError::Cancelled));
    }

    pub(super) fn cancel_downloads(&mut self) {
        Place::ALL.into_iter().for_each(|place| self.cancel_download(place));
    }

    /// Takes in a model that has come to its place, or why it has not.
    pub(super) fn loaded(
        &mut self,
        place: Place,
        request: RequestId,
        loaded: Result<Box<Loaded>, Kind>,
    ) {
        // Another may be awaited by now.
        let Some(coming) = self.slots[place].give_up_if(request) else { return };
        match loaded {
            Ok(loaded) => {
                if self.slots[place].hold(loaded.info.id.clone(), loaded.info.reads.modality()) {
                    self.end_writing_of(place);
                }
                let Loaded { info, source, refused } = *loaded;
                if place == Place::InUse {
                    self.placement.time_again();
                    // Both speak of the embeddings of the model before.
                    self.examples.start_anew();
                    self.sorting.start_anew();
                    self.cancel_run();
                    self.stop_explaining();
                    self.events.push(Event::ModelLoaded { request, model: Box::new(info), source });
                    self.report_embedded();
                    self.report_refusal(refused);
                }
                self.errands.push_back(Job::ReportStored);
            }
            Err(kind) => self.not_loaded(place, request, Error::new(coming.doing, kind)),
        }
    }

    /// Tells who asked for a model that it does not come.
    fn not_loaded(&mut self, place: Place, request: RequestId, error: Error) {
        match place {
            Place::InUse => self.events.push(Event::ModelFailed { request, error }),
            Place::Guest => self.reply(request, Err(error)),
        }
    }
}
