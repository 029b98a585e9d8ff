//! safetensors: everything in one file of numbers with names, for whoever computes it themselves.
//!
//! `model.safetensors` is [of a form](https://huggingface.co/docs/safetensors) that takes a few lines to read: eight
//! bytes with the length of a header of JSON, the header, and the numbers. All are float32:
//!
//! | tensor | shape | what it is |
//! |---|---|---|
//! | `layers.N.weight` | `[kernel, kernel, inputs, outputs]`, or `[kernel, kernel, channels]` where depthwise | of the N-th convolution, counted from 0 |
//! | `layers.N.bias` | `[outputs]` | |
//! | `head.hidden.weight`, `head.hidden.bias` | `[features, units]`, `[units]` | the head's hidden layer, before a ReLU, if there is one |
//! | `head.output.weight`, `head.output.bias` | `[inputs, classes]`, `[classes]` | the layer whose outputs are the logits |
//! | `head.directions` | `[classes, features]` or `[examples, features]` | what cosines are taken to, of the other kinds of heads |
//! | `known.directions` | `[examples, features]` | what was taught, where unknowns are told |
//!
//! Every value of the header's `__metadata__` is JSON:
//!
//! | key | what it is |
//! |---|---|
//! | `version` | 1 |
//! | `side`, `scale`, `shift` | the side of the picture; what colours from -1 to 1 are multiplied by, and what is added then |
//! | `layers` | a list: `kernel`, `stride`, `zeros` (before and after), `depthwise`, `source` (the layer whose output it takes; -1 is the picture), `shortcut` (the layer whose output is added, or null), `limits` (the least and the most that comes out then; the largest float32 where there is none) |
//! | `grid` | the embedding is the means over so many cells along each axis |
//! | `mirrors` | whether it is the mean of that of the picture and of its mirror image |
//! | `head` | `kind`, which is `layers`, `means` or `nearest`, and its settings |
//! | `threshold`, `nth` | the cosine to the `nth` nearest of what was taught below which the answer is “I don't know”; may be absent |
//! | `labels`, `source` | what the classes are called; where it comes from |

mod read;
mod write;

use crate::again::Taken;
use crate::format::{File, Malformed};

pub use read::read;
pub use write::write;
pub(crate) use {read::again as again_of, write::head};

/// Takes the head out of `model.safetensors`.
///
/// # Errors
/// Those of [`read`]; [`Malformed`] of a file that is none of Headstart's.
pub fn again(files: &[File]) -> Result<Taken, Malformed> {
    again_of(files, NAME)
}

/// What the file is called.
const NAME: &str = "model.safetensors";

/// What stands for the picture where layers are counted from 0.
const PICTURE: i64 = -1;

/// The version of what the metadata says.
const VERSION: u32 = 1;
