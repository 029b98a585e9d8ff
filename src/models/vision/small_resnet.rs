//! The supervised backbone of this project: a residual network (He et al. 2016,
//! <https://arxiv.org/abs/1512.03385>) for small pictures, of plain 3x3 convolutions.
//!
//! Plain, not depthwise as MobileNet's: a depthwise convolution saves multiplications that matrix
//! products do almost for free, and spends time on moving memory. At this size the plain one learns
//! more in the same time on a CPU, and embeds faster.

use crate::error::WeightsError;
use crate::models::{
    Activation, Backbone, ConvConfig, ConvNetConfig, ConvWeights, Padding, Pretrained, Weights,
    own_file,
};

/// Channels of the stages, each at half the side of the one before, and residual blocks in each.
const STAGES: [(usize, usize); 4] = [(24, 0), (32, 1), (64, 2), (128, 2)];

/// Channels of the last layer.
const CHANNELS: usize = 512;

/// Side of the square picture, in pixels. Larger than what it is trained on: random views show
/// objects larger than whole photos do (Touvron et al. 2019, <https://arxiv.org/abs/1906.06423>).
const INPUT_SIZE: usize = 128;

/// The embedding keeps the quadrants of the picture apart. Trained without, the network says more of
/// where things are than one mean over all pixels lets through.
const GRID: usize = 2;

/// The network's layers and sizes.
pub fn config() -> ConvNetConfig {
    let conv = |name: &str, inputs: usize, outputs: usize, kernel: usize| {
        ConvConfig::new(name, inputs, outputs, kernel)
            .with_padding(Padding::Symmetric)
            .with_activation(Activation::Relu)
    };
    let mut layers = Vec::new();
    let mut channels = 3;
    for (stage, (outputs, blocks)) in STAGES.into_iter().enumerate() {
        layers.push(conv(&format!("stage_{stage}.down"), channels, outputs, 3).with_stride(2));
        channels = outputs;
        for block in 0..blocks {
            let before = layers.len() - 1;
            let name = |half: &str| format!("stage_{stage}.block_{block}.{half}");
            layers.push(conv(&name("first"), channels, channels, 3));
            layers.push(conv(&name("second"), channels, channels, 3).with_shortcut(Some(before)));
        }
    }
    layers.push(conv("embedding", channels, CHANNELS, 1));
    ConvNetConfig { grid: GRID, ..ConvNetConfig::new(INPUT_SIZE, layers) }
}

/// The trained weights, one element a layer of [`config`], as they are kept in a file.
pub fn to_weights(weights: &[ConvWeights]) -> Weights {
    own_file::arrays(&config().layers, weights).into_iter().collect()
}

/// Reads what [`to_weights`] made.
///
/// # Errors
/// Those of [`Reader::get`](crate::models::Reader::get) and [`Reader::finish`](crate::models::Reader::finish).
pub fn read(weights: &Weights) -> Result<Pretrained, WeightsError> {
    let config = config();
    let mut reader = weights.reader();
    let convolutions = own_file::read(&config.layers, &mut reader)?;
    reader.finish()?;
    Ok(Pretrained {
        architecture: "Headstart ResNet".into(),
        backbone: Backbone::ConvNet { config, weights: convolutions },
        classifier: None,
        decoder: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_four_times_and_ends_in_quadrants() {
        let net = config();
        assert_eq!(net.output_sizes().last(), Some(&8));
        assert_eq!(net.embedding_size(), 2048);
        assert!(net.multiplications() < 120_000_000, "{}", net.multiplications());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let config = config();
        let weights = own_file::tests::made_up(&config.layers);
        let file = to_weights(&weights);
        assert_eq!(file.shape("stage_1.block_0.second.kernel"), Some([32, 32, 3, 3].as_slice()));
        let pretrained = read(&file).expect("it is whole");
        assert_eq!(pretrained.backbone, Backbone::ConvNet { config, weights });
    }
}
