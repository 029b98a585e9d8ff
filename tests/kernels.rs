//! The kernels for the CPU give the numbers of the plain versions in burn.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{golden::MOBILENET_V2, shipped};
use headstart::data::picture::Picture;
use headstart::engine::{cpu, plain};
use headstart::formats;
use headstart::models::{
    Activation, Backbone, ConvConfig, ConvNetConfig, ConvWeights, Normalisation, Padding,
    Pretrained,
};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// As far as rounding goes.
const CLOSE: f32 = 1e-5;

fn noise(random: &mut ChaCha8Rng, count: usize) -> Vec<f32> {
    (0..count).map(|_| random.random_range(-1.0..1.0)).collect()
}

fn compare(what: &str, backbone: &Backbone, random: &mut ChaCha8Rng) {
    let (fast, plain) = (cpu::Embedder::new(backbone), plain::Embedder::new(backbone));
    let size = backbone.input_size();
    // Twice: what the first picture leaves behind must not be seen in the second.
    for _ in 0..2 {
        let picture = Picture { size, values: noise(random, 3 * size * size) };
        close(what, &fast.embed(&picture), &plain.embed(&picture));
    }
    let rgba: Vec<u8> = (0..4 * size * size).map(|_| random.random()).collect();
    let picture = Picture::from_rgba(size, &rgba);
    close(what, &fast.embed_rgba(&rgba), &plain.embed(&picture));
}

fn close(what: &str, fast: &[f32], plain: &[f32]) {
    assert_eq!(fast.len(), plain.len(), "{what}");
    // Where ReLU leaves nothing, there is nothing to be relative to.
    let largest = plain.iter().fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()));
    let farthest = fast.iter().zip(plain).fold(0.0f32, |most, (a, b)| most.max((a - b).abs()));
    assert!(farthest / largest < CLOSE, "{what}: off by {farthest:e} of {largest:e}");
}

/// A network of any layers that fit together.
fn network(random: &mut ChaCha8Rng) -> Backbone {
    let input_size = random.random_range(5..20);
    let mut layers: Vec<ConvConfig> = Vec::new();
    let mut channels = 3;
    let mut size = input_size;
    for _ in 0..random.random_range(1..7) {
        let depthwise = !layers.is_empty() && random.random_bool(0.4);
        let outputs = if depthwise { channels } else { random.random_range(1..21) };
        let kernel = [1, 3, 3, 5][random.random_range(0..4)];
        let mut layer = ConvConfig::new("any", channels, outputs, kernel)
            .with_stride(random.random_range(1..3))
            .with_activation(
                [Activation::Linear, Activation::Relu, Activation::Relu6]
                    [random.random_range(0..3)],
            )
            .with_padding([Padding::Same, Padding::Symmetric][random.random_range(0..2)]);
        if kernel <= size && random.random_bool(0.2) {
            layer = layer.with_padding(Padding::None);
        }
        if depthwise {
            layer = layer.depthwise();
        }
        size = layer.output_size(size);
        channels = outputs;
        layers.push(layer);
        // A shortcut from any earlier layer of the same shape.
        let sizes = ConvNetConfig::new(input_size, layers.clone()).output_sizes();
        let now = layers.len() - 1;
        let like = |&earlier: &usize| layers[earlier].outputs == channels && sizes[earlier] == size;
        if let Some(earlier) = (0..now).find(like) {
            layers[now] = layers[now].clone().with_shortcut(Some(earlier));
        }
    }
    let grid = random.random_range(1..=size.min(3));
    let weights = layers.iter().map(|layer| ConvWeights {
        kernel: noise(random, layer.kernel_shape().iter().product()),
        bias: noise(random, layer.outputs),
    });
    let weights = weights.collect();
    let normalisation = Normalisation { scale: [2.0, 1.5, 1.0], shift: [0.1, 0.0, -0.1] };
    let config = ConvNetConfig { grid, normalisation, ..ConvNetConfig::new(input_size, layers) };
    Backbone::ConvNet { config, weights }
}

#[test]
fn networks_of_any_layers() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for number in 0..200 {
        let backbone = network(&mut random);
        let Backbone::ConvNet { config, .. } = &backbone else { panic!("it is one") };
        compare(&format!("network {number}: {config:?}"), &backbone, &mut random);
    }
}

#[test]
fn the_networks_that_ship() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for id in ["small-resnet", "autoencoder"] {
        let name = format!("{id}.safetensors");
        let file = std::fs::read(shipped::folder().join(&name)).expect("it ships");
        let weights = formats::read([(name, file)].into()).expect("it is sound");
        let pretrained = Pretrained::recognise(&weights).expect("it is one of ours");
        compare(id, &pretrained.backbone, &mut random);
    }
}

#[test]
fn mobilenet_v2() {
    let Some(data) = common::shared_data() else { return };
    let read = |name: &&str| {
        let file = std::fs::read(data.join(MOBILENET_V2.folder).join(name));
        (name.to_string(), file.expect("shared data is whole"))
    };
    let files = MOBILENET_V2.files.iter().map(read).collect();
    let weights = formats::read(files).expect("the public weights are sound");
    let pretrained = Pretrained::recognise(&weights).expect("it is known");
    compare("MobileNetV2", &pretrained.backbone, &mut ChaCha8Rng::seed_from_u64(3));
}
