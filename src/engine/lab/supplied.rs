//! Taking models out of what an experiment is given.

use super::Supplies;
use crate::engine::catalog::{self, Found};
use crate::engine::cpu::TextEmbedder;
use crate::error::{AbilityError, ClassesError, Kind};
use crate::models::Pretrained;
use crate::protocol::Modality;

/// Side of the pictures that a model on offer takes, in pixels.
///
/// # Errors
/// [`WeightsError::UnknownModel`](crate::error::WeightsError::UnknownModel); [`AbilityError::Reads`].
pub fn picture_size(model: &str) -> Result<usize, Kind> {
    let info = catalog::find(model)?;
    match info.modality {
        Modality::Pictures => Ok(info.input_size),
        Modality::Texts => Err(Kind::Ability(AbilityError::Reads(Modality::Texts))),
    }
}

/// A model that reads pictures.
///
/// # Errors
/// [`ClassesError::NoModel`] if it is not there; [`AbilityError::Reads`].
pub fn of_pictures(supplies: &mut Supplies, model: &str) -> Result<Pretrained, Kind> {
    match supplies.models.remove(model).ok_or(Kind::Classes(ClassesError::NoModel))? {
        Found::Pictures(pretrained) => Ok(*pretrained),
        Found::Texts(_) => Err(Kind::Ability(AbilityError::Reads(Modality::Texts))),
    }
}

/// A model that reads texts, on the CPU.
///
/// # Errors
/// [`ClassesError::NoModel`] if it is not there; [`AbilityError::Reads`]; those of [`TextEmbedder::new`].
pub fn of_texts(supplies: &mut Supplies, model: &str) -> Result<TextEmbedder, Kind> {
    match supplies.models.remove(model).ok_or(Kind::Classes(ClassesError::NoModel))? {
        Found::Texts(files) => TextEmbedder::new(*files),
        Found::Pictures(_) => Err(Kind::Ability(AbilityError::Reads(Modality::Pictures))),
    }
}
