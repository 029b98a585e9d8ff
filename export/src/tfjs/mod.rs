//! TensorFlow.js: a layers model with its labels, in the three files that Teachable Machine's libraries and ml5 load.
//!
//! | file | what is in it |
//! |---|---|
//! | `model.json` | a functional Keras model, from pixels `[n, side, side, 3]` of -1 to 1 to probabilities `[n, classes]` |
//! | `weights.bin` | its weights: float32, little-endian, in the order of the manifest in `model.json` |
//! | `metadata.json` | the labels and the side, as `@teachablemachine/image` keeps them |
//!
//! Those programs take one output, so that “I don't know” is not in it.

mod read;
mod write;

pub use read::{again, read};
pub use write::write;

/// What the topology and the manifest are called among files.
const MODEL: &str = "model.json";
/// What the weights are called.
const WEIGHTS: &str = "weights.bin";
/// What the labels are in.
const METADATA: &str = "metadata.json";
