//! An autoencoder so small that it learns in front of the visitor.
//!
//! Convolutions squeeze a picture into a row of numbers, and convolutions draw it again from them. Unlike the
//! code of the shipped autoencoder ([`models::autoencoder`](crate::models::autoencoder)), which keeps the places
//! of the picture apart, this one is a plain row as long as the visitor wants: with fewer numbers, more is lost.

use burn::tensor::Tensor;

use crate::engine::whole::network;
use crate::engine::whole::parameters::Leaves;
use crate::models::autoencoder::enlarge;
use crate::models::{Activation, ConvConfig, Padding};

/// Side of the picture, in pixels.
pub const SIZE: usize = 32;

/// Side of the map before and after the code, in pixels.
const MIDDLE: usize = 4;

/// Channels of the encoder's stages, each at half the side of the one before.
const ENCODER: [usize; 3] = [24, 48, 96];

/// Channels of the map that the code is spread over.
const SPREAD: usize = 64;

/// Channels of the decoder's stages, each at twice the side of the one before.
const DECODER: [usize; 3] = [48, 24, 3];

/// Its layers.
#[derive(Debug)]
pub struct Net {
    /// Picture to code.
    encoder: Vec<ConvConfig>,
    /// Code to a map of [`MIDDLE`] x [`MIDDLE`] pixels, as the channels of a single one.
    spread: ConvConfig,
    /// Map to picture: each layer follows an enlargement.
    decoder: Vec<ConvConfig>,
}

impl Net {
    /// With a code of so many numbers.
    pub fn new(code: usize) -> Self {
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
        // As large as the map, it looks at all of it at once.
        let whole = conv("code".into(), channels, code, MIDDLE).with_padding(Padding::None);
        encoder.push(whole.linear(None));
        let mut channels = SPREAD;
        let decoder = DECODER.into_iter().enumerate().map(|(stage, outputs)| {
            let layer = conv(format!("decoder.{stage}"), channels, outputs, 3);
            channels = outputs;
            if stage + 1 == DECODER.len() { layer.linear(None) } else { layer }
        });
        let decoder = decoder.collect();
        let spread = conv("spread".into(), code, MIDDLE * MIDDLE * SPREAD, 1);
        Self { encoder, spread, decoder }
    }

    /// All layers, whose parameters it learns.
    pub fn layers(&self) -> Vec<ConvConfig> {
        [&self.encoder[..], std::slice::from_ref(&self.spread), &self.decoder].concat()
    }

    /// Draws pictures again from their codes.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, size, size]`, from -1 to 1
    /// - returns the same; what is drawn badly may lie beyond -1 and 1
    pub fn redraw(&self, leaves: &Leaves, pictures: Tensor<4>) -> Tensor<4> {
        let batch = pictures.dims()[0];
        let code = network::forward(leaves, &self.encoder, pictures); // [batch, code, 1, 1]
        let spread = network::forward_layer(leaves, &self.spread, code, None);
        let map = spread.reshape([batch, SPREAD, MIDDLE, MIDDLE]);
        let draw = |x, layer| network::forward_layer(leaves, layer, enlarge(x), None);
        self.decoder.iter().fold(map, draw)
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::engine::whole::untrained;

    #[test]
    fn draws_a_picture_as_large_as_it_saw() {
        for code in [1, 8, 256] {
            let net = Net::new(code);
            let parameters = untrained(&net.layers(), 1);
            assert_eq!(parameters.get("code.bias").len(), code);
            let device = Device::flex();
            let pictures = Tensor::<4>::ones([2, 3, SIZE, SIZE], &device).autodiff();
            let drawn = net.redraw(&parameters.leaves(&device), pictures);
            assert_eq!(drawn.dims(), [2, 3, SIZE, SIZE]);
        }
    }
}
