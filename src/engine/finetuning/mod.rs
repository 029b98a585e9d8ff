//! Whole networks in training, by burn's automatic differentiation: their parameters as one vector, of which
//! they are built by the same code as of a file.
//!
//! Convolutions are trained as they are used, batch norm folded in, which every public network can be
//! ([`folded`]); or [`standardised`], which the networks of this project are, from random weights on.
//!
//! The program `pretrain` and the tutorial's experiments train with the same code. Heads alone, on
//! embeddings that are there already, are [`run`](super::run)'s.

pub mod initial;
pub mod learner;
pub mod optimiser;
pub mod parameters;
pub mod standardised;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use crate::models::{
    Backbone, ConvConfig, ConvNetConfig, ConvWeights, KMeansConfig, KMeansWeights,
};
use parameters::{Parameters, normal};

/// What convolutions learn of which these weights are used as they are: their kernels, which decay, and their
/// biases. A network is built of them by [`ConvNetConfig::init`].
pub fn folded(layers: &[ConvConfig], weights: &[ConvWeights]) -> Parameters {
    let mut parameters = Parameters::default();
    for (layer, weights) in layers.iter().zip(weights) {
        let [kernel, bias] = layer.tensors();
        parameters.push(&kernel, &layer.kernel_shape(), true, weights.kernel.clone());
        parameters.push(&bias, &[layer.outputs], false, weights.bias.clone());
    }
    parameters
}

/// What [`standardised`] convolutions learn, as it is before they have learnt anything: drawn by chance.
pub fn untrained(layers: &[ConvConfig], seed: u64) -> Parameters {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut parameters = Parameters::default();
    layers.iter().for_each(|layer| standardised::add(&mut parameters, layer, &mut rng));
    parameters
}

/// A network of convolutions with random weights: those of [`untrained`].
pub fn random(config: &ConvNetConfig, seed: u64) -> Backbone {
    let weights = standardised::weights(&untrained(&config.layers, seed), &config.layers);
    let weights = weights.expect("they are of these layers");
    Backbone::ConvNet { config: config.clone(), weights }
}

/// A filter bank of the same sizes whose filters and centroids are independent normal numbers, on average as
/// long as those that were found: what clustering is measured against.
pub fn random_bank(config: &KMeansConfig, trained: &KMeansWeights, seed: u64) -> Backbone {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut like = |values: &[f32]| -> Vec<f32> {
        let square = values.iter().map(|value| value * value).sum::<f32>() / values.len() as f32;
        values.iter().map(|_| normal(&mut rng) * square.sqrt()).collect()
    };
    let weights = KMeansWeights {
        filters: like(&trained.filters),
        mean: vec![0.0; config.components],
        centroids: like(&trained.centroids),
    };
    Backbone::KMeans { config: *config, weights }
}
