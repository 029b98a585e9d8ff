//! TensorFlow Lite: for LiteRT, on telephones above all, and all that reads its files.
//!
//! The format is a FlatBuffer of this schema:
//! <https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs>.

mod read;
mod write;

pub use read::{again, read};
pub use write::write;
