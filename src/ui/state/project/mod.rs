//! What one saves: the visitor's classes and examples, how to train, with which model, and what came of it.
//!
//! Plain data. It changes through [`State::edit`] alone; whatever else a [`State`] knows is of the sitting, and
//! ends with it.
//!
//! [`State`]: super::State
//! [`State::edit`]: super::State::edit

mod classes;
mod saved;
mod shared;

use serde::{Deserialize, Serialize};

pub use classes::{Class, Example};
pub(super) use classes::{class_name, shortened};
pub use shared::Shared;

use crate::protocol::{
    ClassExamples, ClassId, ExampleId, Modality, Outcome, Progress, Recipe, RunId, TrainingSettings,
};

/// What one saves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Project {
    /// What is taught with.
    pub modality: Modality,
    /// The classes in the order of the page.
    pub classes: Vec<Shared<Class>>,
    /// How the next run will train.
    pub recipe: Recipe,
    /// The pre-trained model.
    pub model: ModelRef,
    /// What came of the last run, while its head is in use.
    pub trained: Option<Shared<Trained>>,
    /// The names that were given last.
    pub(super) ids: Ids,
}

/// The names that were given last, of each kind. They are of the project, and no step back changes them, so that
/// none is ever given to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Ids {
    pub class: ClassId,
    pub example: ExampleId,
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
    /// The visitor's own, in files of these names.
    Files(Vec<String>),
    /// One at an address that the visitor has typed.
    Address {
        /// The address as it was typed.
        address: String,
        /// What it must hash to, if that was said.
        sha256: Option<String>,
    },
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// Which run it was.
    pub run: RunId,
    /// How it came out.
    pub outcome: Outcome,
    /// The classes as they were when it started.
    pub classes: Vec<ClassExamples>,
    /// How it went, an entry per epoch.
    pub history: Vec<Progress>,
}

impl Project {
    /// An empty one, for this to teach with.
    pub fn new(modality: Modality) -> Self {
        Self { modality, ..Self::default() }
    }

    /// The settings of what is trained step by step.
    pub fn settings(&self) -> &TrainingSettings {
        let Recipe::Layers(settings) = &self.recipe;
        settings
    }

    /// The examples that the head in use was tested on and not trained on.
    pub fn held_out(&self) -> Vec<ExampleId> {
        let rows = self.trained.iter().flat_map(|trained| &trained.outcome.held_out);
        rows.flat_map(|row| row.examples.iter().copied()).collect()
    }
}
