//! Reads an ONNX file, and runs what it says: protobuf, graph and operators are read anew here, of what the format says.

mod model;
mod moves;
mod operators;
mod product;
mod proto;
mod reduce;
mod run;
mod value;

use crate::again::{Matrix, Taken, taken};
use crate::format::{File, Malformed, Runs};
use crate::notes::Notes;
use model::Model;
use run::Graph;

/// Reads `model.onnx`.
///
/// # Errors
/// [`Malformed`] if it is not there, no ONNX, or has operators that classifiers do not have.
pub fn read(files: &[File]) -> Result<Box<dyn Runs>, Malformed> {
    Ok(Box::new(Graph::new(model(files)?)?))
}

/// Takes the head out of `model.onnx`.
///
/// # Errors
/// [`Malformed`] if it is not there, no ONNX, or none of Headstart's.
pub fn again(files: &[File]) -> Result<Taken, Malformed> {
    let model = model(files)?;
    let notes = Notes::read(model.notes.iter().map(|(name, text)| (name.as_str(), text.as_str())))?;
    taken(notes, &mut |name| {
        let Some(value) = model.constants.get(name) else { return Ok(None) };
        let tensor = value.floats()?;
        let matrix =
            Matrix { columns: tensor.shape.last().copied().unwrap_or(1), values: tensor.values };
        // Directions are turned there, so that one product gives all cosines.
        Ok(Some(if name.ends_with("directions") { matrix.turned() } else { matrix }))
    })
}

fn model(files: &[File]) -> Result<Model, Malformed> {
    let file = files.iter().find(|file| file.name == "model.onnx");
    Model::read(&file.ok_or_else(|| Malformed("there is no model.onnx".into()))?.bytes)
}
