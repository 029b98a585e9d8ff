//! Random weights for transformers, drawn as a network asks for them.

use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::parameters::Parameters;
use crate::error::WeightsError;
use crate::models::Tensors;

/// Deviation of weights at the start, as in BERT and GPT-2, which are so wide.
const DEVIATION: f32 = 0.02;
const WIDTH: f32 = 768.0;

/// Notes every tensor that a network asks for as a parameter: gains of layer normalisation start as
/// 1, biases as 0, all else as small random numbers.
#[derive(Debug)]
pub struct Initial {
    /// What was asked for.
    pub parameters: Parameters,
    /// Deviation of the weights: narrower networks sum fewer of them, so theirs are larger.
    deviation: f32,
    rng: ChaCha8Rng,
}

impl Initial {
    /// Seeded, for networks of this width.
    pub fn new(seed: u64, width: usize) -> Self {
        let deviation = DEVIATION * (WIDTH / width as f32).sqrt();
        Self { parameters: Parameters::default(), deviation, rng: ChaCha8Rng::seed_from_u64(seed) }
    }
}

impl Tensors for Initial {
    fn tensor<const D: usize>(
        &mut self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Tensor<D>, WeightsError> {
        let count = shape.iter().product();
        if name.ends_with("bias") {
            self.parameters.push(name, &shape, false, vec![0.0; count]);
        } else if D == 1 {
            self.parameters.push(name, &shape, false, vec![1.0; count]);
        } else {
            self.parameters.push_normal(name, &shape, self.deviation, &mut self.rng);
        }
        let values = self.parameters.get(name).to_vec();
        Ok(Tensor::from_data(TensorData::new(values, shape), &Device::flex()))
    }
}
