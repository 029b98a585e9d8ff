//! Files that are broken: each is refused or says something, and none ends the program.

use kernels::network::{Layer, Plan, UNLIMITED};

use super::read;
use crate::bundle::{Backbone, Bundle, Head, Known, Sample, Source};
use crate::format::{File, Refusal};
use crate::tflite::write;

/// A number that looks random.
fn number(seed: usize) -> usize {
    (seed.wrapping_mul(0x9e37_79b9) ^ (seed >> 5)).wrapping_mul(0x85eb_ca6b) >> 7
}

fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|at| (number(at) % 17) as f32 / 17.0 - 0.4).collect()
}

/// What uses every operator: a grid, mirror images, zeros of all kinds, limits of all kinds, and neighbours that vote.
fn bundle() -> Bundle {
    let layer = |kernel, zeros, side, depthwise, limits, shortcut| Layer {
        inputs: 3,
        kernel,
        stride: 1,
        zeros,
        side,
        depthwise,
        limits,
        source: None,
        shortcut,
        weights: numbers(3 * kernel * kernel * if depthwise { 1 } else { 3 }),
        bias: numbers(3),
    };
    let mut layers = vec![
        layer(3, [1, 1], 6, false, [0.0, 6.0], None),
        layer(2, [1, 0], 6, true, [-0.5, 3.0], Some(0)),
        layer(1, [0, 0], 6, false, UNLIMITED, None),
    ];
    (1..layers.len()).for_each(|at| layers[at].source = Some(at - 1));
    let plan = Plan { side: 6, scale: [1.0; 3], shift: [0.1; 3], layers, grid: 2 };
    Bundle {
        backbone: Backbone::Convolutions(plan),
        head: Head::Nearest {
            directions: numbers(5 * 12),
            labels: vec![0, 1, 0, 1, 1],
            voters: 3,
            temperature: 0.1,
            least: 1e-6,
            factor: 0.5,
        },
        labels: vec!["cat".into(), "dog".into()],
        known: Some(Known { directions: numbers(5 * 12), nth: 2, threshold: 0.5 }),
        mirrors: true,
        source: Source::default(),
        kernels: None,
        probes: Vec::new(),
    }
}

fn answers(bytes: Vec<u8>) -> bool {
    let sample = Sample::Pixels((0..108).map(|at| number(at) as u8).collect());
    read(&[File { name: "model.tflite", bytes }]).is_ok_and(|graph| graph.answer(&sample).is_ok())
}

#[test]
fn a_broken_file_is_refused_or_says_something() {
    let mut written = write(&bundle()).expect("it holds convolutions");
    let whole = written.remove(0).bytes;
    assert!(answers(whole.clone()));
    let mut refused = 0;
    for seed in 0..20_000 {
        let mut bytes = whole.clone();
        let at = number(seed) % bytes.len();
        match seed % 4 {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << (number(seed + 1) % 8),
            2 => bytes[at] = [0, 1, 0x7f, 0xff][number(seed + 1) % 4],
            // Two places at once, one a whole number of four bytes.
            _ => {
                bytes[at] = number(seed + 1) as u8;
                let at = number(seed + 2) % bytes.len() / 4 * 4;
                let word = [u32::MAX, 1 << 31, 1 << 16, 0][number(seed + 3) % 4];
                bytes[at..].iter_mut().zip(word.to_le_bytes()).for_each(|(it, byte)| *it = byte);
            }
        }
        refused += usize::from(!answers(bytes));
    }
    assert!(refused > 5_000, "{refused}");
}

#[test]
fn pictures_of_another_size_and_texts_are_refused() {
    let written = write(&bundle()).expect("it holds convolutions");
    let graph = read(&written).expect("it is whole");
    assert!(graph.answer(&Sample::Pixels(vec![0; 107])).is_err());
    assert!(graph.answer(&Sample::Tokens(vec![0; 108])).is_err());
    assert!(read(&[]).is_err());
}

#[test]
fn an_embedding_without_direction_is_like_nothing() {
    let mut bundle = bundle();
    if let Backbone::Convolutions(plan) = &mut bundle.backbone {
        plan.layers.iter_mut().for_each(|layer| {
            layer.weights.fill(0.0);
            layer.bias.fill(0.0);
            layer.limits = [0.0, 0.0];
        });
    }
    let graph = read(&write(&bundle).expect("it holds convolutions")).expect("it is whole");
    let answer = graph.answer(&Sample::Pixels(vec![255; 108])).expect("it fits");
    assert_eq!(answer.similarity, Some(0.0));
    assert!(answer.probabilities.iter().all(|it| it.is_finite()));
}

#[test]
fn what_is_no_convolution_is_refused() {
    let mut bundle = bundle();
    bundle.backbone = Backbone::Patches(crate::bundle::Patches {
        side: 6,
        patch: 2,
        stride: 1,
        grid: 2,
        contrast_floor: 0.1,
        filters: Vec::new(),
        mean: Vec::new(),
        centroids: Vec::new(),
    });
    assert_eq!(write(&bundle), Err(Refusal::Patches));
}
