//! Floor 0: architectures, as configurations that become networks. No I/O, no browser.
//!
//! A backbone is a [`ConvNet`]: a list of convolutions ([`ConvNetConfig`]) and their [`ConvWeights`].
//! That one description is run by burn here, the plain version, and by the compute shaders of
//! `engine::gpu`, the fast one.

mod convnet;
mod head;
pub mod mobilenet_v2;
mod weights;

pub use convnet::{Activation, ConvConfig, ConvNet, ConvNetConfig, ConvWeights};
pub use head::{AdamW, Head, Moments};
pub use weights::{Array, Reader, Weights};
