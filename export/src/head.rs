//! The head alone: the smallest file, to be opened again by who has the backbone, which Headstart has.
//!
//! `head.safetensors` is [`safetensors`] without `layers.N` and what the metadata says of the
//! backbone.

use crate::again::Taken;
use crate::bundle::Bundle;
use crate::format::{File, Malformed, Refusal};
use crate::safetensors;

/// What the file is called.
const NAME: &str = "head.safetensors";

/// Writes `head.safetensors`.
///
/// # Errors
/// None: it holds heads for whatever makes the embeddings.
pub fn write(bundle: &Bundle) -> Result<Vec<File>, Refusal> {
    Ok(vec![safetensors::head(bundle, NAME)])
}

/// Reads what was written.
///
/// # Errors
/// [`Malformed`] if it is missing or cut off, or none of Headstart's.
pub fn again(files: &[File]) -> Result<Taken, Malformed> {
    safetensors::again_of(files, NAME)
}
