//! Whole networks in training, by burn's automatic differentiation: their parameters as one vector, and
//! convolutions that need no batch norm.
//!
//! The program `pretrain` and the tutorial's experiments train with the same code. Heads alone, on
//! embeddings that are there already, are [`training`](super::training)'s.

pub mod learner;
pub mod network;
pub mod optimiser;
pub mod parameters;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use crate::models::{Backbone, ConvConfig, ConvNetConfig};
use parameters::Parameters;

/// The parameters of convolutions as they are before anything was learnt: drawn by chance.
pub fn untrained(layers: &[ConvConfig], seed: u64) -> Parameters {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut parameters = Parameters::default();
    layers.iter().for_each(|layer| network::add(&mut parameters, layer, &mut rng));
    parameters
}

/// A network of convolutions with random weights: those of [`untrained`].
pub fn random(config: &ConvNetConfig, seed: u64) -> Backbone {
    let weights = network::weights(&untrained(&config.layers, seed), &config.layers);
    Backbone::ConvNet { config: config.clone(), weights }
}
