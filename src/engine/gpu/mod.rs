//! Embedding and head training on the GPU, by compute shaders of this project's own.
//!
//! The plain versions of the same are [`models::ConvNet`](crate::models::ConvNet),
//! [`models::bert`](crate::models::bert) and [`plain::Trainer`](super::plain::Trainer); the in-browser tests,
//! and but for texts the self-test, compare with them.

mod context;
mod convolution;
mod embedder;
mod encoder;
mod encoder_layers;
mod network;
mod packed_head;
mod text_embedder;
mod trainer;

pub use context::Gpu;
pub use embedder::Embedder;
pub use text_embedder::TextEmbedder;
pub use trainer::Trainer;
