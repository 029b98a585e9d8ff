//! A network that learns batch by batch, on whichever device.
//!
//! What a device computes is only ever waited for, never blocked on, so that it may be a GPU in a browser. On the
//! CPU nothing is waited for, and [`now`](crate::engine::now::now) makes it a plain call.

use burn::tensor::{Device, Tensor};

use super::optimiser::{Optimiser, StepSizes};
use super::parameters::{Leaves, Parameters};
use crate::error::Kind;
use crate::models::{self, AdamW};

/// A network in training.
#[derive(Debug)]
pub struct Learner {
    parameters: Parameters,
    optimiser: Optimiser,
    step_sizes: StepSizes,
    weight_decay: f32,
    /// Steps of the optimiser that have been taken.
    step: usize,
    /// The gradient of the step under way, as far as it is computed.
    gradient: Vec<f32>,
    device: Device,
}

impl Learner {
    /// Learns from these parameters on, on this device.
    pub fn new(
        parameters: Parameters,
        device: Device,
        step_sizes: StepSizes,
        weight_decay: f32,
    ) -> Self {
        let count = parameters.values.len();
        let (optimiser, gradient) = (Optimiser::new(count), vec![0.0; count]);
        Self { parameters, optimiser, step_sizes, weight_decay, step: 0, gradient, device }
    }

    /// Computes the loss of a part of a batch, and how it would fall. Losses of parts are added up until
    /// [`step`](Self::step): a batch in parts is the same as in one, but no wait is long.
    ///
    /// `loss` gives the loss, and what is told beside it, a number each.
    ///
    /// # Errors
    /// That of `loss`; [`DeviceError::Failed`](crate::error::DeviceError::Failed) if the device does not give
    /// what it computed. Then nothing was added.
    pub async fn add<const N: usize>(
        &mut self,
        loss: impl FnOnce(&Leaves, &Device) -> Result<(Tensor<1>, [Tensor<1>; N]), Kind>,
    ) -> Result<[f32; N], Kind> {
        let leaves = self.parameters.leaves(&self.device);
        let (loss, told) = loss(&leaves, &self.device)?;
        let gradient = leaves.gradient(&loss.backward()).await?;
        let told = models::numbers(told).await?;
        self.gradient.iter_mut().zip(&gradient).for_each(|(sum, value)| *sum += value);
        Ok(told)
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

    /// Steps of the optimiser that have been taken; what was added since the last is not among them.
    pub fn steps(&self) -> usize {
        self.step
    }

    /// The parameters as they are now.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }
}
