//! Embedding pictures, plainly.

use burn::tensor::{Device, Tensor, TensorData};

use crate::data::picture::Picture;
use crate::models::{Backbone, ConvNet, KMeans, Normalisation};

/// A backbone in burn.
#[derive(Debug, Clone)]
pub struct Embedder {
    net: Net,
    normalisation: Normalisation,
    input_size: usize,
}

#[derive(Debug, Clone)]
enum Net {
    ConvNet(ConvNet),
    KMeans(Box<KMeans>),
}

impl Embedder {
    /// Puts a backbone on burn's CPU device.
    pub fn new(backbone: &Backbone) -> Self {
        let device = Device::flex();
        let net = match backbone {
            Backbone::ConvNet { config, weights } => Net::ConvNet(config.load(weights, &device)),
            Backbone::KMeans { config, weights } => {
                Net::KMeans(Box::new(config.init(weights, &device)))
            }
        };
        Self { net, normalisation: backbone.normalisation(), input_size: backbone.input_size() }
    }

    /// Side of the picture it takes, in pixels.
    pub fn input_size(&self) -> usize {
        self.input_size
    }

    /// The embedding of one picture.
    pub fn embed(&self, picture: &Picture) -> Vec<f32> {
        let mut values = picture.values.clone();
        self.normalisation.apply(&mut values);
        let data = TensorData::new(values, [1, 3, picture.size, picture.size]);
        let pictures = Tensor::from_data(data, &Device::flex());
        let embedding = match &self.net {
            Net::ConvNet(net) => net.forward(pictures),
            Net::KMeans(net) => net.forward(pictures),
        };
        embedding.into_data().try_into_vec().expect("flex computes in f32, the type asked for")
    }
}
