//! What all transformers here are made of.

use burn::tensor::module::layer_norm;
use burn::tensor::{Int, Tensor, TensorData};

use crate::error::WeightsError;
use crate::models::Tensors;

/// A linear layer whose weight is stored as PyTorch stores it, `[outputs, inputs]`.
#[derive(Debug, Clone)]
pub struct Linear {
    weight: Tensor<2>, // [inputs, outputs], a view
    bias: Tensor<1>,   // [outputs]
}

impl Linear {
    /// Takes `{name}.weight` and `{name}.bias`.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn new(
        tensors: &mut impl Tensors,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, WeightsError> {
        Ok(Self {
            weight: tensors.tensor(&format!("{name}.weight"), [outputs, inputs])?.transpose(),
            bias: tensors.tensor(&format!("{name}.bias"), [outputs])?,
        })
    }

    /// Takes `{name}.weight`, stored as `[inputs, outputs]`, and `{name}.bias`: what GPT-2 calls a
    /// `Conv1D`.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn new_transposed(
        tensors: &mut impl Tensors,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, WeightsError> {
        Ok(Self {
            weight: tensors.tensor(&format!("{name}.weight"), [inputs, outputs])?,
            bias: tensors.tensor(&format!("{name}.bias"), [outputs])?,
        })
    }

    /// # Shapes
    /// - `x`: `[rows, inputs]`. Rows of all examples together, so that it is one product of matrices.
    /// - returns `[rows, outputs]`
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.clone()) + self.bias.clone().unsqueeze()
    }

    /// What rows are multiplied by: `[inputs, outputs]`.
    pub fn weight(&self) -> &Tensor<2> {
        &self.weight
    }

    /// What is added to each row: `[outputs]`.
    pub fn bias(&self) -> &Tensor<1> {
        &self.bias
    }
}

/// Layer normalisation (Ba et al. 2016, <https://arxiv.org/abs/1607.06450>).
#[derive(Debug, Clone)]
pub struct LayerNorm {
    weight: Tensor<1>,
    bias: Tensor<1>,
    epsilon: f64,
}

impl LayerNorm {
    /// Takes `{name}.weight` and `{name}.bias`.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn new(
        tensors: &mut impl Tensors,
        name: &str,
        width: usize,
        epsilon: f64,
    ) -> Result<Self, WeightsError> {
        Ok(Self {
            weight: tensors.tensor(&format!("{name}.weight"), [width])?,
            bias: tensors.tensor(&format!("{name}.bias"), [width])?,
            epsilon,
        })
    }

    /// # Shapes
    /// - `x`: `[rows, width]`, as the result
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        layer_norm(x, self.weight.clone(), Some(self.bias.clone()), self.epsilon)
    }

    /// What a normalised row is multiplied by: `[width]`.
    pub fn weight(&self) -> &Tensor<1> {
        &self.weight
    }

    /// What is added to it then: `[width]`.
    pub fn bias(&self) -> &Tensor<1> {
        &self.bias
    }

    /// What is added to its variance.
    pub fn epsilon(&self) -> f64 {
        self.epsilon
    }
}

/// Rows of a table by their numbers.
///
/// # Shapes
/// - `table`: `[entries, width]`
/// - returns `[numbers, width]`
pub fn rows(table: &Tensor<2>, numbers: &[u32]) -> Tensor<2> {
    let numbers: Vec<i32> = numbers.iter().map(|&number| number as i32).collect();
    let data = TensorData::new(numbers.clone(), [numbers.len()]);
    table.clone().select(0, Tensor::<1, Int>::from_data(data, &table.device()))
}
