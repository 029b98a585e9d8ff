//! The project: what is asked of it, and how it changes.
//!
//! It changes through [`State::edit`] alone; whatever else a [`State`] knows is of the sitting, and ends with it.
//!
//! [`State`]: super::State
//! [`State::edit`]: super::State::edit

mod classes;

pub(super) use classes::{class_name, leave_out, plain_name, shortened};

pub use crate::protocol::project::{
    Class, Example, Keeps, ModelRef, Patch, Project, Shared, Trained, UnderWay,
};
use crate::protocol::{ExampleId, Modality, TrainingSettings};

impl Project {
    /// An empty one, for this to teach with.
    pub fn new(modality: Modality) -> Self {
        Self { modality, ..Self::default() }
    }

    /// The settings of the recipe.
    pub fn settings(&self) -> &TrainingSettings {
        self.recipe.settings()
    }

    /// The examples that the head in use was tested on and not trained on.
    pub fn held_out(&self) -> Vec<ExampleId> {
        let reports = self.trained.iter().flat_map(|trained| &trained.outcome.held_out);
        let classes = reports.flat_map(|report| &report.classes);
        classes.flat_map(|class| class.examples.iter().copied()).collect()
    }
}
