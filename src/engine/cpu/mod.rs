//! Embedding and head training on the CPU: pictures and heads by the crate `kernels`, texts by burn's `flex`.
//!
//! The plain versions of the former are in [`plain`](super::plain).

mod embedder;
pub mod plan;
mod text_embedder;
mod trainer;

pub use embedder::Embedder;
pub use plan::plan;
pub use text_embedder::{TextEmbedder, batch};
pub use trainer::Trainer;
