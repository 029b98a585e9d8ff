//! How this project's own files name the weights of convolutions: `{layer}.kernel`,
//! `[outputs, inputs_per_output, kernel, kernel]`, and `{layer}.bias`, `[outputs]`.

use super::{Array, ConvConfig, ConvWeights, Reader};
use crate::error::WeightsError;

/// The weights of these layers, one element of `weights` a layer, by their names.
pub(super) fn arrays(layers: &[ConvConfig], weights: &[ConvWeights]) -> Vec<(String, Array)> {
    let arrays = layers.iter().zip(weights).flat_map(|(layer, weights)| {
        let [kernel, bias] = layer.tensors();
        let shape = layer.kernel_shape().to_vec();
        [
            (kernel, Array { shape, values: weights.kernel.clone() }),
            (bias, Array { shape: vec![layer.outputs], values: weights.bias.clone() }),
        ]
    });
    arrays.collect()
}

/// Takes the weights of these layers.
///
/// # Errors
/// Those of [`Reader::get`].
pub(super) fn read(
    layers: &[ConvConfig],
    reader: &mut Reader,
) -> Result<Vec<ConvWeights>, WeightsError> {
    let read = |layer: &ConvConfig| {
        let [kernel, bias] = layer.tensors();
        Ok(ConvWeights {
            kernel: reader.get(&kernel, &layer.kernel_shape())?.to_vec(),
            bias: reader.get(&bias, &[layer.outputs])?.to_vec(),
        })
    };
    layers.iter().map(read).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Weights that differ from each other, and that 16-bit numbers hold exactly.
    pub fn made_up(layers: &[ConvConfig]) -> Vec<ConvWeights> {
        let values = |start: usize, count| (0..count).map(|i| ((start + i) % 509) as f32).collect();
        let weights = layers.iter().enumerate().map(|(index, layer)| ConvWeights {
            kernel: values(index, layer.kernel_shape().iter().product()),
            bias: values(index + 7, layer.outputs),
        });
        weights.collect()
    }
}
