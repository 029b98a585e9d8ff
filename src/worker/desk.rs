//! What lies on the worker's desk: all that jobs work with and that is no plain data.
//!
//! What is to be done with it the [`agenda`](super::agenda) decides, which knows models, runs and examples by name.

use export::Probe;
use futures_channel::mpsc::UnboundedSender;

use super::active_run::ActiveRun;
use super::fetch::Fetch;
use super::input::{ModelInput, ReadInput};
use super::modality::row::Table;
use super::model::Model;
use super::request::{Lessons, Request};
use super::shelf::Shelf;
use super::slot::{PerPlace, Place, Stand};
use crate::browser::picture::Decoded;
use crate::engine::comparison::Comparison;
use crate::engine::device::Device;
use crate::engine::heads::Classifier;
use crate::engine::trust::{Assessment, Atlas, Neighbours};
use crate::engine::writer::Writer;
use crate::error::{ClassesError, Kind};
use crate::formats::pack::Key;
use crate::protocol::{ExampleId, ModelInfo, ProjectId, QueryId, RequestId, RunId};

/// All that jobs work with.
#[derive(Debug)]
pub struct Desk {
    /// What this worker reads.
    pub table: Table,
    /// What computes, where a model and a job can be computed there.
    pub device: Device,
    /// The models that are loaded.
    pub models: PerPlace<Option<Box<dyn Model>>>,
    /// Those on their way.
    pub fetches: PerPlace<Option<(RequestId, Fetch)>>,
    /// Where it is told that one of these has ended.
    pub arrivals: UnboundedSender<(Place, RequestId)>,
    /// The examples that were read last for the model in use, and what it embeds of them.
    pub ahead: Vec<Ahead>,
    /// What was read last of what is sorted.
    pub to_answer: Vec<ToAnswer>,
    /// The project that is open, and whether it is written in this tab.
    pub project: Option<(ProjectId, bool)>,
    /// What is kept of it, once there has been something to keep.
    pub shelf: Option<Shelf>,
    /// What is known of the model in use.
    pub info: Option<ModelInfo>,
    /// The run under way.
    pub run: Option<ActiveRun>,
    /// The newest frame of a camera, until it has been looked at.
    pub frame: Option<Decoded>,
    /// What is found out of what the last run left.
    pub assessing: Option<Assessing>,
    /// All kinds of head that are compared.
    pub comparing: Option<Comparing>,
    /// The map of the examples of a run, once it is there.
    pub atlas: Option<(RunId, Atlas)>,
    /// What the last run left.
    pub classifier: Option<Classifier>,
    /// What is looked into, to say why the head says what it says.
    pub explaining: Option<Explaining>,
    /// What the newest head says of some inputs, for what is taken away.
    pub probes: Vec<Probe>,
    /// A text that is being written.
    pub writer: Option<Writer>,
}

/// What is looked into, without one part after the other.
#[derive(Debug)]
pub struct Explaining {
    /// The parts to be left out, counted from 0, the next one last.
    pub left: Vec<usize>,
    /// What they are parts of.
    pub of: Explained,
}

/// What is looked into.
#[derive(Debug)]
pub enum Explained {
    /// A picture as the model takes it, in so many cells along each side.
    Picture {
        /// Its pixels of red, green, blue and opacity.
        rgba: Vec<u8>,
        /// Cells along each side.
        side: usize,
    },
    /// A text, without each of its words.
    Text(Vec<String>),
}

/// How far to trust the head of a run, as it is found out.
#[derive(Debug)]
pub struct Assessing {
    /// The run.
    pub run: RunId,
    /// What there is to do.
    pub work: Assess,
    /// When it began, in milliseconds.
    pub started: f64,
}

/// All kinds of head, as they are compared.
#[derive(Debug)]
pub struct Comparing {
    /// What there is to compare.
    pub comparison: Comparison,
    /// What it took so far.
    pub milliseconds: f64,
}

/// What there is to do to find out how far to trust a head.
#[derive(Debug)]
pub enum Assess {
    /// The examples of a run of an earlier sitting are compared first.
    Compare(Box<Compare>),
    /// All else.
    Measure(Box<Assessment>),
}

/// Examples that are compared.
#[derive(Debug)]
pub struct Compare {
    /// What the run was asked for.
    pub request: Request,
    /// What it learnt from.
    pub lessons: Lessons,
    /// What is near each other.
    pub neighbours: Neighbours,
}

/// An example that was read for the model in use.
#[derive(Debug)]
pub struct Ahead {
    /// Which it is.
    pub id: ExampleId,
    /// What it is kept by, if it can be.
    pub content: Option<Key>,
    /// What the model embeds of it.
    pub input: ModelInput,
}

/// One of many that are sorted, read for the model in use.
#[derive(Debug)]
pub struct ToAnswer {
    /// Names its answer.
    pub id: QueryId,
    /// What the model embeds of it, and sees.
    pub read: ReadInput,
}

impl Desk {
    /// An empty one, and the CPU.
    pub fn new(table: Table, arrivals: UnboundedSender<(Place, RequestId)>) -> Self {
        Self {
            table,
            device: Device::Cpu,
            models: PerPlace::default(),
            fetches: PerPlace::default(),
            arrivals,
            ahead: Vec::new(),
            to_answer: Vec::new(),
            project: None,
            shelf: None,
            info: None,
            run: None,
            assessing: None,
            comparing: None,
            atlas: None,
            frame: None,
            classifier: None,
            explaining: None,
            probes: Vec::new(),
            writer: None,
        }
    }

    /// Opens what is kept of the open project, if anything can be kept of it.
    pub async fn open_shelf(&mut self) {
        if let (None, Some((project, is_written))) = (&self.shelf, &self.project) {
            self.shelf = Shelf::open(project, *is_written).await;
        }
    }

    /// The model in this place.
    ///
    /// # Errors
    /// [`ClassesError::NoModel`].
    pub fn model(&self, place: Place) -> Result<&dyn Model, Kind> {
        self.models[place].as_deref().ok_or(ClassesError::NoModel.into())
    }

    /// How the models compute at the moment.
    pub fn stands(&self) -> PerPlace<Stand> {
        let stand = |model: &Option<Box<dyn Model>>| match model {
            Some(model) => Stand { device: model.device(), batch: model.batch().max(1) },
            None => Stand::default(),
        };
        PerPlace { in_use: stand(&self.models.in_use), guest: stand(&self.models.guest) }
    }
}
