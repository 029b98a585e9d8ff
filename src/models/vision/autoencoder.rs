//! The autoencoder of this project: convolutions that squeeze a picture into a code, and convolutions
//! that draw it again from the code (Hinton and Salakhutdinov 2006,
//! <https://doi.org/10.1126/science.1127647>; convolutional as Masci et al. 2011).
//!
//! The encoder is a backbone: its embedding is the code, pixel by pixel, so that whatever can be done
//! with embeddings, such as walking from one to another, can be looked at through the decoder.

use burn::tensor::{Device, Tensor, TensorData};

use crate::error::WeightsError;
use crate::models::{
    Activation, Backbone, Conv, ConvConfig, ConvNetConfig, ConvWeights, Padding, Pretrained,
    Weights, own_file,
};

/// Side of the picture, in pixels.
pub const INPUT_SIZE: usize = 64;

/// Side of the code, in pixels.
pub const CODE_SIZE: usize = 4;

/// Channels of the code. With its side it makes the code 24 times smaller than the picture: wide
/// enough to draw from, too narrow to copy.
pub const CODE_CHANNELS: usize = 32;

/// Channels of the encoder's stages, each at half the side of the one before.
const ENCODER: [usize; 4] = [32, 64, 128, 256];

/// The stage that a residual block follows.
const RESIDUAL: usize = 2;

/// Channels of the decoder's stages, each at twice the side of the one before.
const DECODER: [usize; 4] = [96, 48, 24, 3];

fn conv(name: &str, inputs: usize, outputs: usize, kernel: usize) -> ConvConfig {
    ConvConfig::new(name, inputs, outputs, kernel)
        .with_padding(Padding::Symmetric)
        .with_activation(Activation::Relu)
}

/// Pictures to codes.
pub fn encoder() -> ConvNetConfig {
    let mut layers = Vec::new();
    let mut channels = 3;
    for (stage, outputs) in ENCODER.into_iter().enumerate() {
        layers.push(conv(&format!("encoder.{stage}"), channels, outputs, 3).with_stride(2));
        channels = outputs;
        if stage == RESIDUAL {
            let before = layers.len() - 1;
            let name = |half: &str| format!("encoder.{stage}.{half}");
            layers.push(conv(&name("first"), channels, channels, 3));
            layers.push(conv(&name("second"), channels, channels, 3).with_shortcut(Some(before)));
        }
    }
    layers.push(conv("encoder.code", channels, CODE_CHANNELS, 1).linear(None));
    ConvNetConfig { grid: CODE_SIZE, ..ConvNetConfig::new(INPUT_SIZE, layers) }
}

/// Codes to pictures: the convolutions, each of which follows an enlargement.
pub fn decoder() -> Vec<ConvConfig> {
    let mut channels = CODE_CHANNELS;
    let layers = DECODER.into_iter().enumerate().map(|(stage, outputs)| {
        let layer = conv(&format!("decoder.{stage}"), channels, outputs, 3);
        channels = outputs;
        if stage + 1 == DECODER.len() { layer.linear(None) } else { layer }
    });
    layers.collect()
}

/// Every pixel four times.
///
/// # Shapes
/// - `x`: `[batch, channels, height, width]`
/// - returns `[batch, channels, 2 * height, 2 * width]`
pub fn enlarge(x: Tensor<4>) -> Tensor<4> {
    let [batch, channels, height, width] = x.dims();
    x.reshape([batch, channels, height, 1, width, 1])
        .expand([batch, channels, height, 2, width, 2])
        .reshape([batch, channels, 2 * height, 2 * width])
}

/// A decoder with its weights, in the host's memory and on no device yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoder {
    /// Weights of [`decoder`]'s layers.
    pub weights: Vec<ConvWeights>,
}

impl Decoder {
    /// The decoder on `device`, once for all codes that it is to draw.
    pub fn init(&self, device: &Device) -> DecoderNet {
        let layers = decoder().into_iter().zip(&self.weights);
        let layers = layers.map(|(layer, weights)| layer.load(weights, device));
        DecoderNet { layers: layers.collect(), device: device.clone() }
    }
}

/// A decoder in burn.
#[derive(Debug, Clone)]
pub struct DecoderNet {
    layers: Vec<Conv>,
    device: Device,
}

impl DecoderNet {
    /// Codes to pictures.
    ///
    /// # Shapes
    /// - `codes`: `[batch, code_size * code_size * code_channels]`, pixel by pixel as the encoder's
    ///   embeddings are
    /// - returns `[batch, 3, input_size, input_size]`, from -1 to 1
    pub fn forward(&self, codes: Tensor<2>) -> Tensor<4> {
        let batch = codes.dims()[0];
        let mut x = codes
            .reshape([batch, CODE_SIZE * CODE_SIZE, CODE_CHANNELS])
            .swap_dims(1, 2) // [batch, channels, pixels]
            .reshape([batch, CODE_CHANNELS, CODE_SIZE, CODE_SIZE]);
        for layer in &self.layers {
            x = layer.forward(enlarge(x), None); // [batch, outputs, 2 * size, 2 * size]
        }
        x.clamp(-1.0, 1.0)
    }

    /// Draws one code: `[3, input_size, input_size]` from -1 to 1.
    ///
    /// # Errors
    /// [`WeightsError::WrongShape`] if it is no code of this autoencoder's.
    pub fn draw(&self, code: &[f32]) -> Result<Vec<f32>, WeightsError> {
        let size = CODE_SIZE * CODE_SIZE * CODE_CHANNELS;
        if code.len() != size {
            let (expected, actual) = (vec![size], vec![code.len()]);
            return Err(WeightsError::WrongShape { tensor: "code".into(), expected, actual });
        }
        let codes = Tensor::from_data(TensorData::new(code.to_vec(), [1, size]), &self.device);
        let drawn = self.forward(codes).into_data().try_into_vec();
        Ok(drawn.expect("flex computes in f32, the type asked for"))
    }
}

/// The code at `share` of the straight way from one code to another: exactly the first at 0, exactly
/// the second at 1.
pub fn between(first: &[f32], second: &[f32], share: f32) -> Vec<f32> {
    let mix = |(a, b): (&f32, &f32)| a * (1.0 - share) + b * share;
    first.iter().zip(second).map(mix).collect()
}

/// The trained weights, one element a layer of [`encoder`] and the decoder's, as they are kept in a
/// file.
pub fn to_weights(encoding: &[ConvWeights], decoding: &Decoder) -> Weights {
    let encoding = own_file::arrays(&encoder().layers, encoding);
    let decoding = own_file::arrays(&decoder(), &decoding.weights);
    encoding.into_iter().chain(decoding).collect()
}

/// Reads what [`to_weights`] made.
///
/// # Errors
/// Those of [`Reader::get`](crate::models::Reader::get) and [`Reader::finish`](crate::models::Reader::finish).
pub fn read(weights: &Weights) -> Result<Pretrained, WeightsError> {
    let config = encoder();
    let mut reader = weights.reader();
    let encoding = own_file::read(&config.layers, &mut reader)?;
    let decoding = own_file::read(&decoder(), &mut reader)?;
    reader.finish()?;
    Ok(Pretrained {
        architecture: "Headstart autoencoder".into(),
        backbone: Backbone::ConvNet { config, weights: encoding },
        classifier: None,
        decoder: Some(Decoder { weights: decoding }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decoder_undoes_the_encoder_s_shapes() {
        let net = encoder();
        assert_eq!(net.output_sizes().last(), Some(&CODE_SIZE));
        assert_eq!(net.embedding_size(), CODE_SIZE * CODE_SIZE * CODE_CHANNELS);
        assert_eq!(CODE_SIZE << decoder().len(), INPUT_SIZE);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let config = encoder();
        let weights = own_file::tests::made_up(&config.layers);
        let decoder = Decoder { weights: own_file::tests::made_up(&decoder()) };
        let file = to_weights(&weights, &decoder);
        assert_eq!(file.shape("encoder.code.bias"), Some([CODE_CHANNELS].as_slice()));
        assert_eq!(file.shape("decoder.3.kernel"), Some([3, 24, 3, 3].as_slice()));
        let pretrained = read(&file).expect("it is whole");
        assert_eq!(pretrained.backbone, Backbone::ConvNet { config, weights });
        assert_eq!(pretrained.decoder, Some(decoder));
    }

    /// Kernels that hand the first channel of each pixel on, and nothing else.
    fn passing_on() -> DecoderNet {
        let weights = decoder()
            .iter()
            .map(|layer| {
                let mut kernel = vec![0.0; layer.kernel_shape().iter().product()];
                kernel[4] = 1.0; // the middle of the first output's first input
                ConvWeights { kernel, bias: vec![0.0; layer.outputs] }
            })
            .collect();
        Decoder { weights }.init(&Device::flex())
    }

    /// A code of zeros but for the first channel of the pixel in the second row, third column.
    fn code(value: f32) -> Vec<f32> {
        let mut code = vec![0.0; CODE_SIZE * CODE_SIZE * CODE_CHANNELS];
        code[(CODE_SIZE + 2) * CODE_CHANNELS] = value;
        code
    }

    fn red(picture: &[f32], row: usize, column: usize) -> f32 {
        picture[row * INPUT_SIZE + column]
    }

    #[test]
    fn draws_a_code_where_the_encoder_saw_it() {
        let picture = passing_on().draw(&code(0.5)).expect("it is a code");
        assert_eq!(picture.len(), 3 * INPUT_SIZE * INPUT_SIZE);
        assert_eq!(red(&picture, 16, 32), 0.5);
        assert_eq!(red(&picture, 31, 47), 0.5);
        assert_eq!(red(&picture, 15, 32), 0.0);
        assert_eq!(red(&picture, 16, 48), 0.0);
    }

    #[test]
    fn what_is_drawn_can_be_shown() {
        // ReLU lets no negative number through, and a picture ends at 1.
        for (value, shown) in [(-3.0, 0.0), (3.0, 1.0)] {
            let picture = passing_on().draw(&code(value)).expect("it is a code");
            assert_eq!(red(&picture, 16, 32), shown);
        }
    }

    #[test]
    fn several_codes_are_drawn_as_each_by_itself() {
        let net = passing_on();
        let codes = [code(0.25), code(0.75)];
        let data = TensorData::new(codes.concat(), [2, codes[0].len()]);
        let drawn = net.forward(Tensor::from_data(data, &Device::flex()));
        let drawn: Vec<f32> = drawn.into_data().try_into_vec().expect("it is f32");
        let alone = codes.map(|code| net.draw(&code).expect("it is a code"));
        assert_eq!(drawn, alone.concat());
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let expected = vec![CODE_SIZE * CODE_SIZE * CODE_CHANNELS];
        let refused = WeightsError::WrongShape { tensor: "code".into(), expected, actual: vec![7] };
        assert_eq!(passing_on().draw(&[0.0; 7]), Err(refused));
    }

    #[test]
    fn the_way_between_two_codes_starts_and_ends_at_them() {
        let (first, second) = ([0.1, -0.7, 3.0e7], [0.3, 0.9, -1.0e-7]);
        assert_eq!(between(&first, &second, 0.0), first);
        assert_eq!(between(&first, &second, 1.0), second);
        assert_eq!(between(&[0.0, 4.0], &[1.0, 2.0], 0.25), [0.25, 3.5]);
    }
}
