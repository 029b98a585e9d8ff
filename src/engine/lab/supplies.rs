//! What an experiment must be given, and what it is given.

use std::collections::BTreeMap;

use super::pictures::PictureSet;
use crate::engine::catalog::{self, Checkpoint};
use crate::error::{AbilityError, ClassesError, Error, Kind};
use crate::protocol::Modality;

/// What an experiment must be given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Ids of the models on offer that it cannot do without.
    pub models: Vec<String>,
    /// Ids of models that it takes along if they can be had.
    pub wishes: Vec<String>,
    /// Sides of the pictures it looks at, in pixels; none if it looks at none.
    pub sizes: Vec<usize>,
}

/// What an experiment is given.
#[derive(Debug)]
pub struct Supplies {
    /// The pictures of its source in the sizes it needs; none of an experiment without.
    pub pictures: PictureSet,
    /// The models it needs, and of those it wishes for the ones that could be had.
    pub models: BTreeMap<String, Checkpoint>,
    /// Why others could not be had.
    pub absent: BTreeMap<String, Error>,
    /// Milliseconds since some fixed moment.
    pub clock: fn() -> f64,
}

impl Supplies {
    /// Takes out a model that is needed.
    ///
    /// # Errors
    /// [`ClassesError::NoModel`] if it is not there.
    pub fn take(&mut self, id: &str) -> Result<Checkpoint, ClassesError> {
        self.models.remove(id).ok_or(ClassesError::NoModel)
    }
}

/// Side of the pictures that a model on offer takes, in pixels.
///
/// # Errors
/// [`WeightsError::UnknownModel`](crate::error::WeightsError::UnknownModel); [`AbilityError::Reads`].
pub fn picture_size(model: &str) -> Result<usize, Kind> {
    let info = catalog::find(model)?;
    info.reads.side().ok_or(AbilityError::Reads(Modality::Texts).into())
}
