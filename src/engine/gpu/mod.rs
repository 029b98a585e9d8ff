//! Embedding and head training on the GPU, by compute shaders of this project's own.
//!
//! The plain versions of the same are [`models::ConvNet`](crate::models::ConvNet) and
//! [`cpu::Trainer`](super::cpu::Trainer); the self-test and the in-browser tests compare with them.

mod context;
mod embedder;
mod trainer;

pub use context::Gpu;
pub use embedder::Embedder;
pub use trainer::Trainer;
