//! AdamW, its memory and all parameters as one vector each, which never leave the device.

use burn::tensor::{Device, Tensor, TensorData};
use headstart::models::AdamW;

/// Parameters in training.
#[derive(Debug)]
pub struct Optimiser {
    /// `[parameters]`
    values: Tensor<1>,
    /// Running means of the gradients, `[parameters]`.
    first: Tensor<1>,
    /// Running means of their squares, `[parameters]`.
    second: Tensor<1>,
    /// What the step size is multiplied by, for each parameter.
    rates: Tensor<1>,
    /// The same times the weight decay; 0 for those that do not decay.
    decays: Tensor<1>,
    /// Steps taken.
    steps: u32,
}

impl Optimiser {
    /// Of these values, each with its own largest step size and with its decay.
    pub fn new(values: Vec<f32>, rates: Vec<f32>, decays: Vec<f32>, device: &Device) -> Self {
        let count = values.len();
        debug_assert!(rates.len() == count && decays.len() == count);
        let put = |values| Tensor::<1>::from_data(TensorData::new(values, [count]), device);
        let zeros = || put(vec![0.0; count]);
        let shrinking = rates.iter().zip(&decays).map(|(rate, decay)| rate * decay).collect();
        Self {
            values: put(values),
            first: zeros(),
            second: zeros(),
            rates: put(rates),
            decays: put(shrinking),
            steps: 0,
        }
    }

    /// The parameters as they are now, `[parameters]`.
    pub fn values(&self) -> Tensor<1> {
        self.values.clone()
    }

    /// A step against this gradient, `[parameters]`, each parameter's largest step times `size`.
    pub fn step(&mut self, gradient: Tensor<1>, size: f32) {
        self.steps += 1;
        let (correction_1, correction_2) = AdamW::corrections(self.steps);
        let square = gradient.clone() * gradient.clone();
        self.first = self.first.clone() * AdamW::BETA_1 + gradient * (1.0 - AdamW::BETA_1);
        self.second = self.second.clone() * AdamW::BETA_2 + square * (1.0 - AdamW::BETA_2);
        let length = (self.second.clone() / correction_2).sqrt() + AdamW::EPSILON;
        let direction = self.first.clone() / correction_1 / length;
        let moved = direction * self.rates.clone() + self.values.clone() * self.decays.clone();
        self.values = self.values.clone() - moved * size;
    }
}

#[cfg(test)]
mod tests {
    use headstart::engine::now::now;
    use headstart::models::values;

    use super::*;

    #[test]
    fn the_first_step_goes_against_the_sign_of_the_gradient() {
        let device = Device::flex();
        let (start, rates) = (vec![1.0, -2.0, 4.0], vec![0.1, 0.1, 0.2]);
        let mut optimiser = Optimiser::new(start, rates, vec![0.5, 0.5, 0.0], &device);
        let gradient = Tensor::from_data(TensorData::new(vec![0.2f32, -0.1, 3.0], [3]), &device);
        optimiser.step(gradient, 1.0);
        // A twentieth is taken from what decays.
        let expected = [1.0 - 0.05 - 0.1, -2.0 + 0.1 + 0.1, 4.0 - 0.2];
        let values = now(values(optimiser.values())).expect("the CPU stays");
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-5, "{value} {expected}");
        }
    }
}
