//! Our own kernels beside burn: the same start and batches come to the same losses and weights.

use burn::tensor::Device;
use headstart::data::chance::{Stream, rng};
use headstart::engine::finetuning::parameters::normal;
use headstart::engine::heads::Standardiser;
use headstart::engine::now::now;
use headstart::models::{ConvConfig, ConvNetConfig, ConvWeights, Layer};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use tuner::recipe::Recipe;
use tuner::tuning::{Start, Tuning};
use tuner::upper::Upper;

use crate::common::small::{CLASSES, EXAMPLES, network};

fn random(config: &ConvNetConfig, chance: &mut ChaCha8Rng) -> Vec<ConvWeights> {
    let mut numbers = |count: usize, deviation: f32| -> Vec<f32> {
        (0..count).map(|_| normal(chance) * deviation).collect()
    };
    let layer = |layer: &ConvConfig| {
        let fan = layer.inputs_per_output() * layer.kernel * layer.kernel;
        ConvWeights {
            kernel: numbers(layer.kernel_shape().iter().product(), (2.0 / fan as f32).sqrt()),
            bias: numbers(layer.outputs, 0.1),
        }
    };
    config.layers.iter().map(layer).collect()
}

/// Losses of ten steps, and all that was learnt.
fn learnt(mut tuning: Tuning) -> (Vec<f32>, Vec<f32>) {
    let mut losses = Vec::new();
    for _ in 0..10 {
        assert!(tuning.step().expect("they fit"));
        losses.push(now(tuning.loss()).expect("the CPU stays"));
    }
    let (layers, head) = now(tuning.learnt()).expect("the CPU stays");
    let layers = layers.into_iter().flat_map(|layer| [layer.kernel, layer.bias]);
    (losses, layers.chain([head.weight, head.bias]).flatten().collect())
}

fn check(grid: usize, frozen: usize) {
    let config = network(grid);
    let mut chance = rng(7, Stream::Head);
    let weights = random(&config, &mut chance);
    let side = config.output_sizes()[frozen - 1];
    let numbers = side * side * config.layers[frozen - 1].outputs;
    let kept: Vec<Vec<f32>> = (0..2 * EXAMPLES)
        .map(|_| (0..numbers).map(|_| chance.random_range(0.0..1.5)).collect())
        .collect();
    let features = config.embedding_size();
    let numbers = |chance: &mut ChaCha8Rng, count| {
        (0..count).map(|_| normal(chance) * 0.1).collect::<Vec<f32>>()
    };
    let scale = (0..features).map(|_| chance.random_range(0.5..3.0)).collect();
    let standardiser = Standardiser::of(numbers(&mut chance, features), scale);
    let (weight, bias) = (numbers(&mut chance, features * CLASSES), numbers(&mut chance, CLASSES));
    let head = Layer { inputs: features, outputs: CLASSES, weight, bias };
    let recipe = Recipe { batch: 4, epochs: 5, seed: 3, ..Recipe::default() };
    let start = || Start {
        upper: Upper::new(config.clone(), frozen, standardiser.clone(), CLASSES),
        weights: &weights,
        head: &head,
        kept: kept.clone(),
        labels: (0..EXAMPLES).map(|example| example % CLASSES).collect(),
    };
    let (losses, own) = learnt(Tuning::on_cpu(start(), recipe));
    let (expected, plain) = learnt(Tuning::on_device(start(), recipe, Device::flex()));
    for (step, (loss, expected)) in losses.iter().zip(&expected).enumerate() {
        assert!((loss - expected).abs() < 1e-4, "step {step}: {loss}, {expected}");
    }
    let square =
        |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>();
    let apart = square(&mut own.iter().zip(&plain).map(|(own, plain)| own - plain));
    let apart = (apart / square(&mut plain.iter().copied())).sqrt();
    assert!(apart < 1e-3, "grid {grid}, frozen {frozen}: {apart}");
    let before: Vec<f32> =
        weights[frozen..].iter().flat_map(|layer| layer.kernel.clone()).collect();
    assert_ne!(own[..before.len()], before, "it learns");
}

#[test]
fn our_kernels_learn_what_burn_learns() {
    for (grid, frozen) in [(1, 1), (2, 1), (1, 4), (1, 8)] {
        check(grid, frozen);
    }
}
