//! The classification head: a linear layer on embeddings, and the optimiser that trains it.

/// A linear classification head with its standardisation, as plain data.
///
/// Either device starts from one and ends in one, so a run can move between devices.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Numbers in an embedding.
    pub features: usize,
    /// Classes to choose from.
    pub classes: usize,
    /// `[features, classes]`, row-major.
    pub weight: Vec<f32>,
    /// `[classes]`.
    pub bias: Vec<f32>,
}

impl Head {
    /// A head that gives every class the same probability.
    ///
    /// Zeros, not noise: the loss is convex, so the start decides nothing but how fast one arrives,
    /// and noise in directions that no training example has would stay in the head for ever.
    pub fn zeros(features: usize, classes: usize) -> Self {
        Self { features, classes, weight: vec![0.0; features * classes], bias: vec![0.0; classes] }
    }

    /// Logits of the classes for one standardised embedding.
    pub fn logits(&self, embedding: &[f32]) -> Vec<f32> {
        let mut logits = self.bias.clone();
        for (x, weights) in embedding.iter().zip(self.weight.chunks_exact(self.classes)) {
            for (logit, weight) in logits.iter_mut().zip(weights) {
                *logit += x * weight;
            }
        }
        logits
    }

    /// Probabilities of the classes for one standardised embedding.
    pub fn probabilities(&self, embedding: &[f32]) -> Vec<f32> {
        let mut logits = self.logits(embedding);
        softmax(&mut logits);
        logits
    }
}

/// Turns logits into probabilities in place. The largest is subtracted first, or `exp` overflows.
fn softmax(logits: &mut [f32]) {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    logits.iter_mut().for_each(|logit| *logit = (*logit - largest).exp());
    let sum: f32 = logits.iter().sum();
    logits.iter_mut().for_each(|logit| *logit /= sum);
}

/// Settings of AdamW (Loshchilov and Hutter 2019, <https://arxiv.org/abs/1711.05101>).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamW {
    /// Step size.
    pub learning_rate: f32,
    /// Share of each weight that a step takes away, times the step size. The bias is spared.
    pub weight_decay: f32,
}

impl AdamW {
    /// Decay of the running mean of gradients.
    pub const BETA_1: f32 = 0.9;
    /// Decay of the running mean of squared gradients.
    pub const BETA_2: f32 = 0.999;
    /// Keeps the division finite where a gradient has always been zero.
    pub const EPSILON: f32 = 1e-8;

    /// `1 - beta^step` for both betas: what the running means are divided by at `step`, the first
    /// being 1, since they start from zero.
    pub fn corrections(step: u32) -> (f32, f32) {
        let step = step.min(i32::MAX as u32) as i32;
        (1.0 - Self::BETA_1.powi(step), 1.0 - Self::BETA_2.powi(step))
    }
}

/// AdamW's memory: running means for every weight, laid out as the weights are.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// Steps taken.
    pub step: u32,
    /// Running mean of the gradients of the weights, then of the biases.
    pub first: Vec<f32>,
    /// Running mean of their squares, likewise.
    pub second: Vec<f32>,
}

impl Moments {
    /// No steps taken yet.
    pub fn zeros(head: &Head) -> Self {
        let parameters = head.weight.len() + head.bias.len();
        Self { step: 0, first: vec![0.0; parameters], second: vec![0.0; parameters] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untrained_head_has_no_favourite() {
        assert_eq!(Head::zeros(3, 4).probabilities(&[1.0, -2.0, 3.0]), [0.25; 4]);
    }

    #[test]
    fn huge_logits_do_not_overflow() {
        let head = Head { features: 1, classes: 2, weight: vec![1e30, 0.0], bias: vec![0.0; 2] };
        assert_eq!(head.probabilities(&[1e8]), [1.0, 0.0]);
    }
}
