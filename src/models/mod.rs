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
//! training, where those are leaves of automatic differentiation, and use: those for pictures in [`vision`] by
//! [`ConvNetConfig::init`], and those of [`language`].

mod adamw;
mod backbone;
mod head;
pub mod language;
mod own_file;
mod pretrained;
mod tensors;
pub mod vision;
mod weights;

pub use adamw::{AdamW, Moments};
pub use backbone::Backbone;
pub use head::{Head, Layer, softmax};
pub use language::{attention, bert, gpt, layers, whitening};
pub use pretrained::Pretrained;
pub use tensors::{FileTensors, Tensors, numbers, values};
pub use vision::convnet::{ConvNet, ConvNetConfig, Normalisation, pool};
pub use vision::convolution::{Activation, Conv, ConvConfig, ConvWeights, Padding};
pub use vision::kmeans::{KMeans, KMeansConfig, KMeansWeights};
pub use vision::{autoencoder, kmeans, mobilenet_v1, mobilenet_v2, resnet_cifar, small_resnet};
pub use weights::{Array, Reader, Rename, Weights};
