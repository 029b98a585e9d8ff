//! One convolution: its configuration, its weights, and its plain version in burn.

use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData, module::conv2d, ops::ConvOptions};

use crate::error::{DeviceError, WeightsError};
use crate::models::{Tensors, values};

/// What follows a convolution, after its bias and shortcut are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing: the sum as it is.
    Linear,
    /// `max(x, 0)`.
    Relu,
    /// `min(max(x, 0), 6)` (Krizhevsky 2010).
    Relu6,
}

/// Where a convolution adds zeros around its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// As TensorFlow's "same": as few as give `size / stride` pixels, the odd one after.
    Same,
    /// As PyTorch's `padding = kernel / 2`: the same number on every side.
    Symmetric,
    /// None: the kernel stays within the picture.
    None,
}

/// One convolution with its bias, the shortcut that is added to it, and its activation.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvConfig {
    /// The layer's name in its paper or its first implementation.
    pub name: String,
    /// Channels of the input.
    pub inputs: usize,
    /// Channels out; equal to `inputs` where `depthwise`.
    pub outputs: usize,
    /// Side of the square kernel.
    pub kernel: usize,
    /// Step of the kernel along both axes.
    pub stride: usize,
    /// Zeros around the input.
    pub padding: Padding,
    /// Whether every channel is convolved by itself.
    pub depthwise: bool,
    /// What is done to every number of the sum.
    pub activation: Activation,
    /// The earlier layer, by index, whose output it takes, if not the one before.
    pub source: Option<usize>,
    /// The earlier layer, by index, whose output is added to this one's.
    pub shortcut: Option<usize>,
}

impl ConvConfig {
    /// A convolution over all channels with a step of 1, TensorFlow's padding, ReLU6 after it, and
    /// no shortcut.
    pub fn new(name: &str, inputs: usize, outputs: usize, kernel: usize) -> Self {
        Self {
            name: name.into(),
            inputs,
            outputs,
            kernel,
            stride: 1,
            padding: Padding::Same,
            depthwise: false,
            activation: Activation::Relu6,
            source: None,
            shortcut: None,
        }
    }

    /// The same with a step of `stride`.
    pub fn with_stride(self, stride: usize) -> Self {
        Self { stride, ..self }
    }

    /// The same with zeros added elsewhere.
    pub fn with_padding(self, padding: Padding) -> Self {
        Self { padding, ..self }
    }

    /// The same followed by `activation`.
    pub fn with_activation(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }

    /// The same with the output of an earlier layer added before the activation.
    pub fn with_shortcut(self, shortcut: Option<usize>) -> Self {
        Self { shortcut, ..self }
    }

    /// The same, taking the output of an earlier layer.
    pub fn with_source(self, source: usize) -> Self {
        Self { source: Some(source), ..self }
    }

    /// The same for every channel by itself.
    pub fn depthwise(self) -> Self {
        Self { depthwise: true, ..self }
    }

    /// The same with nothing after it but, where there is one, the shortcut from an earlier layer.
    pub fn linear(self, shortcut: Option<usize>) -> Self {
        self.with_activation(Activation::Linear).with_shortcut(shortcut)
    }

    /// Channels that one output channel looks at.
    pub fn inputs_per_output(&self) -> usize {
        if self.depthwise { 1 } else { self.inputs }
    }

    /// The kernel's shape: `[outputs, inputs_per_output, kernel, kernel]`.
    pub fn kernel_shape(&self) -> [usize; 4] {
        [self.outputs, self.inputs_per_output(), self.kernel, self.kernel]
    }

    /// Zeros to add `(before, after)` along an axis of `size` pixels.
    pub fn zeros(&self, size: usize) -> (usize, usize) {
        match self.padding {
            Padding::Same => {
                let covered = (self.output_size(size) - 1) * self.stride + self.kernel;
                let total = covered.saturating_sub(size);
                (total / 2, total - total / 2)
            }
            Padding::Symmetric => (self.kernel / 2, self.kernel / 2),
            Padding::None => (0, 0),
        }
    }

    /// Pixels along an axis after this layer, of `size` before it.
    pub fn output_size(&self, size: usize) -> usize {
        match self.padding {
            // Kernels are odd where zeros are symmetric, which gives the same.
            Padding::Same | Padding::Symmetric => size.div_ceil(self.stride),
            Padding::None => (size - self.kernel) / self.stride + 1,
        }
    }

    /// Multiplications it takes where the output has `size` x `size` pixels.
    pub fn multiplications(&self, size: usize) -> usize {
        self.kernel_shape().iter().product::<usize>() * size * size
    }

    /// The names of its kernel and its bias, which a network asks for: `{layer}.kernel` and `{layer}.bias`.
    pub fn tensors(&self) -> [String; 2] {
        ["kernel", "bias"].map(|part| format!("{}.{part}", self.name))
    }

    /// The convolution with its [`tensors`](Self::tensors): out of a file, or those that are being trained.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn init(&self, tensors: &mut impl Tensors) -> Result<Conv, WeightsError> {
        let [kernel, bias] = self.tensors();
        Ok(Conv {
            kernel: tensors.tensor(&kernel, self.kernel_shape())?,
            bias: tensors.tensor(&bias, [self.outputs])?,
            config: self.clone(),
        })
    }

    /// The convolution with weights of the host's memory, copied to a device.
    pub fn load(&self, weights: &ConvWeights, device: &Device) -> Conv {
        let kernel = TensorData::new(weights.kernel.clone(), self.kernel_shape());
        let bias = TensorData::new(weights.bias.clone(), [self.outputs]);
        Conv {
            config: self.clone(),
            kernel: Tensor::from_data(kernel, device),
            bias: Tensor::from_data(bias, device),
        }
    }

    /// The convolution by itself.
    ///
    /// # Shapes
    /// - `x`: `[batch, inputs, height, width]`
    /// - `kernel`: [`kernel_shape`](Self::kernel_shape); `bias`: `[outputs]`
    /// - returns `[batch, outputs, ...]`, each axis of [`output_size`](Self::output_size)
    pub fn convolve(&self, x: Tensor<4>, kernel: Tensor<4>, bias: Option<Tensor<1>>) -> Tensor<4> {
        let [_, _, height, width] = x.dims();
        let options = ConvOptions::new_with_padding(
            [self.stride; 2],
            [self.zeros(height), self.zeros(width)],
            [1, 1],
            if self.depthwise { self.inputs } else { 1 },
        );
        conv2d(x, kernel, bias, options)
    }
}

/// Weights of one convolution, batch norm folded in.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvWeights {
    /// `[outputs, inputs_per_output, kernel, kernel]`, row-major.
    pub kernel: Vec<f32>,
    /// `[outputs]`, with what batch norm adds.
    pub bias: Vec<f32>,
}

/// One convolution in burn.
#[derive(Debug, Clone)]
pub struct Conv {
    config: ConvConfig,
    kernel: Tensor<4>,
    bias: Tensor<1>,
}

impl Conv {
    /// What it was made by.
    pub fn config(&self) -> &ConvConfig {
        &self.config
    }

    /// The convolution, the shortcut that is added to it, and what follows.
    ///
    /// # Shapes
    /// - `x`: `[batch, inputs, height, width]`; `shortcut` as the result
    /// - returns `[batch, outputs, ...]`, each axis of [`output_size`](ConvConfig::output_size)
    pub fn forward(&self, x: Tensor<4>, shortcut: Option<Tensor<4>>) -> Tensor<4> {
        let x = self.config.convolve(x, self.kernel.clone(), Some(self.bias.clone()));
        self.config.activation.forward(match shortcut {
            Some(earlier) => x + earlier,
            None => x,
        })
    }

    /// Its weights, back in the host's memory.
    ///
    /// # Errors
    /// [`DeviceError::Failed`] if the device does not give them.
    pub async fn weights(&self) -> Result<ConvWeights, DeviceError> {
        Ok(ConvWeights {
            kernel: values(self.kernel.clone()).await?,
            bias: values(self.bias.clone()).await?,
        })
    }
}

impl Activation {
    /// Applies it to every element.
    pub fn forward<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Linear => x,
            Self::Relu => relu(x),
            Self::Relu6 => x.clamp(0.0, 6.0),
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
        assert_eq!(conv(3, 1).zeros(224), (1, 1));
        assert_eq!(conv(3, 2).zeros(224), (0, 1));
        assert_eq!(conv(3, 2).zeros(7), (1, 1));
        assert_eq!(conv(1, 1).zeros(7), (0, 0));
    }
}
