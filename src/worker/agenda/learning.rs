//! Reading and embedding examples, and training on them.

use super::Agenda;
use crate::error::{ClassesError, DeviceError, Doing, DownloadError, Error, FileError, Kind};
use crate::protocol::{Event, ExampleId, Input, ProjectId, RequestId, RunId, TrustPiece};
use crate::worker::examples::reading;
use crate::worker::job::{Job, Read, Recalled, Slice};
use crate::worker::request::Request;
use crate::worker::slot::Place;

impl Agenda {
    /// A moment of the run, or of what comes before one.
    pub(super) fn next_lesson(&mut self) -> Option<Job> {
        if self.run.is_some() {
            return Some(Job::Train);
        }
        self.next_run().or_else(|| self.next_batch())
    }

    pub(super) fn train(&mut self, request: Request) {
        self.stop_assessing();
        self.stop_bundling();
        if self.run.take().is_some() {
            self.errands.push_back(Job::DropRun);
        }
        self.request = Some(request);
    }

    /// Whether a press of Train could be answered now, as far as the model goes. It waits for one on its way.
    pub(super) fn has_its_model(&self) -> bool {
        let slot = &self.slots.in_use;
        slot.model().is_some() && slot.coming().is_none()
    }

    /// The start of the run that was asked for, once its examples are embedded.
    fn next_run(&mut self) -> Option<Job> {
        if !self.has_its_model() {
            return None;
        }
        let lessons = self.request.as_ref()?.lessons(&self.examples)?;
        let request = self.request.take()?;
        self.run = Some(request.run);
        Some(Job::StartRun { request, lessons, auto: self.placement.is_auto() })
    }

    /// Refuses a press of Train that waits for a model that never comes, or of whose examples too few are left.
    pub(super) fn refuse_what_cannot_train(&mut self) {
        let slot = &self.slots.in_use;
        let waits = slot.coming().is_some();
        let Some(request) = self.request.as_mut().filter(|_| !waits) else { return };
        let possible = match slot.model() {
            Some(_) => request.drop_missing(&self.examples),
            None => Err(ClassesError::NoModel),
        };
        if let Err(error) = possible {
            self.refuse_training(error);
        }
    }

    fn refuse_training(&mut self, kind: impl Into<Kind>) {
        if let Some(Request { run, .. }) = self.request.take() {
            self.report_failed(run, kind.into());
        }
    }

    fn report_failed(&mut self, run: RunId, kind: Kind) {
        self.events.push(Event::TrainingFailed { run, error: Error::new(Doing::Training, kind) });
    }

    /// Ends the run under way without a head.
    fn end_run(&mut self, kind: impl Into<Kind>) {
        if let Some(run) = self.run.take() {
            self.errands.push_back(Job::DropRun);
            self.report_failed(run, kind.into());
        }
    }

    /// Ends the run under way, as another model makes its head useless.
    pub(super) fn cancel_run(&mut self) {
        self.stop_assessing();
        self.stop_comparing();
        self.stop_bundling();
        self.mapping.clear();
        self.end_run(DownloadError::Cancelled);
    }

    pub(super) fn stop_training(&mut self, run: RunId) {
        if self.request.as_ref().is_some_and(|request| request.run == run) {
            // It has not begun, so there is nothing to keep.
            self.refuse_training(DownloadError::Cancelled);
        } else if self.run.take_if(|active| *active == run).is_some() {
            self.errands.push_back(Job::FinishRun);
        } else if self.is_assessing(run) {
            self.stop_assessing();
        }
    }

    pub(super) fn trained(&mut self, slice: Slice) {
        let Slice { progress, again, copies, timing, end } = slice;
        if let (Some(run), Some(copies)) = (self.run, copies) {
            self.events.push(Event::Trust { run, piece: TrustPiece::Copies(copies) });
        }
        self.events.extend(progress.into_iter().map(Event::Training));
        if let (Some(run), Some((epoch, epochs))) = (self.run, again) {
            self.events.push(Event::TrainingAgain { run, epoch, epochs });
        }
        if timing.is_some() {
            self.report_timing(timing);
        }
        match end {
            None => {}
            Some(Ok(outcome)) => {
                if let Some(run) = self.run.take() {
                    self.run_ended(run, outcome);
                }
            }
            Some(Err(kind)) => self.run_gave_up(kind),
        }
    }

    /// The run goes on on the CPU where its device gave up.
    fn run_gave_up(&mut self, kind: Kind) {
        if matches!(kind, Kind::Device(DeviceError::NoRoom(_))) {
            // It happens once: on the CPU there is room.
            self.errands.push_back(Job::MoveRunToCpu);
            self.events.push(Event::Warning(Error::new(Doing::Computing, kind)));
        } else if !self.gave_up(Place::InUse, &kind) {
            self.end_run(kind);
        }
    }

    /// Another project takes the place of the one that was open.
    pub(super) fn open_project(
        &mut self,
        request: RequestId,
        project: Option<ProjectId>,
        writable: bool,
    ) {
        self.request = None;
        self.stop_assessing();
        self.stop_comparing();
        self.mapping.clear();
        if self.run.take().is_some() {
            self.errands.push_back(Job::DropRun);
        }
        self.queries.clear();
        self.stop_explaining();
        self.stop_bundling();
        self.sorting.clear();
        self.frame = None;
        self.examples.forget_all();
        self.has_shelf = project.is_some();
        self.errands.push_back(Job::OpenProject { project, writable });
        self.events.push(Event::ProjectOpened(request));
    }

    /// The examples to embed, and those to read meanwhile.
    fn next_batch(&mut self) -> Option<Job> {
        let slot = &self.slots.in_use;
        if self.has_shelf {
            let unasked = self.examples.take_unasked(slot.model().is_some());
            if !unasked.is_empty() {
                return Some(Job::Recall(unasked));
            }
        }
        let embed = self.examples.take_ahead();
        let read = self.examples.next(slot.stand.batch, &embed, slot.model().is_some());
        let nothing = embed.is_empty() && read.is_empty();
        (!nothing).then_some(Job::Embed { embed, read })
    }

    /// Takes in what was kept of examples.
    pub(super) fn recalled(&mut self, recalled: Vec<Recalled>) {
        if recalled.is_empty() {
            return;
        }
        for Recalled { id, seen, embedding } in recalled {
            if let Some(seen) = seen {
                self.examples.shown(id);
                self.events.push(Event::ExampleRead { example: id, seen });
            }
            if let Some(embedding) = embedding {
                self.note_embedded_by();
                self.examples.embedded(id, embedding);
            }
        }
        self.report_embedded();
    }

    pub(super) fn embedded(
        &mut self,
        embed: &[ExampleId],
        embedded: Result<Vec<(ExampleId, Vec<f32>)>, Kind>,
        read: Vec<Read>,
    ) {
        for Read { id, seen, remark, ready } in read {
            let shown = seen.map(|seen| Event::ExampleRead { example: id, seen });
            self.events.extend(shown);
            if let Some(kind) = remark {
                self.remark(id, kind);
            }
            match ready {
                Ok(true) => self.examples.read(id),
                Ok(false) => {}
                Err(kind) => self.reject(id, kind),
            }
        }
        match embedded {
            Ok(embedded) if embedded.is_empty() => {}
            Ok(embedded) => {
                self.note_embedded_by();
                for (id, embedding) in embedded {
                    self.examples.embedded(id, embedding);
                }
            }
            Err(kind) => {
                // Otherwise they are still waiting, and the CPU will take them.
                if !self.gave_up(Place::InUse, &kind) {
                    embed.iter().for_each(|&id| self.reject(id, kind.clone()));
                }
            }
        }
        self.report_embedded();
    }

    /// Says something of an example that can be used: what is of all of them once.
    fn remark(&mut self, example: ExampleId, kind: Kind) {
        let doing = if kind == Kind::File(FileError::Disturbed) {
            let said = std::mem::replace(&mut self.is_disturbance_said, true);
            (!said).then_some(Doing::Computing)
        } else {
            let file = self.examples.input(example).and_then(Input::file);
            file.map(|file| Doing::AddingPicture(file.name.clone()))
        };
        self.events.extend(doing.map(|doing| Event::Warning(Error::new(doing, kind))));
    }

    /// Takes an example away that cannot be used, and says why.
    fn reject(&mut self, example: ExampleId, kind: Kind) {
        if let Some(input) = self.examples.remove(example) {
            let error = Error::new(reading(&input), kind);
            self.events.push(Event::ExampleRejected { example, error });
        }
    }

    pub(super) fn report_embedded(&mut self) {
        let (done, total) = self.examples.progress();
        self.events.push(Event::Embedded { done, total });
    }
}
