//! An autoencoder so small that it learns in front of the visitor.
//!
//! As in the shipped one ([`models::autoencoder`](crate::models::autoencoder)), convolutions squeeze a picture
//! into a few numbers for each of its places, and convolutions draw it again from them. How many numbers, the
//! visitor chooses: with fewer, more is lost.

use burn::tensor::Tensor;

use crate::engine::finetuning::parameters::Leaves;
use crate::engine::finetuning::standardised::Standardised;
use crate::error::WeightsError;
use crate::models::autoencoder::enlarge;
use crate::models::{Activation, ConvConfig, ConvNetConfig, Padding};

/// Side of the picture, in pixels.
pub const SIZE: usize = 32;

/// Places of a picture that have numbers of their own: the code is a map of 4 x 4.
pub const PLACES: usize = 16;

/// Channels of the encoder's stages, each at half the side of the one before.
const ENCODER: [usize; 3] = [24, 48, 64];

/// Channels of the decoder's stages, each at twice the side of the one before.
const DECODER: [usize; 2] = [48, 24];

/// The layers of both halves; what they have learnt is in a learner's parameters.
#[derive(Debug)]
pub struct Net {
    /// Picture to code.
    encoder: ConvNetConfig,
    /// Code to a map at half the side of the picture: each layer follows an enlargement.
    decoder: Vec<ConvConfig>,
    /// Map to picture: four pixels for each of the map's.
    drawing: ConvConfig,
}

impl Net {
    /// With so many numbers for each of the [`PLACES`].
    pub fn new(numbers: usize) -> Self {
        let conv = |name: String, inputs, outputs, kernel| {
            ConvConfig::new(&name, inputs, outputs, kernel)
                .with_padding(Padding::Symmetric)
                .with_activation(Activation::Relu)
        };
        let mut channels = 3;
        let mut encoder = Vec::new();
        for (stage, outputs) in ENCODER.into_iter().enumerate() {
            encoder.push(conv(format!("encoder.{stage}"), channels, outputs, 3).with_stride(2));
            channels = outputs;
        }
        encoder.push(conv("code".into(), channels, numbers, 1).linear(None));
        let mut channels = numbers;
        let decoder = DECODER.into_iter().enumerate().map(|(stage, outputs)| {
            let layer = conv(format!("decoder.{stage}"), channels, outputs, 3);
            channels = outputs;
            layer
        });
        let decoder = decoder.collect();
        let drawing = conv("drawing".into(), channels, 3 * 4, 3).linear(None);
        Self { encoder: ConvNetConfig::new(SIZE, encoder), decoder, drawing }
    }

    /// All layers, whose parameters it learns.
    pub fn layers(&self) -> Vec<ConvConfig> {
        [&self.encoder.layers[..], &self.decoder, std::slice::from_ref(&self.drawing)].concat()
    }

    /// Draws pictures again from their codes.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, size, size]`, from -1 to 1
    /// - returns the same; what is drawn badly may lie beyond -1 and 1
    ///
    /// # Errors
    /// Those of [`Leaves::tensor`] for parameters of another network.
    pub fn redraw(&self, leaves: &Leaves, pictures: Tensor<4>) -> Result<Tensor<4>, WeightsError> {
        let layers = self.layers();
        let mut tensors = Standardised::new(leaves, &layers);
        let code = self.encoder.init(&mut tensors)?.features(pictures); // [batch, numbers, 4, 4]
        let draw = |x, layer: &ConvConfig| Ok(layer.init(&mut tensors)?.forward(enlarge(x), None));
        let map = self.decoder.iter().try_fold(code, draw)?;
        Ok(spread(self.drawing.init(&mut tensors)?.forward(map, None)))
    }
}

/// Channels in fours to four pixels each (Shi et al. 2016, <https://arxiv.org/abs/1609.05158>): a quarter of the
/// work of a convolution that follows an enlargement.
///
/// # Shapes
/// - `x`: `[batch, 4 * channels, height, width]`
/// - returns `[batch, channels, 2 * height, 2 * width]`
fn spread(x: Tensor<4>) -> Tensor<4> {
    let [batch, channels, height, width] = x.dims();
    x.reshape([batch, channels / 4, 2, 2, height, width])
        .permute([0, 1, 4, 2, 5, 3]) // [batch, channels, height, 2, width, 2]
        .reshape([batch, channels / 4, 2 * height, 2 * width])
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;
    use crate::engine::finetuning::untrained;

    #[test]
    fn draws_a_picture_as_large_as_it_saw() {
        for numbers in [1, 16] {
            let net = Net::new(numbers);
            let parameters = untrained(&net.layers(), 1);
            let device = Device::flex();
            let pictures = Tensor::<4>::ones([2, 3, SIZE, SIZE], &device).autodiff();
            let leaves = parameters.leaves(&device);
            let layers = net.layers();
            let encoder = net.encoder.init(&mut Standardised::new(&leaves, &layers));
            let code = encoder.map(|encoder| encoder.features(pictures.clone()).dims());
            assert_eq!(code, Ok([2, numbers, 4, 4]));
            let drawn = net.redraw(&leaves, pictures).map(|drawn| drawn.dims());
            assert_eq!(drawn, Ok([2, 3, SIZE, SIZE]));
        }
    }

    #[test]
    fn four_channels_are_four_pixels() {
        let channels = [[[1.0f32, 5.0]], [[2.0, 6.0]], [[3.0, 7.0]], [[4.0, 8.0]]];
        let x = Tensor::<3>::from_data(channels, &Device::flex()).unsqueeze::<4>();
        let expected = TensorData::from([[[[1.0f32, 2.0, 5.0, 6.0], [3.0, 4.0, 7.0, 8.0]]]]);
        spread(x).into_data().assert_eq(&expected, true);
    }
}
