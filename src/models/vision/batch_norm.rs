//! Batch norm (Ioffe and Szegedy 2015, <https://arxiv.org/abs/1502.03167>), folded into the convolution
//! before it: once trained, both together are one convolution with a bias (Jacob et al. 2018,
//! <https://arxiv.org/abs/1712.05877>, section 3.2).

use crate::error::WeightsError;
use crate::models::{ConvConfig, ConvWeights, Reader};

/// Whose layout of kernels and names of batch norm's parts a file follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Convention {
    /// `[height, width, in, out]`, and `[height, width, channel, 1]` where depthwise.
    TensorFlow,
    /// `[out, in, height, width]`, and `[channel, 1, height, width]` where depthwise.
    PyTorch,
}

impl Convention {
    /// What scales, what is added, and the mean and variance of the training data.
    fn parts(self) -> [&'static str; 4] {
        match self {
            Self::TensorFlow => ["gamma", "beta", "moving_mean", "moving_variance"],
            Self::PyTorch => ["weight", "bias", "running_mean", "running_var"],
        }
    }

    fn shape(self, layer: &ConvConfig) -> [usize; 4] {
        let [outputs, inputs, k, _] = layer.kernel_shape();
        match self {
            Self::PyTorch => [outputs, inputs, k, k],
            Self::TensorFlow if layer.depthwise => [k, k, outputs, 1],
            Self::TensorFlow => [k, k, inputs, outputs],
        }
    }

    /// Where the weight between output `o` and input `i` at pixel `at` of the kernel is.
    fn index(self, layer: &ConvConfig, (o, i, at): (usize, usize, usize)) -> usize {
        let [outputs, inputs, k, _] = layer.kernel_shape();
        match self {
            Self::PyTorch => (o * inputs + i) * k * k + at,
            // Where depthwise, `inputs` is 1, so one formula reads both layouts.
            Self::TensorFlow => (at * inputs + i) * outputs + o,
        }
    }
}

/// How the convolutions of an architecture are stored with their batch norms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BatchNorm {
    /// Layout and names.
    pub convention: Convention,
    /// Added to the variance before its root is taken.
    pub epsilon: f32,
}

impl BatchNorm {
    /// Reads the kernel of a layer and its batch norm, whose names start with `norm`, and folds it:
    /// `gamma * (conv(x) - mean) / sqrt(variance + epsilon) + beta` is a convolution with a scaled
    /// kernel and a bias.
    ///
    /// # Errors
    /// Those of [`Reader::get`]; [`WeightsError::NotFinite`] also for a variance that has no root and for
    /// weights that overflow when folded.
    pub fn read(
        &self,
        layer: &ConvConfig,
        kernel: &str,
        norm: &str,
        weights: &mut Reader,
    ) -> Result<ConvWeights, WeightsError> {
        let [outputs, inputs, k, _] = layer.kernel_shape();
        let source = weights.get(kernel, &self.convention.shape(layer))?;
        let names = self.convention.parts().map(|part| format!("{norm}{part}"));
        let mut part = |index: usize| weights.get(&names[index], &[outputs]);
        let (gamma, beta, mean, variance) = (part(0)?, part(1)?, part(2)?, part(3)?);

        let mut folded = Vec::with_capacity(source.len());
        let mut bias = Vec::with_capacity(outputs);
        for o in 0..outputs {
            let scale = gamma[o] / (variance[o] + self.epsilon).sqrt();
            bias.push(beta[o] - mean[o] * scale);
            for i in 0..inputs {
                // Both axes of the kernel as one.
                let weight = |at| source[self.convention.index(layer, (o, i, at))];
                folded.extend((0..k * k).map(|at| weight(at) * scale));
            }
        }
        if !bias.iter().all(|value| value.is_finite()) {
            return Err(WeightsError::NotFinite(names[3].clone()));
        }
        if !folded.iter().all(|value| value.is_finite()) {
            return Err(WeightsError::NotFinite(kernel.into()));
        }
        Ok(ConvWeights { kernel: folded, bias })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::models::{Array, Weights};

    impl BatchNorm {
        /// Made-up tensors of a layer, by their names.
        pub fn arrays(&self, layer: &ConvConfig, kernel: &str, norm: &str) -> Vec<(String, Array)> {
            let array = |shape: &[usize]| {
                let values = (0..shape.iter().product()).map(|i: usize| 1.0 + i as f32);
                Array { shape: shape.to_vec(), values: values.collect() }
            };
            let parts = self.convention.parts().map(|part| format!("{norm}{part}"));
            let mut arrays: Vec<_> =
                parts.into_iter().map(|name| (name, array(&[layer.outputs]))).collect();
            arrays.push((kernel.into(), array(&self.convention.shape(layer))));
            arrays
        }
    }

    const TENSORFLOW: BatchNorm = BatchNorm { convention: Convention::TensorFlow, epsilon: 0.0 };
    const PYTORCH: BatchNorm = BatchNorm { convention: Convention::PyTorch, epsilon: 1.0 };

    fn array(shape: &[usize], values: &[f32]) -> Array {
        Array { shape: shape.to_vec(), values: values.to_vec() }
    }

    fn read(
        norm: BatchNorm,
        layer: &ConvConfig,
        arrays: &[(&str, Array)],
    ) -> Result<ConvWeights, WeightsError> {
        let weights: Weights =
            arrays.iter().map(|(name, array)| (name.to_string(), array.clone())).collect();
        let mut reader = weights.reader();
        let folded = norm.read(layer, "kernel", "bn.", &mut reader)?;
        reader.finish()?;
        Ok(folded)
    }

    #[test]
    fn tensorflow_s_kernels_are_transposed_and_scaled() {
        let layer = ConvConfig::new("test", 2, 3, 1);
        let folded = read(
            TENSORFLOW,
            &layer,
            &[
                ("kernel", array(&[1, 1, 2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])),
                ("bn.gamma", array(&[3], &[1.0, 2.0, 4.0])),
                ("bn.beta", array(&[3], &[0.5, 0.0, 0.0])),
                ("bn.moving_mean", array(&[3], &[0.0, 1.0, 0.0])),
                ("bn.moving_variance", array(&[3], &[1.0, 1.0, 4.0])),
            ],
        );
        let kernel = vec![1.0, 4.0, 2.0 * 2.0, 2.0 * 5.0, 2.0 * 3.0, 2.0 * 6.0];
        assert_eq!(folded, Ok(ConvWeights { kernel, bias: vec![0.5, -2.0, 0.0] }));
    }

    #[test]
    fn pytorch_s_kernels_keep_their_order() {
        let layer = ConvConfig::new("test", 1, 1, 3);
        let values: Vec<f32> = (0..9).map(|i| i as f32).collect();
        let arrays = [
            ("kernel", array(&[1, 1, 3, 3], &values)),
            ("bn.weight", array(&[1], &[4.0])),
            ("bn.bias", array(&[1], &[1.0])),
            ("bn.running_mean", array(&[1], &[3.0])),
            ("bn.running_var", array(&[1], &[3.0])),
        ];
        let kernel = values.iter().map(|value| value * 2.0).collect();
        let expected = ConvWeights { kernel, bias: vec![-5.0] };
        assert_eq!(read(PYTORCH, &layer, &arrays), Ok(expected));
    }

    #[test]
    fn a_variance_below_zero_is_refused() {
        let layer = ConvConfig::new("test", 1, 1, 1);
        let arrays = PYTORCH.arrays(&layer, "kernel", "bn.");
        let mut weights: std::collections::BTreeMap<_, _> = arrays.into_iter().collect();
        weights.insert("bn.running_var".into(), array(&[1], &[-2.0]));
        let weights: Weights = weights.into_iter().collect();
        let folded = PYTORCH.read(&layer, "kernel", "bn.", &mut weights.reader());
        assert_eq!(folded, Err(WeightsError::NotFinite("bn.running_var".into())));
    }
}
