//! ONNX: for ONNX Runtime and all that reads its files.

mod reader;
mod write;

pub use reader::{again, read};
pub use write::write;
