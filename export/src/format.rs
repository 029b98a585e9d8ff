//! The table of formats, and why one cannot hold something.

use serde::{Deserialize, Serialize};

use crate::again::Taken;
use crate::bundle::{Answer, Bundle, Sample};
use crate::head;
use crate::onnx;
use crate::page;
use crate::safetensors;
use crate::tfjs;
use crate::tflite;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, without the project's: `model.onnx`.
    pub name: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What a format cannot hold: why nothing is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Occurs of a model that reads texts, where the format holds pictures alone.
    Texts,
    /// Occurs of a bank of filters, where the format holds convolutions alone.
    Patches,
    /// Occurs where nearest neighbours vote, and the format cannot let them.
    Nearest,
    /// Occurs where mirror images are looked at too, and the format cannot mirror.
    Mirrors,
    /// Occurs where layers have other limits than a ReLU, and the format knows those alone.
    Limits,
    /// Occurs where the program that the format takes along is not at hand.
    Kernels,
}

/// Why a file cannot be read: where it is not what its format says, or says what the reader does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(pub String);

/// A file that was read and can be run.
pub trait Runs {
    /// What it says of an input.
    ///
    /// # Errors
    /// [`Malformed`] if the file does not fit itself, or the input does not fit the file.
    fn answer(&self, sample: &Sample) -> Result<Answer, Malformed>;
}

/// Reads files of a format.
pub type Read = fn(&[File]) -> Result<Box<dyn Runs>, Malformed>;

/// A format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What it is called where programs choose: `onnx`.
    pub id: &'static str,
    /// Writes it.
    pub write: fn(&Bundle) -> Result<Vec<File>, Refusal>,
    /// Reads what was written, by what the format says alone; none where there is no backbone in it.
    pub read: Option<Read>,
    /// Takes the head out of what was written.
    pub again: fn(&[File]) -> Result<Taken, Malformed>,
}

/// All formats, in the order to offer them.
pub const FORMATS: [Format; 6] = [
    Format { id: "onnx", write: onnx::write, read: Some(onnx::read), again: onnx::again },
    Format { id: "page", write: page::write, read: Some(page::read), again: page::again },
    Format { id: "tflite", write: tflite::write, read: Some(tflite::read), again: tflite::again },
    Format { id: "tfjs", write: tfjs::write, read: Some(tfjs::read), again: tfjs::again },
    Format {
        id: "safetensors",
        write: safetensors::write,
        read: Some(safetensors::read),
        again: safetensors::again,
    },
    Format { id: "head", write: head::write, read: None, again: head::again },
];
