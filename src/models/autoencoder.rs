//! The autoencoder of this project: convolutions that squeeze a picture into a code, and convolutions
//! that draw it again from the code (Hinton and Salakhutdinov 2006,
//! <https://doi.org/10.1126/science.1127647>; convolutional as Masci et al. 2011).
//!
//! The encoder is a backbone: its embedding is the code, pixel by pixel, so that whatever can be done
//! with embeddings, such as walking from one to another, can be looked at through the decoder.

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    Activation, Backbone, ConvConfig, ConvNetConfig, ConvWeights, Padding, Pretrained, Weights,
    own_file,
};
use crate::error::Kind;

/// Side of the picture, in pixels.
pub const INPUT_SIZE: usize = 64;

/// Side of the code, in pixels.
pub const CODE_SIZE: usize = 4;

/// Channels of the code.
pub const CODE_CHANNELS: usize = 128;

/// Channels of the encoder's stages, each at half the side of the one before.
const ENCODER: [usize; 4] = [32, 64, 128, 256];

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

/// A decoder with its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoder {
    /// Weights of [`decoder`]'s layers.
    pub weights: Vec<ConvWeights>,
}

impl Decoder {
    /// Draws codes, as the encoder's embeddings have them: `[code_size * code_size][code_channels]`.
    /// Each picture is `[3, input_size, input_size]` from -1 to 1.
    pub fn draw(&self, codes: &[Vec<f32>], device: &Device) -> Vec<Vec<f32>> {
        let rows = codes.len();
        let data = TensorData::new(codes.concat(), [rows, CODE_SIZE * CODE_SIZE, CODE_CHANNELS]);
        let mut x = Tensor::<3>::from_data(data, device)
            .swap_dims(1, 2) // [rows, channels, pixels]
            .reshape([rows, CODE_CHANNELS, CODE_SIZE, CODE_SIZE]);
        for (layer, weights) in decoder().iter().zip(&self.weights) {
            let kernel = TensorData::new(weights.kernel.clone(), layer.kernel_shape());
            let bias = TensorData::new(weights.bias.clone(), [layer.outputs]);
            let (kernel, bias) =
                (Tensor::from_data(kernel, device), Tensor::from_data(bias, device));
            x = layer.activation.forward(layer.convolve(enlarge(x), kernel, Some(bias)));
        }
        let values: Vec<f32> = x
            .clamp(-1.0, 1.0)
            .into_data()
            .try_into_vec()
            .expect("flex computes in f32, the type asked for");
        values.chunks_exact(3 * INPUT_SIZE * INPUT_SIZE).map(<[f32]>::to_vec).collect()
    }
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
/// Those of [`Reader::get`](super::Reader::get) and [`Reader::finish`](super::Reader::finish).
pub fn read(weights: &Weights) -> Result<Pretrained, Kind> {
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

    #[test]
    fn draws_a_code_where_the_encoder_saw_it() {
        // Kernels that hand the first channel of each pixel on, and nothing else.
        let weights = decoder()
            .iter()
            .map(|layer| {
                let mut kernel = vec![0.0; layer.kernel_shape().iter().product()];
                kernel[4] = 1.0; // the middle of the first output's first input
                ConvWeights { kernel, bias: vec![0.0; layer.outputs] }
            })
            .collect();
        let mut code = vec![0.0; CODE_SIZE * CODE_SIZE * CODE_CHANNELS];
        code[(CODE_SIZE + 2) * CODE_CHANNELS] = 0.5; // second row, third column
        let picture = &Decoder { weights }.draw(&[code], &Device::flex())[0];
        let red = |row: usize, column: usize| picture[row * INPUT_SIZE + column];
        assert_eq!(red(16, 32), 0.5);
        assert_eq!(red(31, 47), 0.5);
        assert_eq!(red(15, 32), 0.0);
        assert_eq!(red(16, 48), 0.0);
    }
}
