//! Whether a GPU computes what the CPU does.
//!
//! A shader that a driver miscompiles gives wrong numbers without an error, so every operation in
//! use is run on both devices, small, before the GPU is trusted with anything.

use std::num::NonZeroU32;

use super::cpu;
use super::gpu::{self, Gpu};
use super::heads::Dataset;
use super::run::Run;
use crate::data::picture::Picture;
use crate::error::{DeviceError, Kind};
use crate::models::{
    Activation, Backbone, ConvConfig, ConvNetConfig, ConvWeights, KMeansConfig, KMeansWeights,
    Normalisation, Padding,
};
use crate::protocol::TrainingSettings;

/// The largest difference that rounding explains, relative (L2).
const TOLERANCE: f32 = 1e-3;

/// Embeds pictures and trains a head on both devices.
///
/// # Errors
/// [`DeviceError::SelfTestFailed`] if they differ; [`DeviceError::Lost`] or [`DeviceError::Failed`] if it breaks.
pub async fn run(gpu: &Gpu) -> Result<(), Kind> {
    let mut noise = Noise(1);
    let backbones =
        [("convolutions", conv_net(&mut noise)), ("distances", filter_bank(&mut noise))];
    for (operation, backbone) in backbones {
        let size = backbone.input_size();
        let pictures: Vec<Vec<u8>> =
            (0..gpu::Embedder::BATCH).map(|_| noise.bytes(4 * size * size)).collect();
        let cpu = cpu::Embedder::new(&backbone);
        let embed = |rgba: &Vec<u8>| cpu.embed(&Picture::from_rgba(size, rgba));
        let expected: Vec<Vec<f32>> = pictures.iter().map(embed).collect();
        let embedder = gpu::Embedder::new(gpu, &backbone);
        // The shaders are others where there is more to do.
        for count in [1, pictures.len()] {
            let actual = embedder.embed_rgba(&pictures[..count]).await?.concat();
            compare(operation, &actual, &expected[..count].concat())?;
        }
    }

    let rows: Vec<Vec<f32>> = (0..10).map(|_| noise.values(70)).collect();
    let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    let labels = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4];
    for (operation, hidden) in [("training", None), ("training a hidden layer", NonZeroU32::new(6))]
    {
        let settings =
            TrainingSettings { epochs: 2, batch_size: 4, hidden, ..TrainingSettings::default() };
        let dataset = Dataset::new(&rows, &labels, 5, settings.seed);
        let mut runs =
            [Run::on_cpu(dataset.clone(), settings.clone()), Run::on_gpu(dataset, settings, gpu)];
        for run in &mut runs {
            while !run.is_over() {
                run.advance(5).await?;
            }
        }
        let [expected, actual] = runs.map(|run| run.head());
        for (actual, expected) in actual.layers().zip(expected.layers()) {
            compare(operation, &actual.weight, &expected.weight)?;
        }
    }
    Ok(())
}

/// A network of every kind of layer that the shaders know, odd sizes and channels included.
fn conv_net(noise: &mut Noise) -> Backbone {
    let layer = |inputs, outputs, kernel| ConvConfig::new("test", inputs, outputs, kernel);
    let layers = vec![
        // So many pixels and channels that a batch of pictures is enough for the wide shaders, and one
        // picture is not.
        layer(3, 18, 3).with_stride(2),
        layer(18, 27, 1),
        layer(27, 27, 3).depthwise(),
        layer(27, 18, 1).linear(Some(0)),
        layer(18, 18, 3).depthwise().with_stride(2),
        layer(18, 7, 1).with_stride(2).with_source(3).with_activation(Activation::Relu),
        layer(18, 7, 3).with_padding(Padding::Symmetric).with_source(4).with_shortcut(Some(5)),
        layer(7, 7, 5).depthwise(),
        layer(7, 9, 1),
    ];
    let weights = layers.iter().map(|layer| ConvWeights {
        kernel: noise.values(layer.kernel_shape().iter().product()),
        bias: noise.values(layer.outputs),
    });
    Backbone::ConvNet {
        weights: weights.collect(),
        config: ConvNetConfig {
            normalisation: Normalisation { scale: [2.0, 1.5, 1.0], shift: [0.1, 0.0, -0.1] },
            grid: 2,
            ..ConvNetConfig::new(37, layers)
        },
    }
}

/// A small bank of filters.
fn filter_bank(noise: &mut Noise) -> Backbone {
    let config =
        KMeansConfig { input_size: 13, patch: 4, stride: 2, components: 6, centroids: 9, grid: 2 };
    let weights = KMeansWeights {
        filters: noise.values(config.components * config.patch_values()),
        mean: noise.values(config.components),
        centroids: noise.values(config.centroids * config.components),
    };
    Backbone::KMeans { config, weights }
}

/// Whether the GPU's result is the CPU's, but for rounding.
///
/// # Errors
/// [`DeviceError::SelfTestFailed`].
pub fn compare(operation: &str, actual: &[f32], expected: &[f32]) -> Result<(), Kind> {
    let square = |values: &mut dyn Iterator<Item = f32>| values.map(|x| x * x).sum::<f32>();
    let distance = square(&mut actual.iter().zip(expected).map(|(a, b)| a - b));
    let length = square(&mut expected.iter().copied());
    // Nothing is as it should be, too: of a grey picture ReLU may leave nothing.
    let difference = if distance == 0.0 { 0.0 } else { (distance / length).sqrt() };
    // Written so that NaN fails.
    if actual.len() == expected.len() && difference < TOLERANCE {
        Ok(())
    } else {
        Err(Kind::Device(DeviceError::SelfTestFailed { operation: operation.into(), difference }))
    }
}

/// Numbers from -1 to 1 that look random (Lehmer's generator, Park and Miller 1988).
struct Noise(u32);

impl Noise {
    fn values(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.next() as f32 / 0x7fff_ffff as f32 * 2.0 - 1.0).collect()
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 16) as u8).collect()
    }

    fn next(&mut self) -> u32 {
        self.0 = (u64::from(self.0) * 48_271 % 0x7fff_ffff) as u32;
        self.0
    }
}
