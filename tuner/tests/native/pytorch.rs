//! Ten steps beside PyTorch's, from the same start and with the same batches: `tests/fixtures/steps.py`.

use burn::tensor::Device;
use headstart::engine::heads::Standardiser;
use headstart::engine::now::now;
use headstart::models::{ConvWeights, Layer};
use serde::Deserialize;
use tuner::course::Batch;
use tuner::recipe::Recipe;
use tuner::upper::Upper;
use tuner::{cpu, device};

use crate::parity::{CLASSES, EXAMPLES, network};

/// What PyTorch came to.
#[derive(Debug, Deserialize)]
struct Expected {
    frozen: usize,
    losses: Vec<f32>,
    weights: Vec<f32>,
}

/// Numbers from -1 to 1 that look like chance, as the script draws them.
fn drawn(count: usize, stream: usize) -> Vec<f32> {
    let number = |at: usize| {
        let x = (12.9898 * (at + 1) as f64 + 78.233 * stream as f64).sin() * 4375.8545;
        (2.0 * (x - x.floor()) - 1.0) as f32
    };
    (0..count).map(number).collect()
}

fn scaled(count: usize, stream: usize, scale: f32, shift: f32) -> Vec<f32> {
    drawn(count, stream).into_iter().map(|x| x * scale + shift).collect()
}

/// The batch of a step.
fn batch(step: usize) -> Batch {
    let rows: Vec<usize> = (0..4).map(|at| (3 * step + 2 * at) % EXAMPLES).collect();
    let others: Vec<usize> = (0..4).map(|at| rows[(at + 1) % 4]).collect();
    let shares = scaled(4, 60 + step, 0.5, 0.5);
    let mut targets = vec![0.1 / CLASSES as f32; 4 * CLASSES];
    for at in 0..4 {
        targets[at * CLASSES + rows[at] % CLASSES] += 0.9 * shares[at];
        targets[at * CLASSES + others[at] % CLASSES] += 0.9 * (1.0 - shares[at]);
    }
    let numbers = |of: &[usize]| of.iter().map(|&at| at as i32).collect();
    Batch { rows: numbers(&rows), others: numbers(&others), shares, targets }
}

fn check(expected: &Expected, whose: &str, losses: &[f32], weights: &[f32]) {
    for (step, (loss, expected)) in losses.iter().zip(&expected.losses).enumerate() {
        assert!((loss - expected).abs() < 1e-3, "{whose}, step {step}: {loss}, {expected}");
    }
    assert_eq!(weights.len(), expected.weights.len());
    let square = |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>();
    let apart = square(&mut weights.iter().zip(&expected.weights).map(|(own, other)| own - other));
    let apart = (apart / square(&mut expected.weights.iter().copied())).sqrt();
    println!("{whose}, {} layers frozen: weights {apart:.1e} apart", expected.frozen);
    assert!(apart < 1e-2, "{whose}: {apart}");
}

#[test]
fn ten_steps_of_each_rung_come_to_what_pytorch_comes_to() {
    let all: Vec<Expected> =
        serde_json::from_str(include_str!("../fixtures/steps.json")).expect("the script wrote it");
    let config = network(1);
    let layers = config.layers.iter().enumerate().map(|(index, layer)| {
        let each = layer.inputs_per_output() * layer.kernel * layer.kernel;
        let kernel = scaled(layer.outputs * each, 10 + index, (6.0 / each as f32).sqrt(), 0.0);
        ConvWeights { kernel, bias: scaled(layer.outputs, 30 + index, 0.2, 0.0) }
    });
    let weights: Vec<ConvWeights> = layers.collect();
    let features = config.embedding_size();
    let standardiser = Standardiser::of(scaled(features, 50, 0.1, 0.0), scaled(features, 51, 0.5, 1.5));
    let head = Layer {
        inputs: features,
        outputs: CLASSES,
        weight: scaled(features * CLASSES, 52, 0.2, 0.0),
        bias: scaled(CLASSES, 53, 0.2, 0.0),
    };
    let recipe = Recipe { head_rate: 2e-3, ..Recipe::default() };
    for expected in &all {
        let upper = Upper::new(config.clone(), expected.frozen, standardiser.clone(), CLASSES);
        let (side, channels) = upper.kept();
        let numbers = side * side * channels;
        let kept = scaled(EXAMPLES * numbers, 54, 0.75, 0.75);
        let kept: Vec<Vec<f32>> = kept.chunks_exact(numbers).map(<[f32]>::to_vec).collect();
        let parameters = upper.parameters(&weights, &head);
        let size = |step: usize| 1.0 - 0.05 * step as f32;
        let mut own = cpu::Engine::new(&upper, &weights, &parameters, kept.clone(), &recipe);
        let mut losses = Vec::new();
        for step in 0..10 {
            own.step(&batch(step), size(step));
            losses.push(own.loss());
        }
        check(expected, "our kernels", &losses, own.values());
        let mut plain = device::Engine::new(upper, parameters, &kept, &recipe, Device::flex());
        let mut losses = Vec::new();
        for step in 0..10 {
            plain.step(&batch(step), size(step)).expect("they fit");
            losses.push(now(plain.loss()).expect("the CPU stays"));
        }
        check(expected, "burn", &losses, &now(plain.values()).expect("the CPU stays"));
    }
}
