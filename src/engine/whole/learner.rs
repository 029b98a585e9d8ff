//! A network that learns batch by batch, on the CPU, in one thread.

use burn::tensor::{Device, Tensor};

use super::optimiser::{Optimiser, StepSizes};
use super::parameters::{Leaves, Parameters};
use crate::models::AdamW;

/// A network in training.
#[derive(Debug)]
pub struct Learner {
    parameters: Parameters,
    optimiser: Optimiser,
    step_sizes: StepSizes,
    weight_decay: f32,
    /// Steps taken.
    step: usize,
    /// The gradient of the step under way, as far as it is computed.
    gradient: Vec<f32>,
    device: Device,
}

impl Learner {
    /// Learns from these parameters on.
    pub fn new(parameters: Parameters, step_sizes: StepSizes, weight_decay: f32) -> Self {
        let count = parameters.values.len();
        let (optimiser, gradient) = (Optimiser::new(count), vec![0.0; count]);
        let device = Device::flex();
        Self { parameters, optimiser, step_sizes, weight_decay, step: 0, gradient, device }
    }

    /// Computes the loss of a part of a batch, and how it would fall; hands on what is told beside it. Losses
    /// of parts are added up until [`step`](Self::step): a batch in parts is the same as in one, but no
    /// wait is long.
    pub fn add<T>(&mut self, loss: impl FnOnce(&Leaves, &Device) -> (Tensor<1>, T)) -> T {
        let leaves = self.parameters.leaves(&self.device);
        let (loss, told) = loss(&leaves, &self.device);
        let gradient = leaves.gradient(&loss.backward());
        self.gradient.iter_mut().zip(&gradient).for_each(|(sum, value)| *sum += value);
        told
    }

    /// Takes a step down the losses that were added since the last.
    pub fn step(&mut self) {
        let learning_rate = self.step_sizes.at(self.step);
        let settings = AdamW { learning_rate, weight_decay: self.weight_decay };
        self.step += 1;
        self.optimiser.update(&mut self.parameters, &self.gradient, self.step, settings);
        self.gradient.fill(0.0);
    }

    /// Computes something that is not learnt from.
    pub fn look<T>(&self, look: impl FnOnce(&Leaves, &Device) -> T) -> T {
        look(&self.parameters.leaves(&self.device), &self.device)
    }

    /// Steps taken.
    pub fn steps(&self) -> usize {
        self.step
    }

    /// The parameters as they are now.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }
}
