//! The optimiser that trains a head.

use super::head::{Head, Layer};

/// Settings of AdamW (Loshchilov and Hutter 2019, <https://arxiv.org/abs/1711.05101>).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamW {
    /// Step size: about how far one step may move a weight.
    pub learning_rate: f32,
    /// Share of each weight that a step takes away, times the step size. Biases are spared.
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

/// AdamW's memory: running means for every weight and bias of a head, in the places of a head.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// Steps taken since the running means were zero.
    pub step: u32,
    /// Running means of the gradients.
    pub first: Head,
    /// Running means of their squares.
    pub second: Head,
}

impl Moments {
    /// No steps taken yet.
    pub fn zeros(head: &Head) -> Self {
        let zeros = |layer: &Layer| Layer::zeros(layer.inputs, layer.outputs);
        let first = Head { hidden: head.hidden.as_ref().map(zeros), output: zeros(&head.output) };
        Self { step: 0, second: first.clone(), first }
    }
}
