//! Convolutional backbones as a list of convolutions, and their plain version in burn.

use burn::tensor::{Device, Tensor, TensorData, module::conv2d, ops::ConvOptions};

/// What follows a convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    Linear,
    /// `min(max(x, 0), 6)` (Krizhevsky 2010).
    Relu6,
}

/// One convolution with its bias, its activation, and the shortcut that is added after it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvConfig {
    /// The layer's name in its paper or its first implementation.
    pub name: String,
    /// Channels in.
    pub inputs: usize,
    /// Channels out; equal to `inputs` where `depthwise`.
    pub outputs: usize,
    /// Side of the square kernel.
    pub kernel: usize,
    /// Step of the kernel along both axes.
    pub stride: usize,
    /// Whether every channel is convolved by itself.
    pub depthwise: bool,
    /// What follows.
    pub activation: Activation,
    /// The earlier layer, by index, whose output is added to this one's.
    pub shortcut: Option<usize>,
}

impl ConvConfig {
    /// A convolution over all channels with a step of 1, ReLU6 after it, and no shortcut.
    pub fn new(name: &str, inputs: usize, outputs: usize, kernel: usize) -> Self {
        Self {
            name: name.into(),
            inputs,
            outputs,
            kernel,
            stride: 1,
            depthwise: false,
            activation: Activation::Relu6,
            shortcut: None,
        }
    }

    /// The same with a step of `stride`.
    pub fn with_stride(self, stride: usize) -> Self {
        Self { stride, ..self }
    }

    /// The same for every channel by itself.
    pub fn depthwise(self) -> Self {
        Self { depthwise: true, ..self }
    }

    /// The same with nothing after it but, where there is one, the shortcut from an earlier layer.
    pub fn linear(self, shortcut: Option<usize>) -> Self {
        Self { activation: Activation::Linear, shortcut, ..self }
    }

    /// Channels that one output channel looks at.
    pub fn inputs_per_output(&self) -> usize {
        if self.depthwise { 1 } else { self.inputs }
    }

    /// Zeros to add `(before, after)` along an axis of `size` pixels, as TensorFlow's "same": the
    /// output has `size / stride` pixels, rounded up, and the odd zero goes after.
    pub fn padding(&self, size: usize) -> (usize, usize) {
        let total = ((self.output_size(size) - 1) * self.stride + self.kernel).saturating_sub(size);
        (total / 2, total - total / 2)
    }

    /// Pixels along an axis after this layer, of `size` before it.
    pub fn output_size(&self, size: usize) -> usize {
        size.div_ceil(self.stride)
    }
}

/// A backbone: convolutions in order, then the mean over all pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvNetConfig {
    /// Side of the square picture, in pixels.
    pub input_size: usize,
    /// The convolutions. The first takes the three channels of the picture.
    pub layers: Vec<ConvConfig>,
}

/// Weights of one convolution, batch norm folded in.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvWeights {
    /// `[outputs, inputs_per_output, kernel, kernel]`, row-major.
    pub kernel: Vec<f32>,
    /// `[outputs]`.
    pub bias: Vec<f32>,
}

impl ConvNetConfig {
    /// Numbers in the embedding: the channels of the last layer.
    pub fn embedding_size(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }

    /// The network on `device`, with one element of `weights` a layer.
    pub fn init(&self, weights: &[ConvWeights], device: &Device) -> ConvNet {
        let layers = self.layers.iter().zip(weights).map(|(config, weights)| {
            let shape = [config.outputs, config.inputs_per_output(), config.kernel, config.kernel];
            Conv {
                config: config.clone(),
                kernel: Tensor::from_data(TensorData::new(weights.kernel.clone(), shape), device),
                bias: Tensor::from_data(
                    TensorData::new(weights.bias.clone(), [config.outputs]),
                    device,
                ),
            }
        });
        ConvNet { layers: layers.collect() }
    }
}

/// A convolutional backbone in burn.
#[derive(Debug, Clone)]
pub struct ConvNet {
    layers: Vec<Conv>,
}

impl ConvNet {
    /// Embeds pictures.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, size, size]`
    /// - returns `[batch, embedding]`
    pub fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let mut outputs: Vec<Tensor<4>> = Vec::with_capacity(self.layers.len());
        let mut x = pictures;
        for layer in &self.layers {
            x = layer.forward(x); // [batch, outputs, size / stride, size / stride]
            if let Some(earlier) = layer.config.shortcut {
                x = x + outputs[earlier].clone();
            }
            outputs.push(x.clone());
        }
        let pooled: Tensor<3> = x.flatten::<3>(2, 3).mean_dim(2); // [batch, embedding, 1]
        pooled.squeeze_dim(2) // [batch, embedding]
    }
}

/// One convolution in burn.
#[derive(Debug, Clone)]
struct Conv {
    config: ConvConfig,
    kernel: Tensor<4>,
    bias: Tensor<1>,
}

impl Conv {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [_, _, height, width] = x.dims();
        let config = &self.config;
        let options = ConvOptions::new_with_padding(
            [config.stride; 2],
            [config.padding(height), config.padding(width)],
            [1, 1],
            if config.depthwise { config.inputs } else { 1 },
        );
        let x = conv2d(x, self.kernel.clone(), Some(self.bias.clone()), options);
        match config.activation {
            Activation::Linear => x,
            Activation::Relu6 => x.clamp(0.0, 6.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conv(kernel: usize, stride: usize) -> ConvConfig {
        ConvConfig::new("test", 1, 1, kernel).with_stride(stride).linear(None)
    }

    #[test]
    fn pads_as_tensorflow_does() {
        assert_eq!(conv(3, 1).padding(224), (1, 1));
        assert_eq!(conv(3, 2).padding(224), (0, 1));
        assert_eq!(conv(3, 2).padding(7), (1, 1));
        assert_eq!(conv(1, 1).padding(7), (0, 0));
    }

    #[test]
    fn a_shortcut_adds_an_earlier_output() {
        let double = ConvWeights { kernel: vec![2.0], bias: vec![1.0] };
        let config =
            ConvNetConfig { input_size: 2, layers: vec![conv(1, 1), conv(1, 1).linear(Some(0))] };
        let net = config.init(&[double.clone(), double], &Device::flex());
        let ones = Tensor::ones([1, 1, 2, 2], &Device::flex());
        // 1 -> 2 * 1 + 1 = 3 -> (2 * 3 + 1) + 3 = 10
        net.forward(ones).into_data().assert_eq(&TensorData::from([[10.0f32]]), true);
    }
}
