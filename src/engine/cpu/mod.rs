//! Embedding and head training on the CPU, by burn's `flex`.

mod embedder;
mod text_embedder;
mod trainer;

pub use embedder::Embedder;
pub use text_embedder::{TextEmbedder, batch};
pub use trainer::Trainer;
