//! Unsupervised pre-training by drawing pictures again from their codes, with parts of them hidden
//! (Vincent et al. 2008, <https://doi.org/10.1145/1390156.1390294>; Pathak et al. 2016,
//! <https://arxiv.org/abs/1604.07379>).

use burn::tensor::{Device, Tensor, TensorData};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::cnn::convolutions;
use super::dataset::{Dataset, Photo};
use super::training::Task;
use super::view::{View, jitter_colours};
use crate::engine::finetuning::parameters::{Leaves, Parameters};
use crate::engine::finetuning::standardised::{self, Standardised};
use crate::error::WeightsError;
use crate::models::autoencoder::{
    self as architecture, Decoder, INPUT_SIZE, decoder, encoder, enlarge,
};
use crate::models::{Backbone, ConvConfig, Weights};

/// Side of the squares that are hidden, in pixels.
const PATCH: usize = 8;

/// Encoder and decoder.
pub fn parameters(seed: u64) -> Parameters {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut parameters = Parameters::default();
    for layer in encoder().layers.iter().chain(&decoder()) {
        standardised::add(&mut parameters, layer, &mut rng);
    }
    parameters
}

/// The trained encoder.
pub fn backbone(parameters: &Parameters) -> Backbone {
    let config = encoder();
    Backbone::ConvNet { weights: convolutions(parameters, &config.layers), config }
}

/// The trained encoder and decoder as a file holds them.
pub fn to_weights(parameters: &Parameters) -> Weights {
    let decoder = Decoder { weights: convolutions(parameters, &decoder()) };
    architecture::to_weights(&convolutions(parameters, &encoder().layers), &decoder)
}

/// Draws pictures again from their codes.
fn redraw(leaves: &Leaves, pictures: Tensor<4>) -> Result<Tensor<4>, WeightsError> {
    let (encoder, decoder) = (encoder(), decoder());
    let layers = [&encoder.layers[..], &decoder].concat();
    let mut tensors = Standardised::new(leaves, &layers);
    let code = encoder.init(&mut tensors)?.features(pictures);
    let draw = |x, layer: &ConvConfig| Ok(layer.init(&mut tensors)?.forward(enlarge(x), None));
    decoder.iter().try_fold(code, draw)
}

/// Learning to draw pictures again.
#[derive(Debug)]
pub struct Unsupervised {
    datasets: Vec<Dataset>,
    /// Share of the squares that are hidden.
    hidden: f32,
    shard_size: usize,
}

impl Unsupervised {
    /// On these pictures, with this share of each hidden.
    pub fn new(datasets: Vec<Dataset>, hidden: f32, shard_size: usize) -> Self {
        Self { datasets, hidden, shard_size }
    }

    /// Photos of all data sets.
    pub fn photos(&self) -> usize {
        self.datasets.iter().map(|dataset| dataset.photos.len()).sum()
    }

    fn photo(&self, shard: usize, rng: &mut ChaCha8Rng) -> &Photo {
        let photos = &self.datasets[shard % self.datasets.len()].photos;
        &photos[rng.random_range(0..photos.len())]
    }

    /// Makes squares grey.
    fn hide(&self, values: &mut [f32], rng: &mut ChaCha8Rng) {
        let pixels = INPUT_SIZE * INPUT_SIZE;
        for top in (0..INPUT_SIZE).step_by(PATCH) {
            for left in (0..INPUT_SIZE).step_by(PATCH) {
                if rng.random::<f32>() >= self.hidden {
                    continue;
                }
                for plane in values.chunks_exact_mut(pixels) {
                    for row in top..top + PATCH {
                        plane[row * INPUT_SIZE + left..][..PATCH].fill(0.0);
                    }
                }
            }
        }
    }
}

impl Task for Unsupervised {
    fn figures(&self) -> &'static [&'static str] {
        &[]
    }

    fn loss(
        &self,
        leaves: &Leaves,
        shard: usize,
        rng: &mut ChaCha8Rng,
        device: &Device,
    ) -> (Tensor<1>, Vec<f32>) {
        let (mut seen, mut whole) = (Vec::new(), Vec::new());
        for _ in 0..self.shard_size {
            let photo = self.photo(shard, rng);
            let mut values = View::random(photo, 0.4, rng).render(photo, INPUT_SIZE);
            jitter_colours(&mut values, 0.2, rng);
            whole.extend_from_slice(&values);
            self.hide(&mut values, rng);
            seen.extend(values);
        }
        let shape = [self.shard_size, 3, INPUT_SIZE, INPUT_SIZE];
        let tensor = |values| Tensor::<4>::from_data(TensorData::new(values, shape), device);
        let drawn = redraw(leaves, tensor(seen).autodiff()).expect("every parameter is there");
        ((drawn - tensor(whole).autodiff()).square().mean(), Vec::new())
    }
}
