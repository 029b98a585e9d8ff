//! The residual networks for CIFAR-10 (He et al. 2016, <https://arxiv.org/abs/1512.03385>, section
//! 4.2) as <https://github.com/akamaster/pytorch_resnet_cifar10> names their parts.

use super::batch_norm::{BatchNorm, Convention};
use crate::error::WeightsError;
use crate::models::{
    Activation, Backbone, ConvConfig, ConvNetConfig, ConvWeights, Head, Layer, Normalisation,
    Padding, Pretrained, Reader, Weights,
};

/// PyTorch's batch norm.
const NORM: BatchNorm = BatchNorm { convention: Convention::PyTorch, epsilon: 1e-5 };

/// Channels of the three stages, each at half the side of the one before.
const STAGES: [usize; 3] = [16, 32, 64];

/// Side of the picture, in pixels.
const INPUT_SIZE: usize = 32;

/// The most blocks in a stage: 110 layers, the deepest of which the paper says that it is worth it.
const MOST_BLOCKS: usize = 18;

/// Mean and deviation of the pixels of ImageNet, which these networks were trained with although
/// their pictures are not from there.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// Configuration of a ResNet for CIFAR-10.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResNetCifarConfig {
    blocks: usize,
}

impl ResNetCifarConfig {
    /// With so many blocks of two layers in each of the three stages.
    pub fn new(blocks: usize) -> Self {
        Self { blocks }
    }

    /// Layers with weights, as the paper counts them: 20, 32, 44, 56, ...
    pub fn depth(&self) -> usize {
        6 * self.blocks + 2
    }

    /// The network's convolutions, named as the implementation names them, and two that are not in
    /// it: `layer2.0.shortcut` and `layer3.0.shortcut`, which are its shortcuts without parameters.
    pub fn layers(&self) -> ConvNetConfig {
        let mut channels = STAGES[0];
        let mut layers = vec![conv("conv1", 3, channels, 3)];
        for (stage, outputs) in STAGES.into_iter().enumerate() {
            for block in 0..self.blocks {
                let name = |part: &str| format!("layer{}.{block}.{part}", stage + 1);
                let before = layers.len() - 1;
                let mut shortcut = before;
                let mut first = conv(&name("conv1"), channels, outputs, 3);
                if channels != outputs {
                    shortcut = layers.len();
                    let skip = conv(&name("shortcut"), channels, outputs, 1).with_stride(2);
                    layers.push(skip.linear(None));
                    first = first.with_stride(2).with_source(before);
                }
                layers.push(first);
                let second = conv(&name("conv2"), outputs, outputs, 3);
                layers.push(second.with_shortcut(Some(shortcut)));
                channels = outputs;
            }
        }
        ConvNetConfig {
            normalisation: Normalisation::from_moments(MEAN, DEVIATION),
            ..ConvNetConfig::new(INPUT_SIZE, layers)
        }
    }

    /// Tells the depth from the names: the blocks of a stage are counted from 0.
    fn of(weights: &Weights, prefix: &str) -> Self {
        let block = |name: &str| {
            let rest = name.strip_prefix(prefix)?.strip_prefix("layer")?;
            rest.split('.').nth(1)?.parse::<usize>().ok()
        };
        let last = weights.iter().filter_map(|(name, _)| block(name)).max().unwrap_or(0);
        Self { blocks: last.saturating_add(1).min(MOST_BLOCKS) }
    }
}

fn conv(name: &str, inputs: usize, outputs: usize, kernel: usize) -> ConvConfig {
    ConvConfig::new(name, inputs, outputs, kernel)
        .with_padding(Padding::Symmetric)
        .with_activation(Activation::Relu)
}

/// Reads a whole ResNet for CIFAR-10 under PyTorch's names, which start with `module.` where it was
/// trained on several devices.
///
/// # Errors
/// Those of [`Reader::get`] and [`Reader::finish`].
pub fn read(weights: &Weights) -> Result<Pretrained, WeightsError> {
    let mut reader = weights.reader();
    let prefix = if reader.has("module.linear.weight") { "module." } else { "" };
    let config = ResNetCifarConfig::of(weights, prefix);
    let net = config.layers();
    let mut convolutions = Vec::with_capacity(net.layers.len());
    for layer in &net.layers {
        convolutions.push(if is_shortcut(layer) {
            shortcut(layer)
        } else {
            let (kernel, norm) = names(layer, prefix);
            NORM.read(layer, &kernel, &norm, &mut reader)?
        });
    }
    let classifier = classifier(&mut reader, prefix, net.embedding_size())?;
    reader.finish()?;
    Ok(Pretrained {
        architecture: format!("ResNet-{} for CIFAR-10", config.depth()),
        backbone: Backbone::ConvNet { config: net, weights: convolutions },
        classifier: Some(classifier),
        decoder: None,
    })
}

/// The names of a layer's kernel and of its batch norm.
fn names(layer: &ConvConfig, prefix: &str) -> (String, String) {
    let norm = layer.name.replace("conv", "bn");
    (format!("{prefix}{}.weight", layer.name), format!("{prefix}{norm}."))
}

fn is_shortcut(layer: &ConvConfig) -> bool {
    layer.name.ends_with(".shortcut")
}

/// The paper's option A: every other pixel of every other row, and the new channels zero, half of
/// them before the old ones and half after.
fn shortcut(layer: &ConvConfig) -> ConvWeights {
    let mut kernel = vec![0.0; layer.outputs * layer.inputs];
    let before = (layer.outputs - layer.inputs) / 2;
    for channel in 0..layer.inputs {
        kernel[(before + channel) * layer.inputs + channel] = 1.0;
    }
    ConvWeights { kernel, bias: vec![0.0; layer.outputs] }
}

fn classifier(reader: &mut Reader, prefix: &str, features: usize) -> Result<Head, WeightsError> {
    let (weight, bias) = (format!("{prefix}linear.weight"), format!("{prefix}linear.bias"));
    let classes = reader.length(&weight, 0, &[10, features], 1..)?;
    // PyTorch stores [classes, features].
    let rows = reader.get(&weight, &[classes, features])?;
    let weight = (0..features).flat_map(|feature| rows.iter().skip(feature).step_by(features));
    Ok(Head::linear(Layer {
        inputs: features,
        outputs: classes,
        weight: weight.copied().collect(),
        bias: reader.get(&bias, &[classes])?.to_vec(),
    }))
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Tensor, TensorData};

    use super::*;
    use crate::error::WeightsError;
    use crate::models::Array;

    fn made_up(config: ResNetCifarConfig, prefix: &str) -> Weights {
        let layers = config.layers().layers;
        let convolutions = layers.iter().filter(|layer| !is_shortcut(layer)).flat_map(|layer| {
            let (kernel, norm) = names(layer, prefix);
            NORM.arrays(layer, &kernel, &norm)
        });
        let counter = Array { shape: vec![], values: vec![7.0] };
        let weight = Array { shape: vec![2, 64], values: (0..128).map(|i| i as f32).collect() };
        let bias = Array { shape: vec![2], values: vec![0.5, -0.5] };
        let others = [
            ("bn1.num_batches_tracked", counter),
            ("linear.weight", weight),
            ("linear.bias", bias),
        ];
        let others = others.map(|(name, array)| (format!("{prefix}{name}"), array));
        convolutions.chain(others).collect()
    }

    #[test]
    fn has_the_layers_and_the_cost_of_the_paper() {
        for (blocks, depth) in [(3, 20), (5, 32), (7, 44), (9, 56)] {
            let config = ResNetCifarConfig::new(blocks);
            assert_eq!(config.depth(), depth);
            let net = config.layers();
            assert_eq!(net.layers.len(), depth - 1 + 2);
            assert_eq!((net.output_sizes().last(), net.embedding_size()), (Some(&8), 64));
        }
    }

    #[test]
    fn depth_prefix_and_classes_are_read_off_the_file() {
        for (blocks, prefix) in [(3, "module."), (9, "")] {
            let config = ResNetCifarConfig::new(blocks);
            let pretrained = read(&made_up(config, prefix)).expect("it is whole");
            let said = format!("ResNet-{} for CIFAR-10", config.depth());
            assert_eq!(pretrained.architecture, said);
            let head = pretrained.classifier.expect("it has one");
            assert_eq!((head.features(), head.classes()), (64, 2));
            assert_eq!(head.output.weight[..4], [0.0, 64.0, 1.0, 65.0]);
        }
    }

    #[test]
    fn more_blocks_than_are_taken_are_left_over() {
        let weights = made_up(ResNetCifarConfig::new(MOST_BLOCKS + 1), "");
        assert!(matches!(read(&weights), Err(WeightsError::LeftOver { .. })));
    }

    #[test]
    fn the_shortcut_halves_the_picture_and_pads_the_channels() {
        let net = ResNetCifarConfig::new(1).layers();
        let layer = net.layers.iter().find(|layer| is_shortcut(layer)).expect("there are two");
        let weights = shortcut(layer);
        let device = Device::flex();
        let kernel = TensorData::new(weights.kernel, layer.kernel_shape());
        let x = (0..16 * 4 * 4).map(|i| i as f32).collect::<Vec<_>>();
        let x = Tensor::<4>::from_data(TensorData::new(x, [1, 16, 4, 4]), &device);
        let y = layer.convolve(x, Tensor::from_data(kernel, &device), None);
        assert_eq!(y.dims(), [1, 32, 2, 2]);
        let y: Vec<f32> = y.into_data().try_into_vec().expect("it is f32");
        assert!(y[..8 * 4].iter().chain(&y[24 * 4..]).all(|&value| value == 0.0));
        assert_eq!(y[8 * 4..9 * 4], [0.0, 2.0, 8.0, 10.0]);
        assert_eq!(y[23 * 4..24 * 4], [240.0, 242.0, 248.0, 250.0]);
    }
}
