//! Embedding and head training on the CPU, by burn's `flex`.

mod embedder;
mod plan;
mod text_embedder;
mod trainer;

pub use embedder::Embedder;
pub use plan::plan;
pub use text_embedder::{TextEmbedder, batch};
pub use trainer::Trainer;
