//! All the page knows, and how it changes: plain data and plain functions, tested natively.
//!
//! Two things change it: an [`Event`] of the worker, through [`apply`], and the visitor, through
//! the methods that the files beside this one add to [`State`], each next to its data. Either
//! may answer with [`Command`]s for the worker; nothing here knows how they get there.
//!
//! How the tutorial's experiments stand is in [`learn::state`](super::learn::state); what the studio takes
//! over from one, and lends to one, is here ([`Handover`]).

mod device;
mod examples;
mod fills;
mod finds;
mod follows;
mod gallery;
mod import;
mod inquiry;
mod knowledge;
mod memory;
mod model;
mod notices;
mod place;
mod settings;
mod takeover;
mod training;
mod trial;
mod undo;
mod verdict;
mod words;
mod writing;

#[cfg(test)]
mod tests;

pub use device::{Device, device_from_id, device_id, reason};
pub use examples::{Class, Example, Examples, Thumbnail};
pub use fills::Fills;
pub use finds::{Finds, about_patches};
pub use follows::{Follows, about_following};
pub use gallery::{
    Whereabouts, figure_words, megabytes, pre_training_words, progress_words, thousands,
};
pub use import::{Import, Imports, Target};
pub use inquiry::Inquiry;
pub use knowledge::Knowledge;
pub use memory::{Memory, Shown, Walk, squeezed};
pub use model::{Loaded, Model, Received, Stage, StandIn, Wanted};
pub use place::Place;
pub use settings::{Field, OutOfBounds};
pub use takeover::Handover;
pub use training::{Forgotten, Phase, Run, Trained, Training};
pub use trial::Trial;
pub use undo::Removed;
pub use verdict::{Verdict, likely_range, percent};
pub use words::{Words, input_words};
pub use writing::Writing;

use crate::error::{Doing, Error, Kind, WorkerError};
use crate::protocol::{Command, DeviceChoice, Event, FileRef, Modality, NewExample};

/// All the page knows of what is taught with pictures, or with texts: there is a state of each.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What is taught with.
    pub modality: Modality,
    /// Whether the worker answers.
    pub ready: bool,
    /// Why the worker must be restarted, if it must.
    pub failure: Option<Error>,
    /// What went wrong and has not been dismissed, oldest first, each once.
    pub notices: Vec<Error>,
    /// What computes.
    pub device: Device,
    /// The pre-trained model.
    pub model: Model,
    /// The visitor's classes and examples.
    pub examples: Examples,
    /// The run under way and the head in use.
    pub training: Training,
    /// The picture or text that is tried.
    pub trial: Trial,
    /// Whether the model is needed: before, somebody may only be looking at what there is.
    entered: bool,
    /// Files of texts on their way to becoming examples.
    pub imports: Imports,
    /// What a model was asked to name last, and its answer.
    pub knowledge: Knowledge,
    /// The pictures that an autoencoder was asked to draw last, and what it drew.
    pub memory: Memory,
    /// The patches that a filter bank was asked for last.
    pub finds: Finds,
    /// The sentence whose blanks were to be filled in last.
    pub fills: Fills,
    /// The sentences of which was asked last whether one follows the other.
    pub follows: Follows,
    /// What a model writes, or wrote last.
    pub writing: Writing,
    /// What the worker will be told once it is ready, beside what it is always told.
    postponed: Vec<Command>,
    /// Addresses of files that nothing will read again.
    released: Vec<String>,
}

impl State {
    /// The page at its start, with the device and the model that its address asks for.
    pub fn new(modality: Modality, device: DeviceChoice, model: Option<String>) -> Self {
        let mut state = Self {
            modality,
            ready: false,
            failure: None,
            notices: Vec::new(),
            device: Device { choice: device, report: None },
            model: Model::wanted(model),
            examples: Examples::default(),
            training: Training::default(),
            trial: Trial::default(),
            // Pictures are what the page begins with, wherever that is.
            entered: modality == Modality::Pictures,
            imports: Imports::default(),
            knowledge: Knowledge::default(),
            memory: Memory::default(),
            finds: Finds::default(),
            fills: Fills::default(),
            follows: Follows::default(),
            writing: Writing::default(),
            postponed: Vec::new(),
            released: Vec::new(),
        };
        state.add_class();
        state.add_class();
        state
    }

    /// A state without a studio: models are asked what they know, and none is needed before.
    pub fn for_questions(modality: Modality, device: DeviceChoice) -> Self {
        Self { entered: false, ..Self::new(modality, device, None) }
    }

    /// Everything a worker that has just started must be told. A worker is told nothing before,
    /// so that a first start and a restart are the same.
    fn briefing(&mut self) -> Vec<Command> {
        let mut commands = vec![Command::ChooseDevice(self.device.choice)];
        if self.entered {
            commands.extend(self.load_model());
        }
        let examples: Vec<NewExample> = self
            .examples
            .classes
            .iter()
            .flat_map(|class| &class.examples)
            .map(Example::to_new)
            .collect();
        if !examples.is_empty() {
            commands.push(Command::AddExamples(examples));
        }
        commands.append(&mut self.postponed);
        commands.extend(self.briefed_import());
        commands
    }

    /// Tells the worker now, or once it is ready.
    fn when_ready(&mut self, command: Command) -> Vec<Command> {
        if self.ready {
            return vec![command];
        }
        self.postponed.push(command);
        Vec::new()
    }

    /// The visitor comes to where the model is used: from now on it is asked for.
    pub fn enter(&mut self) -> Vec<Command> {
        if std::mem::replace(&mut self.entered, true) { Vec::new() } else { self.load_model() }
    }

    /// Notes that the worker will answer nothing more.
    pub fn worker_died(&mut self, why: String) {
        self.failure = Some(Error::new(Doing::Computing, Kind::Worker(WorkerError::Died(why))));
        self.stop_waiting();
    }

    /// Notes that the worker has not answered for this many seconds.
    pub fn worker_hangs(&mut self, seconds: u32) {
        self.failure =
            Some(Error::new(Doing::Computing, Kind::Worker(WorkerError::Hangs(seconds))));
    }

    /// Notes that the worker answers after all.
    pub fn worker_answers(&mut self) {
        if matches!(self.failure, Some(Error { kind: Kind::Worker(WorkerError::Hangs(_)), .. })) {
            self.failure = None;
        }
    }

    /// Notes that a new worker takes the place of the one before, which knew the trained head.
    pub fn restarted(&mut self) {
        self.failure = None;
        self.stop_waiting();
        self.forget_loaded();
        self.device.report = None;
        self.examples.embedded = 0;
        self.forget_head(Forgotten::Restarted);
    }

    /// Ends what waits for a worker that is gone.
    fn stop_waiting(&mut self) {
        self.ready = false;
        self.want_again();
        self.end_run();
        self.trial.busy = false;
        self.postponed.clear();
        self.import_again();
        self.end_inquiries();
    }

    /// Files that nobody needs.
    pub fn give_back(&mut self, files: Vec<FileRef>) -> Vec<Command> {
        self.released.extend(files.into_iter().map(|file| file.url));
        Vec::new()
    }

    /// The addresses of files that nothing will read again, each once: to be given back to the
    /// browser.
    pub fn take_released(&mut self) -> Vec<String> {
        std::mem::take(&mut self.released)
    }
}

/// Takes in what the worker tells. What answers an earlier request, run or query than the newest
/// is dropped.
pub fn apply(state: &mut State, event: Event) -> Vec<Command> {
    match event {
        Event::Ready { models } => {
            state.ready = true;
            state.failure = None;
            state.offer_models(models);
            return state.briefing();
        }
        Event::DeviceChosen(report) => state.device.report = Some(report),
        Event::Downloading { request, received, total } => {
            state.downloading(request, Received { received, total });
        }
        Event::ModelLoaded { request, model, source } => {
            state.model_loaded(request, *model, source);
        }
        Event::ModelFailed { request, error } => return state.model_failed(request, error),
        Event::Stored(models) => state.model.stored = models.into_iter().collect(),
        Event::Known { request, answer } => return state.known(request, answer),
        Event::ExampleRead { example, seen } => state.example_read(example, seen),
        Event::ExampleRejected { example, error } => state.example_rejected(example, error),
        Event::Embedded { done, .. } => state.examples.embedded = done,
        Event::Training(progress) => state.progress(progress),
        Event::Trained { run, outcome } => return state.trained(run, outcome),
        Event::TrainingFailed { run, error } => return state.training_failed(run, error),
        Event::Predicted { query, prediction } => state.predicted(query, prediction),
        Event::TableRead { request, table } => return state.table_read(request, table),
        Event::Wrote { request, piece } => state.wrote(request, &piece),
        Event::Warning(error) => state.warn(error),
        Event::Crashed(why) => state.worker_died(why),
        // It answers, which is all it says, and the watchdog has heard it.
        Event::Pong => {}
    }
    Vec::new()
}
