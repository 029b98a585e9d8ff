//! Embedding and head training on the CPU, by burn's `flex`.

mod embedder;
mod trainer;

pub use embedder::Embedder;
pub use trainer::Trainer;
