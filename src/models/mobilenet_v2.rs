//! MobileNetV2 (Sandler et al. 2018, <https://arxiv.org/abs/1801.04381>) without its classifier.

use super::{ConvConfig, ConvNetConfig, ConvWeights, Weights};
use crate::error::Kind;

/// Epsilon of every batch norm in Keras' MobileNetV2.
const EPSILON: f32 = 1e-3;

/// The inverted-residual stages of the paper's table 2: expansion, channels, blocks, first stride.
const STAGES: [(usize, usize, usize, usize); 7] = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
];

/// Configuration of a MobileNetV2 backbone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MobileNetV2Config {
    width: f32,
    input_size: usize,
}

impl MobileNetV2Config {
    /// Width 1.0 for pictures of `input_size` x `input_size` pixels.
    pub fn new(input_size: usize) -> Self {
        Self { width: 1.0, input_size }
    }

    /// Multiplies the channels of every layer but the last.
    pub fn with_width(self, width: f32) -> Self {
        Self { width, ..self }
    }

    /// The network's convolutions, named as Keras names them.
    pub fn layers(&self) -> ConvNetConfig {
        let mut layers = Vec::new();
        let mut channels = self.channels(32);
        layers.push(ConvConfig::new("Conv1", 3, channels, 3).with_stride(2));
        let mut block = 0;
        for (expansion, base, blocks, first_stride) in STAGES {
            let outputs = self.channels(base);
            for position in 0..blocks {
                let stride = if position == 0 { first_stride } else { 1 };
                let name = match block {
                    0 => "expanded_conv".to_string(),
                    _ => format!("block_{block}"),
                };
                let before = layers.len() - 1;
                let hidden = channels * expansion;
                if expansion > 1 {
                    layers.push(ConvConfig::new(&format!("{name}_expand"), channels, hidden, 1));
                }
                let depthwise = ConvConfig::new(&format!("{name}_depthwise"), hidden, hidden, 3);
                layers.push(depthwise.depthwise().with_stride(stride));
                let shortcut = (stride == 1 && channels == outputs).then_some(before);
                let project = ConvConfig::new(&format!("{name}_project"), hidden, outputs, 1);
                layers.push(project.linear(shortcut));
                channels = outputs;
                block += 1;
            }
        }
        // The last layer is never narrower than 1280, or a thin network would have too small an
        // embedding (section 6.1 of the paper).
        let last = if self.width > 1.0 { self.channels(1280) } else { 1280 };
        layers.push(ConvConfig::new("Conv_1", channels, last, 1));
        ConvNetConfig::new(self.input_size, layers)
    }

    /// Reads the weights of every layer under Keras' names and folds batch norm into them.
    ///
    /// # Errors
    /// Those of [`Weights::get`].
    pub fn read(&self, weights: &Weights) -> Result<Vec<ConvWeights>, Kind> {
        self.layers().layers.iter().map(|layer| fold(layer, weights)).collect()
    }

    /// `base` channels times the width, rounded to a multiple of 8 but by no more than a tenth
    /// down (`_make_divisible` in the authors' code).
    fn channels(&self, base: usize) -> usize {
        let exact = base as f32 * self.width;
        let rounded = (((exact + 4.0) as usize) / 8 * 8).max(8);
        if (rounded as f32) < 0.9 * exact { rounded + 8 } else { rounded }
    }
}

/// Keras' names of a layer's kernel and of its batch norm.
///
/// | layer | kernel | batch norm |
/// |---|---|---|
/// | `Conv1` | `Conv1/kernel` | `bn_Conv1/…` |
/// | `Conv_1` | `Conv_1/kernel` | `Conv_1_bn/…` |
/// | `…_depthwise` | `…_depthwise/depthwise_kernel` | `…_depthwise_BN/…` |
/// | `…_expand`, `…_project` | `…/kernel` | `…_BN/…` |
fn keras_names(layer: &ConvConfig) -> (String, String) {
    let name = &layer.name;
    let kernel = if layer.depthwise { "depthwise_kernel" } else { "kernel" };
    let norm = match name.as_str() {
        "Conv1" => "bn_Conv1".to_string(),
        "Conv_1" => "Conv_1_bn".to_string(),
        _ => format!("{name}_BN"),
    };
    (format!("{name}/{kernel}"), norm)
}

/// Reads one layer and folds its batch norm: `gamma * (conv(x) - mean) / sqrt(variance + eps) + beta`
/// is a convolution with a scaled kernel and a bias (Jacob et al. 2018, section 3.2).
fn fold(layer: &ConvConfig, weights: &Weights) -> Result<ConvWeights, Kind> {
    let (kernel_name, norm) = keras_names(layer);
    let (k, outputs, inputs) = (layer.kernel, layer.outputs, layer.inputs_per_output());
    // Keras stores [height, width, in, out], and [height, width, channel, 1] where depthwise.
    let shape = if layer.depthwise { [k, k, outputs, 1] } else { [k, k, inputs, outputs] };
    let source = weights.get(&kernel_name, &shape)?;
    let norm = |part: &str| weights.get(&format!("{norm}/{part}"), &[outputs]);
    let (gamma, beta) = (norm("gamma")?, norm("beta")?);
    let (mean, variance) = (norm("moving_mean")?, norm("moving_variance")?);

    let mut kernel = Vec::with_capacity(source.len());
    let mut bias = Vec::with_capacity(outputs);
    for o in 0..outputs {
        let scale = gamma[o] / (variance[o] + EPSILON).sqrt();
        bias.push(beta[o] - mean[o] * scale);
        for i in 0..inputs {
            // Both axes of the kernel as one: `at` is the pixel. Where depthwise, `inputs` is 1,
            // so one formula reads both of Keras' layouts.
            kernel.extend((0..k * k).map(|at| source[(at * inputs + i) * outputs + o] * scale));
        }
    }
    Ok(ConvWeights { kernel, bias })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_channels_of_keras_at_width_035() {
        let net = MobileNetV2Config::new(224).with_width(0.35).layers();
        let projections: Vec<usize> = net
            .layers
            .iter()
            .filter(|layer| layer.name.ends_with("_project"))
            .map(|layer| layer.outputs)
            .collect();
        assert_eq!(projections, [8, 8, 8, 16, 16, 16, 24, 24, 24, 24, 32, 32, 32, 56, 56, 56, 112]);
        assert_eq!(net.embedding_size(), 1280);
        assert_eq!(net.layers.len(), 1 + 2 + 16 * 3 + 1);
    }

    #[test]
    fn a_missing_tensor_is_named() {
        let error = MobileNetV2Config::new(224).read(&Weights::default());
        assert_eq!(error, Err(Kind::MissingTensor("Conv1/kernel".into())));
    }
}
