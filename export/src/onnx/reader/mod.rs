//! Reads an ONNX file, and runs what it says: protobuf, graph and operators are read anew here, of what the format says.

mod model;
mod moves;
mod operators;
mod product;
mod proto;
mod reduce;
mod run;
mod value;

use crate::format::{File, Malformed, Runs};
use model::Model;
use run::Graph;

/// Reads `model.onnx`.
///
/// # Errors
/// [`Malformed`] if it is not there, no ONNX, or has operators that classifiers do not have.
pub fn read(files: &[File]) -> Result<Box<dyn Runs>, Malformed> {
    let file = files.iter().find(|file| file.name == "model.onnx");
    let file = file.ok_or_else(|| Malformed("there is no model.onnx".into()))?;
    Ok(Box::new(Graph::new(Model::read(&file.bytes)?)?))
}
