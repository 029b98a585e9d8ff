//! All the page knows, and how it changes: plain data and plain functions, tested natively.
//!
//! It is of two kinds. What one saves is the [`Project`]; all else is of the *sitting*, and ends with it.
//!
//! Two things change it: an [`Event`] of the worker, through [`apply`], and the visitor, through
//! the methods that the files beside this one add to [`State`], each next to its data. Either
//! may answer with [`Command`]s for the worker; nothing here knows how they get there. What the visitor changes of
//! the project goes through [`State::edit`], which can take it back, and finds out by itself what the worker must
//! be told.
//!
//! How the tutorial's experiments stand is in [`learn::state`](super::learn::state); what the studio takes
//! over from one, which is a project too, and lends to one, is here ([`State::take_over`], [`State::lend`]).

mod arrivals;
mod atlas;
mod balance;
mod blanks;
mod closely;
mod comparison;
mod device;
mod difference;
mod document;
mod drawing;
mod edit;
mod examples;
mod folds;
mod follows;
mod gallery;
mod history;
mod import;
mod inquiry;
mod keeping;
mod labels;
mod lifeline;
mod live;
mod loose;
mod made_files;
mod mistakes;
mod model;
mod model_words;
mod notices;
mod one_by_one;
mod patches;
mod place;
mod project;
pub mod record;
mod removal;
mod samples;
mod selection;
mod settings;
mod sorting;
mod suspects;
mod takeaway;
mod takeover;
mod training;
mod trial;
mod trust;
mod verdict;
mod why;
mod words;
mod writing;

#[cfg(test)]
mod tests;

pub use arrivals::{Arrivals, Sink};
pub use atlas::{
    Atlas, Dot, Group, HEIGHT, MapKey, MapShown, MapView, WIDTH, hull, inside, nearest, toward,
};
pub use balance::Unbalance;
pub use blanks::titled;
pub use closely::{Closely, Viewed};
pub use comparison::Comparison;
pub use device::{Device, device_from_id, device_id, reason};
pub use drawing::{Shown, Walk, Walks, squeezed};
pub use examples::{ClassView, ExampleView, Examples, Thumbnail};
pub use folds::{Folds, Head};
pub use follows::about_following;
pub use gallery::{
    Whereabouts, figure_words, megabytes, pre_training_words, progress_words, reads_words,
};
pub use import::{Goal, Import, Imports, Target};
pub use inquiry::Inquiry;
pub use keeping::{Carrying, Errand, Keeping, Stand, apply_kept};
pub use lifeline::Lifeline;
pub use live::Live;
pub use mistakes::{Confused, Wrong};
pub use model::{Loaded, Model, Received, Stage, StandIn, Wanted};
pub use model_words::{of_card, told};
pub use patches::about_patches;
pub use place::Place;
pub use project::{Class, Example, ModelRef, Project, Shared, Trained, UnderWay};
pub use removal::Removed;
pub use samples::Sample;
pub use selection::Selection;
pub use settings::{Field, OutOfBounds};
pub use sorting::{SortedItem, Sorting};
pub use suspects::Suspicious;
pub use takeaway::Takeaway;
pub use training::{Forgotten, Phase, Run, Training};
pub use trial::Trial;
pub use trust::Trust;
pub use verdict::{Verdict, likely_range};
pub use why::{About, LeftOut, Reason, Why};
pub use words::Words;

use std::sync::Arc;

use document::Document;

use crate::error::WorkerError;
use crate::protocol::{
    Blank, Command, DeviceChoice, Event, ExampleId, FileRef, Labels, Modality, ModelInfo,
    NewExample, Patches, RequestId,
};

/// All the page knows of what is taught with pictures, or with texts: there is a state of each.
///
/// The first field is what one saves, with the steps that lead to it. The others are the sitting.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The project: read through [`project`](Self::project), changed through [`edit`](Self::edit).
    document: Document,
    /// What is taught with.
    pub modality: Modality,
    /// How the project is kept on the device.
    pub keeping: Keeping,
    /// How the worker stands, and what went wrong.
    pub lifeline: Lifeline<Command>,
    /// Which device computes and why, and which one the visitor wants.
    pub device: Device,
    /// The pre-trained models on offer, and how far the wanted one has come.
    pub model: Model,
    /// What the worker has made of the visitor's examples.
    pub examples: Examples,
    /// The run under way.
    pub training: Training,
    /// How far to trust the head in use.
    pub trust: Trust,
    /// All kinds of head, as they are compared.
    pub comparison: Comparison,
    /// The picture or text that is tried.
    pub trial: Trial,
    /// Why the head says what it says, where that is asked.
    pub why: Why,
    /// What is put together to be taken away.
    pub takeaway: Takeaway,
    /// Many pictures or texts that are told apart.
    pub sorting: Sorting,
    /// Whether the model is needed: before, somebody may only be looking at what there is.
    entered: bool,
    /// Examples that are selected, to be moved or removed together.
    selection: Selection,
    /// Classes that are folded.
    folds: Folds,
    /// The example that is looked at closely, and what the model sees of it.
    pub closely: Inquiry<Option<ExampleId>, Viewed>,
    /// Folders and zips on their way to becoming examples.
    pub arrivals: Arrivals,
    /// Files of texts on their way to becoming examples.
    pub imports: Imports,
    /// The picture that a model was asked to name last, and its labels.
    pub labels: Inquiry<Option<FileRef>, Labels>,
    /// The pictures that an autoencoder was asked to draw last, and what it drew.
    pub drawing: Inquiry<Walks, Shown>,
    /// The patches that a filter bank was asked for last.
    pub patches: Inquiry<(), Arc<Patches>>,
    /// The sentence whose blanks were to be filled in last, and what fits into each.
    pub blanks: Inquiry<String, Vec<Blank>>,
    /// The sentences of which was asked last whether the second follows the first, and the probability that it
    /// does, 0 to 1.
    pub follows: Inquiry<[String; 2], f32>,
    /// What a model goes on from, and what it has written so far.
    pub writing: Inquiry<String, String>,
    /// The model that the page's address asks for, until a project is open.
    asked_model: Option<String>,
    /// The newest request, for a model to use or for an answer.
    request: RequestId,
    /// Addresses of files that nothing will read again.
    released: Vec<String>,
}

impl State {
    /// The page at its start, with the device and the model that its address asks for.
    pub fn new(modality: Modality, device: DeviceChoice, model: Option<String>) -> Self {
        let mut project = Project::new(modality);
        project.model = model.clone().map_or(ModelRef::Usual, ModelRef::Offered);
        project.add_class();
        project.add_class();
        Self {
            document: Document::new(project),
            modality,
            keeping: Keeping::default(),
            lifeline: Lifeline::default(),
            device: Device { choice: device, report: None },
            model: Model::wanted(model.clone()),
            asked_model: model,
            examples: Examples::default(),
            training: Training::default(),
            trust: Trust::default(),
            comparison: Comparison::default(),
            trial: Trial::default(),
            why: Why::default(),
            takeaway: Takeaway::default(),
            sorting: Sorting::default(),
            // Pictures are what the page begins with, wherever that is.
            entered: modality == Modality::Pictures,
            selection: Selection::default(),
            folds: Folds::default(),
            closely: Inquiry::default(),
            arrivals: Arrivals::default(),
            imports: Imports::default(),
            labels: Inquiry::default(),
            drawing: Inquiry::default(),
            patches: Inquiry::default(),
            blanks: Inquiry::default(),
            follows: Inquiry::default(),
            writing: Inquiry::default(),
            request: RequestId::default(),
            released: Vec::new(),
        }
    }

    /// A state without a studio: models are asked what they know, and none is needed before.
    pub fn for_questions(modality: Modality, device: DeviceChoice) -> Self {
        Self { entered: false, ..Self::new(modality, device, None) }
    }

    /// Everything a worker that has just started must be told. A worker is told nothing before,
    /// so that a first start and a restart are the same.
    fn briefing(&mut self, postponed: Vec<Command>) -> Vec<Command> {
        let mut commands = vec![Command::ChooseDevice(self.device.choice)];
        commands.extend(self.tell_project());
        if self.entered {
            commands.extend(self.load_model());
        }
        commands.extend(self.brief_examples());
        commands.extend(postponed);
        commands.extend(self.briefed_import());
        commands
    }

    /// Tells a worker that knows none of the examples of all that it can read.
    fn brief_examples(&mut self) -> Vec<Command> {
        let examples = self.project().classes.iter().flat_map(|class| &class.examples);
        let examples: Vec<NewExample> = examples.map(Example::to_new).collect();
        self.readable(vec![Command::AddExamples(examples)])
    }

    /// The worker listens, and the project is open: it is told everything.
    fn begin(&mut self, models: Vec<ModelInfo>) -> Vec<Command> {
        let postponed = self.lifeline.starts();
        self.offer_models(models);
        self.briefing(postponed)
    }

    /// A name for a request that no other has.
    fn next_request(&mut self) -> RequestId {
        self.request.fresh()
    }

    /// The visitor comes to where the model is used: from now on it is asked for.
    pub fn enter(&mut self) -> Vec<Command> {
        if std::mem::replace(&mut self.entered, true) { Vec::new() } else { self.load_model() }
    }

    /// Notes what became of the worker.
    pub fn worker_fails(&mut self, why: WorkerError) {
        if self.lifeline.fails(why) {
            self.stop_waiting();
        }
    }

    /// Notes that a new worker takes the place of the one before, which knew the trained head.
    pub fn restarted(&mut self) {
        self.lifeline.restarts();
        self.stop_waiting();
        self.forget_loaded();
        self.device.report = None;
        self.examples.embedded = 0;
        self.trust.going = None;
        self.trust.atlas.going = None;
        self.lose_head();
    }

    /// Ends what waits for a worker that is gone.
    fn stop_waiting(&mut self) {
        self.want_again();
        self.end_run();
        self.comparison.going = None;
        self.trial.busy = false;
        self.stop_asking_why();
        self.forget_bundle();
        self.watch_anew();
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
        let mut released = std::mem::take(&mut self.released);
        // What is sorted may have been an example for a while.
        released.retain(|address| !self.sorting.reads(address));
        released
    }
}

/// Takes in what the worker tells. What answers an earlier request, run or query than the newest
/// is dropped.
pub fn apply(state: &mut State, event: Event) -> Vec<Command> {
    if state.is_fenced(&event) {
        return Vec::new();
    }
    match event {
        Event::Ready { models } => {
            let models = state.may_begin(models);
            return models.map(|models| state.begin(models)).unwrap_or_default();
        }
        Event::DeviceChosen(report) => state.device.report = Some(report),
        Event::Downloading { request, received, total } => {
            state.downloading(request, Received { received, total });
        }
        Event::ModelLoaded { request, model, source } => {
            return state.model_loaded(request, *model, source);
        }
        Event::ModelFailed { request, error } => return state.model_failed(request, error),
        Event::Stored(models) => state.model.stored = models.into_iter().collect(),
        Event::Known { request, answer } => return state.known(request, answer),
        Event::ExampleRead { example, seen } => state.example_read(example, seen),
        Event::ExampleRejected { example, error } => state.example_rejected(example, error),
        Event::HeadOpened { run, found } => return state.head_opened(run, found),
        Event::Embedded { done, .. } => state.examples.embedded = done,
        Event::Training(progress) => state.progress(progress),
        Event::TrainingAgain { run, epoch, epochs } => state.trains_again(run, epoch, epochs),
        Event::Trained { run, outcome } => return state.run_ended(run, outcome),
        Event::TrainingFailed { run, error } => return state.training_failed(run, error),
        Event::Trust { run, piece } => return state.trust_found(run, piece),
        Event::Compared { request, piece } => state.compared(request, piece),
        Event::Mapped { run, piece } => state.mapped(run, piece),
        Event::Predicted { query, prediction } => state.predicted(query, prediction),
        Event::Why { query, piece } => state.why_found(query, piece),
        Event::Sorted { query, prediction } => state.sorted(query, prediction),
        Event::Watched { query, classes, familiarity } => {
            state.watched(query, classes, familiarity);
        }
        Event::Bundled { request, piece } => state.bundled(request, piece),
        Event::TableRead { request, table } => return state.table_read(request, table),
        Event::Wrote { request, piece } => state.wrote(request, &piece),
        Event::Warning(error) => state.warn(error),
        Event::Crashed(why) => state.worker_fails(WorkerError::Died(why)),
        // It answers, which is all it says, and the watchdog has heard it.
        Event::Pong | Event::ProjectOpened(_) => {}
    }
    Vec::new()
}
