//! What the readers have in common: tensors, and operations on them. The writers use none of it.

pub mod convolution;
pub mod ops;
pub mod tensor;

pub use convolution::{Convolution, Window};
pub use tensor::Tensor;
