//! Ten steps of the small network, and what PyTorch comes to: `tests/fixtures/steps.py`.

use headstart::engine::heads::Standardiser;
use headstart::models::{ConvNetConfig, ConvWeights, Layer};
use serde::Deserialize;
use tuner::course::Batch;
use tuner::recipe::Recipe;
use tuner::upper::Upper;

use super::small::{CLASSES, EXAMPLES, network};

/// What PyTorch came to.
#[derive(Debug, Deserialize)]
pub struct Expected {
    pub frozen: usize,
    losses: Vec<f32>,
    weights: Vec<f32>,
}

impl Expected {
    /// Of each rung.
    pub fn all() -> Vec<Self> {
        serde_json::from_str(include_str!("../fixtures/steps.json")).expect("the script wrote it")
    }

    /// Says how far these are from it.
    pub fn check(&self, whose: &str, losses: &[f32], weights: &[f32]) -> String {
        for (step, (loss, expected)) in losses.iter().zip(&self.losses).enumerate() {
            assert!((loss - expected).abs() < 1e-3, "{whose}, step {step}: {loss}, {expected}");
        }
        assert_eq!((losses.len(), weights.len()), (self.losses.len(), self.weights.len()));
        let apart = weights.iter().zip(&self.weights).map(|(own, other)| (own - other).powi(2));
        let length = self.weights.iter().map(|weight| weight.powi(2));
        let apart = (apart.sum::<f32>() / length.sum::<f32>()).sqrt();
        assert!(apart < 1e-2, "{whose}: {apart}");
        format!("{whose}, {} layers frozen: weights {apart:.1e} apart", self.frozen)
    }
}

/// What the steps start from.
#[derive(Debug)]
pub struct Beginning {
    pub upper: Upper,
    pub weights: Vec<ConvWeights>,
    pub head: Layer,
    pub kept: Vec<Vec<f32>>,
    pub recipe: Recipe,
}

impl Beginning {
    /// With so many layers frozen.
    pub fn of(frozen: usize) -> Self {
        let config = network(1);
        let features = config.embedding_size();
        let mean = scaled(features, 50, 0.1, 0.0);
        let standardiser = Standardiser::of(mean, scaled(features, 51, 0.5, 1.5));
        let head = Layer {
            inputs: features,
            outputs: CLASSES,
            weight: scaled(features * CLASSES, 52, 0.2, 0.0),
            bias: scaled(CLASSES, 53, 0.2, 0.0),
        };
        let weights = weights(&config);
        let upper = Upper::new(config, frozen, standardiser, CLASSES);
        let (side, channels) = upper.kept();
        let numbers = side * side * channels;
        let kept = scaled(EXAMPLES * numbers, 54, 0.75, 0.75);
        let kept = kept.chunks_exact(numbers).map(<[f32]>::to_vec).collect();
        Self { upper, weights, head, kept, recipe: Recipe { head_rate: 2e-3, ..Recipe::default() } }
    }
}

fn weights(config: &ConvNetConfig) -> Vec<ConvWeights> {
    let layers = config.layers.iter().enumerate().map(|(index, layer)| {
        let each = layer.inputs_per_output() * layer.kernel * layer.kernel;
        let kernel = scaled(layer.outputs * each, 10 + index, (6.0 / each as f32).sqrt(), 0.0);
        ConvWeights { kernel, bias: scaled(layer.outputs, 30 + index, 0.2, 0.0) }
    });
    layers.collect()
}

/// The steps: a batch each, and how large they are.
pub fn steps() -> impl Iterator<Item = (Batch, f32)> {
    (0..10).map(|step| (batch(step), 1.0 - 0.05 * step as f32))
}

fn batch(step: usize) -> Batch {
    let rows: Vec<usize> = (0..4).map(|at| (3 * step + 2 * at) % EXAMPLES).collect();
    let others: Vec<usize> = (0..4).map(|at| rows[(at + 1) % 4]).collect();
    let shares = scaled(4, 60 + step, 0.5, 0.5);
    let mut targets = vec![0.1 / CLASSES as f32; 4 * CLASSES];
    for at in 0..4 {
        targets[at * CLASSES + rows[at] % CLASSES] += 0.9 * shares[at];
        targets[at * CLASSES + others[at] % CLASSES] += 0.9 * (1.0 - shares[at]);
    }
    let numbers = |of: &[usize]| of.iter().map(|&at| at as i32).collect();
    Batch { rows: numbers(&rows), others: numbers(&others), shares, targets }
}

/// Numbers from -1 to 1 that look like chance, as the script draws them, times `scale` and `shift` more.
fn scaled(count: usize, stream: usize, scale: f32, shift: f32) -> Vec<f32> {
    let number = |at: usize| {
        let x = (12.9898 * (at + 1) as f64 + 78.233 * stream as f64).sin() * 4375.8545;
        (2.0 * (x - x.floor()) - 1.0) as f32 * scale + shift
    };
    (0..count).map(number).collect()
}
