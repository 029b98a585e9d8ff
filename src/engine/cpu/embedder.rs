//! Embedding on the CPU.

use burn::tensor::{Device, Tensor, TensorData};

use crate::data::picture::Picture;
use crate::engine::catalog::Backbone;
use crate::models::ConvNet;

/// A backbone on the CPU.
#[derive(Debug, Clone)]
pub struct Embedder {
    net: ConvNet,
}

impl Embedder {
    /// Puts a backbone on the CPU.
    pub fn new(backbone: &Backbone) -> Self {
        Self { net: backbone.config.init(&backbone.weights, &Device::flex()) }
    }

    /// The embedding of one picture.
    pub fn embed(&self, picture: &Picture) -> Vec<f32> {
        let shape = [1, 3, picture.size, picture.size];
        let data = TensorData::new(picture.values.clone(), shape);
        let embedding = self.net.forward(Tensor::from_data(data, &Device::flex()));
        embedding.into_data().try_into_vec().expect("flex computes in f32, the type asked for")
    }
}
