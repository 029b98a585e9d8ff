//! Products of matrices.

use kernels::map::{BLOCK, blocks};
use kernels::network::UNLIMITED;
use kernels::product::{Operands, Weights};

use super::value::MOST;
use crate::format::Malformed;
use crate::reader::Tensor;

/// A matrix of weights, ready to multiply rows with.
#[derive(Debug, Clone)]
pub struct Matrix {
    weights: Weights,
    inputs: usize,
    outputs: usize,
}

impl Matrix {
    /// Of `[inputs, outputs]` numbers, or turned, `[outputs, inputs]`; a bias is added to each product.
    ///
    /// # Errors
    /// [`Malformed`] if the bias does not fit.
    pub fn new(weights: &Tensor, is_turned: bool, bias: Option<&[f32]>) -> Result<Self, Malformed> {
        let [first, second] = weights.sizes()?;
        let (inputs, outputs) = if is_turned { (second, first) } else { (first, second) };
        let bias = bias.map_or_else(|| vec![0.0; outputs], <[f32]>::to_vec);
        if bias.len() != outputs {
            return Err(Malformed(format!("{} biases of {outputs} outputs", bias.len())));
        }
        let values = &weights.values;
        let weight = |output: usize, input: usize| {
            if is_turned {
                values[output * inputs + input]
            } else {
                values[input * outputs + output]
            }
        };
        let weights = Weights::pack(inputs, &bias, UNLIMITED, weight);
        Ok(Self { weights, inputs, outputs })
    }

    /// The products of all rows of a tensor, whose last axis is `inputs` long: that axis becomes `outputs` long.
    ///
    /// # Errors
    /// [`Malformed`] if the rows have another length.
    pub fn apply(&self, rows: &Tensor) -> Result<Tensor, Malformed> {
        if rows.shape.last() != Some(&self.inputs) || self.inputs == 0 {
            return Err(Malformed(format!("{:?} times [{}, …]", rows.shape, self.inputs)));
        }
        let count = rows.values.len() / self.inputs;
        let stride = blocks(self.outputs) * BLOCK;
        if count.checked_mul(stride).is_none_or(|all| all > MOST) {
            return Err(Malformed("a product is too large".into()));
        }
        let mut output = vec![0.0; count * stride];
        let pixels = &rows.values;
        self.weights.apply(Operands {
            pixels,
            stride: self.inputs,
            shortcut: None,
            output: &mut output,
        });
        let mut shape = rows.shape.clone();
        shape.pop();
        shape.push(self.outputs);
        let values = output.chunks_exact(stride.max(1)).flat_map(|row| &row[..self.outputs]);
        Tensor::new(shape, values.copied().collect())
    }
}

/// Products of matrices `[…, rows, inner]` and `[…, inner, columns]`, pair by pair.
///
/// # Errors
/// [`Malformed`] if they do not fit each other.
pub fn product(a: &Tensor, b: &Tensor) -> Result<Tensor, Malformed> {
    let wrong = || Malformed(format!("{:?} times {:?}", a.shape, b.shape));
    let ([before @ .., rows, inner], [others @ .., depth, columns]) = (&a.shape[..], &b.shape[..])
    else {
        return Err(wrong());
    };
    if before != others || inner != depth || *inner == 0 || *columns == 0 {
        return Err(wrong());
    }
    let mut values = Vec::new();
    let pairs = a.values.chunks_exact((rows * inner).max(1));
    for (left, right) in pairs.zip(b.values.chunks_exact(inner * columns)) {
        let matrix = Matrix::new(&Tensor::new([*inner, *columns], right.to_vec())?, false, None)?;
        values.extend(matrix.apply(&Tensor::new([*rows, *inner], left.to_vec())?)?.values);
    }
    let shape: Vec<usize> = before.iter().copied().chain([*rows, *columns]).collect();
    Tensor::new(shape, values)
}
