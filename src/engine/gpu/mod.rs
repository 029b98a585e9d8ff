//! Embedding and head training on the GPU, by compute shaders of this project's own.
//!
//! The plain versions of the same are [`models::ConvNet`](crate::models::ConvNet),
//! [`models::bert`](crate::models::bert) and [`plain::Trainer`](super::plain::Trainer); the in-browser tests,
//! and but for texts the self-test, compare with them.

pub mod layouts;

#[cfg(target_arch = "wasm32")]
mod context;
#[cfg(target_arch = "wasm32")]
mod convolution;
#[cfg(target_arch = "wasm32")]
mod embedder;
#[cfg(target_arch = "wasm32")]
mod encoder;
#[cfg(target_arch = "wasm32")]
mod encoder_layers;
#[cfg(target_arch = "wasm32")]
mod network;
#[cfg(target_arch = "wasm32")]
mod packed_head;
#[cfg(target_arch = "wasm32")]
mod text_embedder;
#[cfg(target_arch = "wasm32")]
mod trainer;

#[cfg(target_arch = "wasm32")]
pub use context::Gpu;
#[cfg(target_arch = "wasm32")]
pub use embedder::Embedder;
#[cfg(target_arch = "wasm32")]
pub use text_embedder::TextEmbedder;
#[cfg(target_arch = "wasm32")]
pub use trainer::Trainer;
