//! MobileNetV1 (Howard et al. 2017, <https://arxiv.org/abs/1704.04861>) as TensorFlow Slim released it.

use super::batch_norm::{BatchNorm, Convention};
use crate::error::WeightsError;
use crate::models::{
    Backbone, ConvConfig, ConvNetConfig, Head, Layer, Pretrained, Reader, Weights,
};

/// Slim's batch norm.
const NORM: BatchNorm = BatchNorm { convention: Convention::TensorFlow, epsilon: 1e-3 };

/// The separable convolutions of the paper's table 1: step of the depthwise half, channels after the
/// pointwise half.
const LAYERS: [(usize, usize); 13] = [
    (1, 64),
    (2, 128),
    (1, 128),
    (2, 256),
    (1, 256),
    (2, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (1, 512),
    (2, 1024),
    (1, 1024),
];

/// Channels of the last layer at width 1.
const LAST: usize = 1024;

/// No layer is narrower (`min_depth` in Slim).
const FEWEST_CHANNELS: usize = 8;

/// The classifier, a 1x1 convolution of the mean over all pixels.
const LOGITS: &str = "MobilenetV1/Logits/Conv2d_1c_1x1";

/// Configuration of a MobileNetV1 backbone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MobileNetV1Config {
    /// Channels of the last layer. All others follow from it, and it tells widths apart that round
    /// to the same number of channels in an earlier one.
    last: usize,
    input_size: usize,
}

impl MobileNetV1Config {
    /// Width 1.0 for pictures of `input_size` x `input_size` pixels.
    pub fn new(input_size: usize) -> Self {
        Self { last: LAST, input_size }
    }

    /// Multiplies the channels of every layer.
    pub fn with_width(self, width: f32) -> Self {
        Self { last: (LAST as f32 * width) as usize, ..self }
    }

    /// What the channels of every layer are multiplied by.
    pub fn width(&self) -> f32 {
        self.last as f32 / LAST as f32
    }

    /// The network's convolutions, named as Slim names them.
    pub fn layers(&self) -> ConvNetConfig {
        let mut channels = self.channels(32);
        let mut layers = vec![ConvConfig::new("Conv2d_0", 3, channels, 3).with_stride(2)];
        for (index, (stride, base)) in LAYERS.into_iter().enumerate() {
            let (name, outputs) = (format!("Conv2d_{}", index + 1), self.channels(base));
            let depthwise =
                ConvConfig::new(&format!("{name}_depthwise"), channels, channels, 3).depthwise();
            layers.push(depthwise.with_stride(stride));
            layers.push(ConvConfig::new(&format!("{name}_pointwise"), channels, outputs, 1));
            channels = outputs;
        }
        ConvNetConfig::new(self.input_size, layers)
    }

    /// Tells the width from the shape of the last layer.
    ///
    /// The size of the pictures is nowhere in the weights. Slim released each width for 128 to 224
    /// pixels; taken is 128 for width 0.25, which is how its smallest network is usually found, and
    /// the paper's 224 for all others.
    fn of(reader: &Reader) -> Result<Self, WeightsError> {
        let tensor = "MobilenetV1/Conv2d_13_pointwise/weights";
        // Four times as wide is more than anybody released.
        let last = reader.length(tensor, 3, &[1, 1, LAST, LAST], FEWEST_CHANNELS..=4 * LAST)?;
        Ok(Self { last, input_size: if last == LAST / 4 { 128 } else { 224 } })
    }

    /// `base` channels times the width, rounded down. Exact in whole numbers, because every base
    /// divides that of the last layer.
    fn channels(&self, base: usize) -> usize {
        (base * self.last / LAST).max(FEWEST_CHANNELS)
    }
}

/// Reads a whole MobileNetV1 under Slim's names, of any width and with any number of classes.
///
/// # Errors
/// Those of [`Reader::get`] and [`Reader::finish`].
pub fn read(weights: &Weights) -> Result<Pretrained, WeightsError> {
    let mut reader = weights.reader().ignoring("MobilenetV1/Predictions");
    let config = MobileNetV1Config::of(&reader)?;
    let net = config.layers();
    let mut convolutions = Vec::with_capacity(net.layers.len());
    for layer in &net.layers {
        let (kernel, norm) = slim_names(layer);
        convolutions.push(NORM.read(layer, &kernel, &norm, &mut reader)?);
    }
    let classifier = classifier(&mut reader, net.embedding_size())?;
    reader.finish()?;
    Ok(Pretrained {
        architecture: format!("MobileNetV1, width {:?}", (config.width() * 100.0).round() / 100.0),
        backbone: Backbone::ConvNet { config: net, weights: convolutions },
        classifier,
        decoder: None,
    })
}

/// Slim's names of a layer's kernel and of its batch norm.
fn slim_names(layer: &ConvConfig) -> (String, String) {
    let scope = format!("MobilenetV1/{}", layer.name);
    let kernel = if layer.depthwise { "depthwise_weights" } else { "weights" };
    (format!("{scope}/{kernel}"), format!("{scope}/BatchNorm/"))
}

fn classifier(reader: &mut Reader, features: usize) -> Result<Option<Head>, WeightsError> {
    let (weight, bias) = (format!("{LOGITS}/weights"), format!("{LOGITS}/biases"));
    if !reader.has(&weight) {
        return Ok(None);
    }
    let classes = reader.length(&weight, 3, &[1, 1, features, 1001], 1..)?;
    Ok(Some(Head::linear(Layer {
        inputs: features,
        outputs: classes,
        weight: reader.get(&weight, &[1, 1, features, classes])?.to_vec(),
        bias: reader.get(&bias, &[classes])?.to_vec(),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_up(config: MobileNetV1Config) -> Weights {
        let layers = config.layers().layers;
        let arrays = layers.iter().flat_map(|layer| {
            let (kernel, norm) = slim_names(layer);
            NORM.arrays(layer, &kernel, &norm)
        });
        arrays.collect()
    }

    #[test]
    fn has_the_channels_and_the_cost_of_the_paper() {
        let net = MobileNetV1Config::new(224).layers();
        assert_eq!(net.layers.len(), 27);
        assert_eq!(net.output_sizes().last(), Some(&7));
        // 569 million multiplications, without the classifier's million (table 4).
        assert_eq!(net.multiplications() / 1_000_000, 567);
        let net = MobileNetV1Config::new(128).with_width(0.25).layers();
        assert_eq!((net.layers[0].outputs, net.embedding_size()), (8, 256));
    }

    #[test]
    fn the_width_is_read_off_the_shapes() {
        for (width, size, said) in
            [(0.25, 128, "0.25"), (0.35, 224, "0.35"), (0.1, 224, "0.1"), (1.0, 224, "1.0")]
        {
            let config = MobileNetV1Config::new(size).with_width(width);
            let pretrained = read(&made_up(config)).expect("it is whole");
            assert_eq!(pretrained.architecture, format!("MobileNetV1, width {said}"));
            let Backbone::ConvNet { config: net, .. } = pretrained.backbone else {
                panic!("it is a list of convolutions");
            };
            assert_eq!(net, config.layers());
            assert_eq!(pretrained.classifier, None);
        }
    }
}
