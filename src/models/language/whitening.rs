//! A last linear step that spreads embeddings evenly over all directions (Su et al. 2021,
//! <https://arxiv.org/abs/2103.15316>).
//!
//! The means of a masked-language model's states all point the same way, and differ most in how frequent
//! their words are. Taking off the common part and shrinking the directions in which all texts differ
//! leaves what tells them apart.

use burn::tensor::Tensor;

use crate::error::WeightsError;
use crate::models::Tensors;

/// The tensors' names.
pub const MEAN: &str = "embedding.whitening.mean";
/// The tensors' names.
pub const MATRIX: &str = "embedding.whitening.matrix";

/// The step: `(x - mean) matrix`.
#[derive(Debug, Clone)]
pub struct Whitening {
    mean: Tensor<1>,   // [width]
    matrix: Tensor<2>, // [width, width], symmetric
}

impl Whitening {
    /// Takes its tensors.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn new(width: usize, tensors: &mut impl Tensors) -> Result<Self, WeightsError> {
        let mean = tensors.tensor(MEAN, [width])?;
        Ok(Self { mean, matrix: tensors.tensor(MATRIX, [width, width])? })
    }

    /// What is taken off, `[width]`, and what the rest is multiplied by, `[width, width]`.
    pub fn parts(&self) -> (&Tensor<1>, &Tensor<2>) {
        (&self.mean, &self.matrix)
    }

    /// # Shapes
    /// - `x`: `[texts, width]`
    /// - returns the same
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        (x - self.mean.clone().unsqueeze()).matmul(self.matrix.clone())
    }
}

/// Rows brought to length 1.
pub fn unit(x: Tensor<2>) -> Tensor<2> {
    let lengths = x.clone().square().sum_dim(1).sqrt().clamp_min(f32::MIN_POSITIVE); // [rows, 1]
    x / lengths
}
