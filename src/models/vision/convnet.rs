//! Convolutional backbones as a list of convolutions, and their plain version in burn.

use burn::tensor::{Device, Tensor};

use crate::error::{DeviceError, WeightsError};
use crate::models::{Conv, ConvConfig, ConvWeights, Tensors};

/// How the three channels of a picture from -1 to 1 are scaled and shifted for a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normalisation {
    /// What red, green and blue are multiplied by.
    pub scale: [f32; 3],
    /// What is added then.
    pub shift: [f32; 3],
}

impl Normalisation {
    /// The picture as it is.
    pub const NONE: Self = Self { scale: [1.0; 3], shift: [0.0; 3] };

    /// For a network that takes pixels from 0 to 1, less `mean`, over `deviation`.
    pub fn from_moments(mean: [f32; 3], deviation: [f32; 3]) -> Self {
        Self {
            scale: deviation.map(|deviation| 0.5 / deviation),
            shift: std::array::from_fn(|channel| (0.5 - mean[channel]) / deviation[channel]),
        }
    }

    /// Applies it to `[3, size, size]` values of a picture.
    pub fn apply(&self, values: &mut [f32]) {
        if *self == Self::NONE {
            return;
        }
        let pixels = values.len() / 3;
        for (channel, plane) in values.chunks_exact_mut(pixels.max(1)).enumerate() {
            let (scale, shift) = (self.scale[channel], self.shift[channel]);
            plane.iter_mut().for_each(|value| *value = *value * scale + shift);
        }
    }
}

/// A backbone: convolutions in order, then means over the cells of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvNetConfig {
    /// Side of the square picture, in pixels.
    pub input_size: usize,
    /// What is done to the picture first.
    pub normalisation: Normalisation,
    /// The convolutions. The first takes the three channels of the picture.
    pub layers: Vec<ConvConfig>,
    /// Cells of the grid along each axis. 1 is the mean over all pixels.
    pub grid: usize,
}

impl ConvNetConfig {
    /// A backbone that takes pictures as they are and gives the mean over all pixels.
    pub fn new(input_size: usize, layers: Vec<ConvConfig>) -> Self {
        Self { input_size, normalisation: Normalisation::NONE, layers, grid: 1 }
    }

    /// Numbers in the embedding: the channels of the last layer, for every cell of the grid.
    pub fn embedding_size(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs) * self.grid * self.grid
    }

    /// Side of every layer's output in pixels, in order.
    pub fn output_sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = Vec::with_capacity(self.layers.len());
        for (index, layer) in self.layers.iter().enumerate() {
            let before = index.checked_sub(1);
            let input = layer.source.or(before).map_or(self.input_size, |layer| sizes[layer]);
            sizes.push(layer.output_size(input));
        }
        sizes
    }

    /// Multiplications that one picture takes.
    pub fn multiplications(&self) -> usize {
        let sizes = self.output_sizes();
        self.layers.iter().zip(sizes).map(|(layer, size)| layer.multiplications(size)).sum()
    }

    /// The network with its layers' tensors: out of a file, or those that are being trained.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn init(&self, tensors: &mut impl Tensors) -> Result<ConvNet, WeightsError> {
        let layers = self.layers.iter().map(|layer| layer.init(tensors));
        Ok(ConvNet { layers: layers.collect::<Result<_, _>>()?, grid: self.grid })
    }

    /// The network on `device`, with one element of `weights` a layer.
    pub fn load(&self, weights: &[ConvWeights], device: &Device) -> ConvNet {
        let layers = self.layers.iter().zip(weights);
        let layers = layers.map(|(layer, weights)| layer.load(weights, device));
        ConvNet { layers: layers.collect(), grid: self.grid }
    }
}

/// A convolutional backbone in burn.
#[derive(Debug, Clone)]
pub struct ConvNet {
    layers: Vec<Conv>,
    grid: usize,
}

impl ConvNet {
    /// Embeds pictures, normalised already.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, size, size]`
    /// - returns `[batch, embedding]`
    pub fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        pool(self.features(pictures), self.grid)
    }

    /// What the last layer gives, before the means are taken.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, size, size]`
    /// - returns `[batch, outputs, size, size]` of the last layer
    pub fn features(&self, pictures: Tensor<4>) -> Tensor<4> {
        let mut outputs: Vec<Tensor<4>> = Vec::with_capacity(self.layers.len());
        while let Some(output) = self.next(&pictures, &outputs) {
            outputs.push(output);
        }
        outputs.pop().unwrap_or(pictures)
    }

    /// What the layer gives that follows those whose outputs are there already, so that each can be looked
    /// at; none after the last.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, size, size]`, normalised already
    /// - returns `[batch, outputs, size, size]` of the layer
    pub fn next(&self, pictures: &Tensor<4>, outputs: &[Tensor<4>]) -> Option<Tensor<4>> {
        let layer = self.layers.get(outputs.len())?;
        let x = match layer.config().source {
            Some(source) => outputs[source].clone(),
            None => outputs.last().unwrap_or(pictures).clone(),
        };
        let shortcut = layer.config().shortcut.map(|earlier| outputs[earlier].clone());
        Some(layer.forward(x, shortcut))
    }

    /// The weights of every layer, back in the host's memory.
    ///
    /// # Errors
    /// Those of [`Conv::weights`].
    pub async fn weights(&self) -> Result<Vec<ConvWeights>, DeviceError> {
        let mut weights = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            weights.push(layer.weights().await?);
        }
        Ok(weights)
    }
}

/// Means over the cells of a `grid` x `grid` grid, cell by cell in reading order.
///
/// # Shapes
/// - `features`: `[batch, channels, size, size]`
/// - returns `[batch, grid * grid * channels]`
pub fn pool(features: Tensor<4>, grid: usize) -> Tensor<2> {
    let size = features.dims()[3];
    let edge = |cell: usize| cell * size / grid;
    let mut cells = Vec::with_capacity(grid * grid);
    for row in 0..grid {
        for column in 0..grid {
            let cell = match grid {
                1 => features.clone(),
                _ => features.clone().narrow(2, edge(row), edge(row + 1) - edge(row)).narrow(
                    3,
                    edge(column),
                    edge(column + 1) - edge(column),
                ),
            };
            let mean: Tensor<3> = cell.flatten::<3>(2, 3).mean_dim(2); // [batch, channels, 1]
            cells.push(mean.squeeze_dim(2));
        }
    }
    Tensor::cat(cells, 1)
}

#[cfg(test)]
mod tests {
    use burn::tensor::TensorData;

    use super::*;

    fn conv(kernel: usize, stride: usize) -> ConvConfig {
        ConvConfig::new("test", 1, 1, kernel).with_stride(stride).linear(None)
    }

    #[test]
    fn a_shortcut_adds_an_earlier_output() {
        let double = ConvWeights { kernel: vec![2.0], bias: vec![1.0] };
        let config = ConvNetConfig::new(2, vec![conv(1, 1), conv(1, 1).linear(Some(0))]);
        let net = config.load(&[double.clone(), double], &Device::flex());
        let ones = Tensor::ones([1, 1, 2, 2], &Device::flex());
        // 1 -> 2 * 1 + 1 = 3 -> (2 * 3 + 1) + 3 = 10
        net.forward(ones).into_data().assert_eq(&TensorData::from([[10.0f32]]), true);
    }

    #[test]
    fn a_layer_may_take_an_earlier_one_s_output() {
        let double = ConvWeights { kernel: vec![2.0], bias: vec![1.0] };
        let layers = vec![conv(1, 1), conv(1, 1), conv(1, 1).with_source(0).linear(Some(1))];
        let net = ConvNetConfig::new(2, layers)
            .load(&[double.clone(), double.clone(), double], &Device::flex());
        let ones = Tensor::ones([1, 1, 2, 2], &Device::flex());
        // 1 -> 3; 3 -> 7; (2 * 3 + 1) + 7 = 14
        net.forward(ones).into_data().assert_eq(&TensorData::from([[14.0f32]]), true);
    }

    #[test]
    fn pools_over_the_cells_of_a_grid() {
        let rows = [[1.0f32, 1.0, 2.0], [3.0, 4.0, 4.0], [3.0, 4.0, 4.0]];
        let x = Tensor::<2>::from_data(rows, &Device::flex()).reshape([1, 1, 3, 3]);
        let expected = TensorData::from([[1.0f32, 1.5, 3.0, 4.0]]);
        pool(x, 2).into_data().assert_eq(&expected, true);
    }

    #[test]
    fn moments_of_pixels_from_0_to_1_apply_to_pictures_from_minus_1_to_1() {
        let normalisation = Normalisation::from_moments([0.5, 0.0, 1.0], [0.5, 1.0, 0.25]);
        let mut values = vec![1.0, 1.0, 1.0]; // white: 1 of each
        normalisation.apply(&mut values);
        assert_eq!(values, [1.0, 1.0, 0.0]);
    }
}
