//! Floor 0: architectures, as configurations that become networks. No I/O, no browser.
//!
//! A [`Backbone`] turns pictures into embeddings: a [`ConvNet`], which is a list of convolutions
//! ([`ConvNetConfig`]) and their [`ConvWeights`], or a [`KMeans`] filter bank. The same description
//! is run by burn here, the plain version, and by the compute shaders of `engine::gpu`, the fast one.
//!
//! [`Pretrained::recognise`] turns named tensors ([`Weights`]) into a backbone: each architecture has a
//! function `read`, and the table in `pretrained.rs` says which tensors call for which. Those that this
//! project trains itself have `to_weights` too.
//!
//! Networks are built of tensors that they ask for by name ([`Tensors`]), so that one `forward` serves
//! training, where those are leaves of automatic differentiation, and use: [`ConvNetConfig::init`], and the
//! models of language, [`bert`] and [`gpt`], of shared [`attention`] and [`layers`]; [`language`] is either of
//! them as a file holds it.

mod adamw;
pub mod attention;
pub mod autoencoder;
mod backbone;
mod batch_norm;
pub mod bert;
mod convnet;
mod convolution;
pub mod gpt;
mod head;
pub mod kmeans;
pub mod language;
pub mod layers;
pub mod mobilenet_v1;
pub mod mobilenet_v2;
mod own_file;
mod pretrained;
pub mod resnet_cifar;
pub mod small_resnet;
mod tensors;
mod weights;
pub mod whitening;

pub use adamw::{AdamW, Moments};
pub use backbone::Backbone;
pub use convnet::{ConvNet, ConvNetConfig, Normalisation, pool};
pub use convolution::{Activation, Conv, ConvConfig, ConvWeights, Padding};
pub use head::{Head, Layer};
pub use kmeans::{KMeans, KMeansConfig, KMeansWeights};
pub use pretrained::Pretrained;
pub use tensors::{FileTensors, Tensors, numbers, values};
pub use weights::{Array, Reader, Rename, Weights};
