//! Floor 0: architectures, as configurations that become networks. No I/O, no browser.
//!
//! A [`Backbone`] turns pictures into embeddings: a [`ConvNet`], which is a list of convolutions
//! ([`ConvNetConfig`]) and their [`ConvWeights`], or a [`KMeans`] filter bank. The same description
//! is run by burn here, the plain version, and by the compute shaders of `engine::gpu`, the fast one.

pub mod autoencoder;
mod backbone;
mod convnet;
mod head;
mod kmeans;
pub mod mobilenet_v2;
mod pretrained;
pub mod small_resnet;
mod weights;

pub use backbone::Backbone;
pub use convnet::{
    Activation, ConvConfig, ConvNet, ConvNetConfig, ConvWeights, Normalisation, Padding, pool,
};
pub use head::{AdamW, Head, Moments};
pub use kmeans::{KMeans, KMeansConfig, KMeansWeights};
pub use pretrained::Pretrained;
pub use weights::{Array, Reader, Weights};
