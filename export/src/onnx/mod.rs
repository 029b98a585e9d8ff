//! ONNX: for ONNX Runtime and all that reads its files.

mod reader;
mod write;

pub use reader::read;
pub use write::write;
