//! MobileNetV2 (Sandler et al. 2018, <https://arxiv.org/abs/1801.04381>) as Keras names its parts.

use super::batch_norm::{BatchNorm, Convention};
use crate::error::WeightsError;
use crate::models::{
    Backbone, ConvConfig, ConvNetConfig, Head, Layer, Pretrained, Reader, Weights,
};

/// The batch norm of Keras' MobileNetV2.
const NORM: BatchNorm = BatchNorm { convention: Convention::TensorFlow, epsilon: 1e-3 };

/// Channels of the last block at width 1. All other channels are rounded, most of them by more.
const LAST_BLOCK: usize = 320;

/// What Keras has called the classifier, lately and before.
const CLASSIFIERS: [&str; 2] = ["predictions", "Logits"];

/// The inverted-residual stages of the paper's table 2: expansion, channels, blocks, first stride.
const STAGES: [(usize, usize, usize, usize); 7] = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, LAST_BLOCK, 1, 1),
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

    /// Tells the width from the shape of the last block: it is a multiple of 8 without rounding at
    /// every width that was released, when Conv1 is the same at 0.35 and 0.5. The size of the
    /// pictures is nowhere in the weights; the paper's 224 is taken.
    fn of(reader: &Reader) -> Result<Self, WeightsError> {
        let usual = [1, 1, 6 * 160, LAST_BLOCK];
        // Four times as wide is more than anybody released.
        let last = reader.length("block_16_project/kernel", 3, &usual, 8..=4 * LAST_BLOCK)?;
        Ok(Self::new(224).with_width(last as f32 / LAST_BLOCK as f32))
    }

    /// `base` channels times the width, rounded to a multiple of 8 but by no more than a tenth
    /// down (`_make_divisible` in the authors' code).
    fn channels(&self, base: usize) -> usize {
        let exact = base as f32 * self.width;
        let rounded = (((exact + 4.0) as usize) / 8 * 8).max(8);
        if (rounded as f32) < 0.9 * exact { rounded + 8 } else { rounded }
    }
}

/// Reads a MobileNetV2 of any width under Keras' names, with its classifier if it has one.
///
/// # Errors
/// Those of [`Reader::get`] and [`Reader::finish`].
pub fn read(weights: &Weights) -> Result<Pretrained, WeightsError> {
    // `dense`: the layers of those who trained it on for another task.
    let mut reader = weights.reader().ignoring("dense");
    let config = MobileNetV2Config::of(&reader)?;
    let net = config.layers();
    let mut convolutions = Vec::with_capacity(net.layers.len());
    for layer in &net.layers {
        let (kernel, norm) = keras_names(layer);
        convolutions.push(NORM.read(layer, &kernel, &norm, &mut reader)?);
    }
    let classifier = classifier(&mut reader, net.embedding_size())?;
    reader.finish()?;
    Ok(Pretrained {
        architecture: format!("MobileNetV2, width {:?}", (config.width * 100.0).round() / 100.0),
        backbone: Backbone::ConvNet { config: net, weights: convolutions },
        classifier,
        decoder: None,
    })
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
        "Conv1" => "bn_Conv1/".to_string(),
        "Conv_1" => "Conv_1_bn/".to_string(),
        _ => format!("{name}_BN/"),
    };
    (format!("{name}/{kernel}"), norm)
}

/// The classifier of a whole network from Keras. Others, such as Teachable Machine's, have layers
/// between embedding and logits, and are no head.
fn classifier(reader: &mut Reader, features: usize) -> Result<Option<Head>, WeightsError> {
    for name in CLASSIFIERS {
        let (weight, bias) = (format!("{name}/kernel"), format!("{name}/bias"));
        if !reader.has(&weight) {
            continue;
        }
        let classes = reader.length(&weight, 1, &[features, 1000], 1..)?;
        return Ok(Some(Head::linear(Layer {
            inputs: features,
            outputs: classes,
            weight: reader.get(&weight, &[features, classes])?.to_vec(),
            bias: reader.get(&bias, &[classes])?.to_vec(),
        })));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::WeightsError;
    use crate::models::Array;

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

    fn made_up(config: MobileNetV2Config) -> Weights {
        let layers = config.layers().layers;
        let arrays = layers.iter().flat_map(|layer| {
            let (kernel, norm) = keras_names(layer);
            NORM.arrays(layer, &kernel, &norm)
        });
        arrays.collect()
    }

    #[test]
    fn the_width_is_read_off_the_shapes() {
        for (width, said) in
            [(0.35, "0.35"), (0.5, "0.5"), (0.75, "0.75"), (1.0, "1.0"), (1.4, "1.4")]
        {
            let config = MobileNetV2Config::new(224).with_width(width);
            let pretrained = read(&made_up(config)).expect("it is whole");
            assert_eq!(pretrained.architecture, format!("MobileNetV2, width {said}"));
            let Backbone::ConvNet { config: net, .. } = pretrained.backbone else {
                panic!("it is a list of convolutions");
            };
            assert_eq!(net, config.layers());
        }
    }

    #[test]
    fn a_classifier_is_taken_and_other_layers_are_not_minded() {
        let mut weights = made_up(MobileNetV2Config::new(224).with_width(0.35));
        let mut insert = |name: &str, shape: &[usize]| {
            let values = vec![0.5; shape.iter().product()];
            weights.insert(name, Array { shape: shape.to_vec(), values }).expect("it is new");
        };
        insert("dense_1/kernel", &[1280, 7]);
        insert("Logits/kernel", &[1280, 3]);
        insert("Logits/bias", &[3]);
        let head = read(&weights).expect("it is whole").classifier.expect("it has one");
        assert_eq!((head.features(), head.classes()), (1280, 3));
    }

    #[test]
    fn a_missing_tensor_is_named() {
        let error = read(&Weights::default());
        assert_eq!(error, Err(WeightsError::MissingTensor("block_16_project/kernel".into())));
    }
}
