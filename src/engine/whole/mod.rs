//! Whole networks in training, by burn's automatic differentiation: their parameters as one vector, and
//! convolutions that need no batch norm.
//!
//! The program `pretrain` and the tutorial's experiments train with the same code. Heads alone, on
//! embeddings that are there already, are [`training`](super::training)'s.

pub mod network;
pub mod parameters;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use crate::models::{Backbone, ConvNetConfig};
use parameters::Parameters;

/// A network of convolutions with random weights, as it is before anything was learnt.
pub fn random(config: &ConvNetConfig, seed: u64) -> Backbone {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut parameters = Parameters::default();
    config.layers.iter().for_each(|layer| network::add(&mut parameters, layer, &mut rng));
    let weights = network::weights(&parameters, &config.layers);
    Backbone::ConvNet { config: config.clone(), weights }
}
