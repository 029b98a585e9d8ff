//! Networks for pictures: convolutions as a list ([`convnet`]), of which all but the [`kmeans`] filter bank are
//! made, and the architectures that are recognised.

pub mod autoencoder;
mod batch_norm;
pub mod convnet;
pub mod convolution;
pub mod kmeans;
pub mod mobilenet_v1;
pub mod mobilenet_v2;
pub mod resnet_cifar;
pub mod small_resnet;
