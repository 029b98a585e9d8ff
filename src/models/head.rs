//! The classification head: one layer or two on an embedding.

use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};

/// A fully connected layer, as plain data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Numbers that go in.
    pub inputs: usize,
    /// Numbers that come out.
    pub outputs: usize,
    /// `[inputs, outputs]`, row-major.
    pub weight: Vec<f32>,
    /// `[outputs]`: added to what comes out.
    pub bias: Vec<f32>,
}

impl Layer {
    /// A layer of zeros.
    pub fn zeros(inputs: usize, outputs: usize) -> Self {
        Self { inputs, outputs, weight: vec![0.0; inputs * outputs], bias: vec![0.0; outputs] }
    }

    /// A layer of random weights before a ReLU: uniform, of variance `2 / inputs`, so that what comes
    /// out varies as much as what goes in (He et al. 2015, <https://arxiv.org/abs/1502.01852>).
    /// Biases are 0.
    pub fn random(inputs: usize, outputs: usize, rng: &mut impl Rng) -> Self {
        // A uniform distribution from -bound to bound has the variance bound² / 3.
        let bound = (6.0 / inputs.max(1) as f32).sqrt();
        let mut layer = Self::zeros(inputs, outputs);
        layer.weight.fill_with(|| rng.random_range(-bound..=bound));
        layer
    }

    /// What comes out for `[inputs]` numbers.
    pub fn forward(&self, inputs: &[f32]) -> Vec<f32> {
        kernels::head::forward_one(&self.weight, &self.bias, inputs)
    }
}

/// A classification head on standardised embeddings, as plain data: linear, or with one hidden layer
/// and a ReLU.
///
/// Either device starts from one and ends in one, so a run can move between devices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// The hidden layer, if there is one.
    pub hidden: Option<Layer>,
    /// The layer whose outputs are the logits of the classes.
    pub output: Layer,
}

impl Head {
    /// A head without a hidden layer.
    pub fn linear(output: Layer) -> Self {
        Self { hidden: None, output }
    }

    /// An untrained head, which gives every class the same probability. With so many `hidden` units between
    /// embedding and classes; a linear head without.
    ///
    /// The layer of the logits starts from zeros, not noise. Of a linear head the loss is convex, so
    /// the start decides nothing but how fast one arrives, and noise in directions that no training
    /// example has would stay in the head for ever. A hidden layer cannot start so: its units would
    /// all learn the same. They start at random, which sets them apart; the zeros after them get
    /// gradients of their own at the first step, and pass gradients on from the second.
    pub fn untrained(
        features: usize,
        hidden: Option<usize>,
        classes: usize,
        rng: &mut impl Rng,
    ) -> Self {
        match hidden {
            None => Self::linear(Layer::zeros(features, classes)),
            Some(units) => Self {
                hidden: Some(Layer::random(features, units, rng)),
                output: Layer::zeros(units, classes),
            },
        }
    }

    /// Numbers in an embedding.
    pub fn features(&self) -> usize {
        self.hidden.as_ref().unwrap_or(&self.output).inputs
    }

    /// Classes to choose from.
    pub fn classes(&self) -> usize {
        self.output.outputs
    }

    /// Its layers, from the embedding to the logits.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.hidden.iter().chain([&self.output])
    }

    /// Logits of the classes for one standardised embedding.
    pub fn logits(&self, embedding: &[f32]) -> Vec<f32> {
        match &self.hidden {
            None => self.output.forward(embedding),
            Some(hidden) => {
                let mut units = hidden.forward(embedding);
                units.iter_mut().for_each(|unit| *unit = unit.max(0.0));
                self.output.forward(&units)
            }
        }
    }

    /// Probabilities of the classes for one standardised embedding.
    pub fn probabilities(&self, embedding: &[f32]) -> Vec<f32> {
        let mut logits = self.logits(embedding);
        softmax(&mut logits);
        logits
    }
}

/// Turns logits into probabilities in place. The largest is subtracted first, or `exp` overflows.
pub fn softmax(logits: &mut [f32]) {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    logits.iter_mut().for_each(|logit| *logit = (*logit - largest).exp());
    let sum: f32 = logits.iter().sum();
    logits.iter_mut().for_each(|logit| *logit /= sum);
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha8Rng;

    use super::*;

    #[test]
    fn an_untrained_head_has_no_favourite() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for hidden in [None, Some(5)] {
            let head = Head::untrained(3, hidden, 4, &mut rng);
            assert_eq!(head.probabilities(&[1.0, -2.0, 3.0]), [0.25; 4]);
            assert_eq!((head.features(), head.classes()), (3, 4));
        }
    }

    #[test]
    fn huge_logits_do_not_overflow() {
        let output = Layer { inputs: 1, outputs: 2, weight: vec![1e30, 0.0], bias: vec![0.0; 2] };
        assert_eq!(Head::linear(output).probabilities(&[1e8]), [1.0, 0.0]);
    }

    #[test]
    fn a_hidden_unit_below_zero_is_silent() {
        let head = Head {
            hidden: Some(Layer {
                inputs: 2,
                outputs: 2,
                weight: vec![1.0, -1.0, 2.0, 0.0],
                bias: vec![0.5, 0.25],
            }),
            output: Layer {
                inputs: 2,
                outputs: 2,
                weight: vec![1.0, 2.0, 3.0, 4.0],
                bias: vec![0.0; 2],
            },
        };
        // Units before the ReLU: 1 + 4 + 0.5, and -1 + 0.25.
        assert_eq!(head.logits(&[1.0, 2.0]), [5.5, 11.0]);
    }

    #[test]
    fn random_layers_keep_the_size_of_what_goes_through_a_relu() {
        let layer = Layer::random(200, 300, &mut ChaCha8Rng::seed_from_u64(7));
        let square =
            |values: &[f32]| values.iter().map(|x| x * x).sum::<f32>() / values.len() as f32;
        let inputs: Vec<f32> = (0..200).map(|i| (i as f32).sin()).collect();
        let units: Vec<f32> = layer.forward(&inputs).iter().map(|unit| unit.max(0.0)).collect();
        let ratio = square(&units) / square(&inputs);
        assert!((0.75..1.25).contains(&ratio), "{ratio}");
        let again = Layer::random(200, 300, &mut ChaCha8Rng::seed_from_u64(7));
        assert_eq!(layer, again, "the seed decides");
        assert_eq!(layer.bias, [0.0; 300]);
    }
}
