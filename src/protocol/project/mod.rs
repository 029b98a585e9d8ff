//! What one saves: the visitor's classes and examples, how to train, with which model, and what came of it; and the
//! journal of what happens to it.
//!
//! Plain data, which the page changes and the keeper writes down. What can be done with it is in
//! [`ui::state`](crate::ui::state).

mod entry;
mod patch;
mod saved;
mod shared;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use entry::Entry;
pub use patch::Patch;
pub use shared::Shared;

use super::ids::{ClassId, ExampleId, RunId};
use super::media::{Input, Modality};
use super::recipe::Recipe;
use super::training::{ClassExamples, Outcome, Progress};

/// What one saves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Project {
    /// What the visitor calls it.
    #[serde(default)]
    pub name: String,
    /// What is taught with.
    pub modality: Modality,
    /// The classes in the order of the page.
    pub classes: Vec<Shared<Class>>,
    /// Examples that runs leave out, as long as the visitor wants it. Some may be gone.
    #[serde(default)]
    pub unused: BTreeSet<ExampleId>,
    /// Rows of tables that did not become examples, as they lacked a text or a label or were beyond what is read.
    #[serde(default)]
    pub rows_left_out: usize,
    /// How the next run will train.
    pub recipe: Recipe,
    /// The pre-trained model.
    pub model: ModelRef,
    /// What came of the last run, while its head is in use.
    pub trained: Option<Shared<Trained>>,
    /// How far the run under way has come, now and then: what is left of it, should it be cut off.
    #[serde(default)]
    pub under_way: Option<UnderWay>,
    /// The examples that look wrong and are right, as the visitor has said: each with the class that it is right in.
    #[serde(default)]
    pub settled: Shared<BTreeMap<ExampleId, ClassId>>,
    /// How often to say "I don't know".
    #[serde(default)]
    pub keeps: Keeps,
    /// The names that were given last.
    pub ids: Ids,
}

impl Project {
    /// What is left of it for who gets none of the examples: classes, settings, this model, and what came of the last
    /// run. What is told of single examples, and how the run went, goes with them.
    pub fn without_examples(&self, model: ModelRef) -> Self {
        let mut project = Self { model, rows_left_out: 0, under_way: None, ..self.clone() };
        project.unused.clear();
        project.settled = Shared::default();
        project.classes = self
            .classes
            .iter()
            .map(|class| Shared::from(Class { examples: Vec::new(), ..(**class).clone() }))
            .collect();
        project.trained = self.trained.as_deref().map(|trained| {
            let mut trained = Trained { history: Vec::new(), ..trained.clone() };
            let held_out = trained.outcome.held_out.as_mut();
            held_out.into_iter().flat_map(|report| &mut report.classes).for_each(|class| {
                class.wrong.clear();
            });
            Shared::from(trained)
        });
        project
    }
}

/// Where the visitor has put the slider "I don't know".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Keeps {
    /// The run whose head it is of; another run's begins anew.
    pub run: RunId,
    /// The place on its [curve](crate::protocol::trust::Unknown::curve).
    pub at: usize,
}

/// The names that were given last, of each kind. They are of the project, and no step back changes them, so that
/// none is ever given to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ids {
    /// Of classes.
    pub class: ClassId,
    /// Of examples.
    pub example: ExampleId,
    /// Of runs.
    pub run: RunId,
}

/// Which pre-trained model is chosen.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum ModelRef {
    /// The first of those on offer: nobody has chosen.
    #[default]
    Usual,
    /// The one on offer of this id.
    Offered(String),
    /// The visitor's own, in files of these names, which are with whoever has opened them.
    Files(Vec<String>),
    /// The visitor's own, in files of which there are copies on the device.
    Kept(Vec<KeptFile>),
    /// One at an address that the visitor has typed.
    Address {
        /// The address as it was typed.
        address: String,
        /// What it must hash to, if that was said.
        sha256: Option<String>,
    },
}

/// A file of weights of which there is a copy beside the originals of examples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Names the copy, as if it were that of an example: no example has this id.
    pub id: ExampleId,
    /// What the file was called.
    pub name: String,
}

impl ModelRef {
    /// The files of weights that are to be kept for it.
    pub fn kept(&self) -> &[KeptFile] {
        match self {
            Self::Kept(files) => files,
            _ => &[],
        }
    }
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// Which run it was.
    pub run: RunId,
    /// The [`fingerprint`](crate::protocol::ModelInfo::fingerprint) of the model whose embeddings it works on.
    #[serde(default)]
    pub model: String,
    /// How it came out.
    pub outcome: Outcome,
    /// The classes as they were when it started.
    pub classes: Vec<ClassExamples>,
    /// How it went, an entry per epoch.
    pub history: Vec<Progress>,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UnderWay {
    /// Epochs that were over.
    pub epoch: u32,
    /// Epochs there would have been.
    pub epochs: u32,
}

/// A class of the visitor's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Names it in the protocol; also picks its colour.
    pub id: ClassId,
    /// Its name: not blank, and no other class's.
    pub name: String,
    /// Its examples in the order they were added.
    pub examples: Vec<Example>,
}

/// An example of the visitor's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Names it in the protocol.
    pub id: ExampleId,
    /// What it shows; never another under the same id.
    pub input: Shared<Input>,
}
