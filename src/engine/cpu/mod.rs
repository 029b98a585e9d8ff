//! Embedding and head training on the CPU, by burn's `flex`.

mod embedder;
#[cfg(not(target_arch = "wasm32"))]
mod text_embedder;
mod trainer;

pub use embedder::Embedder;
#[cfg(not(target_arch = "wasm32"))]
pub use text_embedder::TextEmbedder;
pub use trainer::Trainer;
