//! The kernels by themselves, with the shapes that they have in MobileNetV2 0.35 at 224 pixels and in heads.
//!
//! Natively: V8 compiles the same loops from wasm, and `cargo xtask bench` measures them there.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kernels::head::{AdamW, Examples, Parameters, Trainer};
use kernels::network::UNLIMITED;
use kernels::{depthwise, product};

/// Numbers that are no special case.
fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| ((i * 7919) % 201) as f32 / 100.0 - 1.0).collect()
}

fn products(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("product");
    // Pixels, channels in, channels out: the first and the last expansion, a projection, the last layer.
    for (pixels, inputs, outputs) in
        [(112 * 112, 8, 48), (7 * 7, 56, 336), (14 * 14, 144, 24), (7 * 7, 112, 1280)]
    {
        let kernel = numbers(inputs * outputs);
        let weight = |output: usize, input: usize| kernel[output * inputs + input];
        let weights = product::Weights::pack(inputs, &numbers(outputs), UNLIMITED, weight);
        let input = numbers(pixels * inputs);
        let mut output = vec![0.0; pixels * outputs];
        group.throughput(Throughput::Elements((pixels * inputs * outputs) as u64));
        let shape = BenchmarkId::from_parameter(format!("{pixels} x {inputs} x {outputs}"));
        group.bench_function(shape, |bencher| {
            bencher.iter(|| {
                weights.apply(product::Operands {
                    pixels: &input,
                    stride: inputs,
                    shortcut: None,
                    output: &mut output,
                });
            });
        });
    }
}

fn depthwise_rows(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("depthwise row");
    for (side, channels, stride) in [(112, 48, 2), (28, 96, 1), (7, 672, 1)] {
        let weights = depthwise::Weights::pack(
            &numbers(channels * 9),
            3,
            stride,
            &numbers(channels),
            UNLIMITED,
        );
        let width = side + 2;
        let row = numbers(width * channels);
        let mut output = vec![0.0; side / stride * channels];
        group.throughput(Throughput::Elements((output.len() * 9) as u64));
        let shape = BenchmarkId::from_parameter(format!("{side} x {channels}, step {stride}"));
        group.bench_function(shape, |bencher| {
            bencher.iter(|| weights.row(&[&row, &row, &row], &mut output));
        });
    }
}

fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("training step, 1280 to 5");
    let layer = |inputs: usize, outputs: usize| {
        let values: Vec<f32> = numbers((inputs + 1) * outputs).iter().map(|x| x / 20.0).collect();
        let zeros = vec![0.0; values.len()];
        Parameters { inputs, outputs, values, first: zeros.clone(), second: zeros }
    };
    let heads =
        [("linear", vec![layer(1280, 5)]), ("hidden 100", vec![layer(1280, 100), layer(100, 5)])];
    let adamw = AdamW {
        learning_rate: 1e-3,
        weight_decay: 1e-2,
        betas: [0.9, 0.999],
        epsilon: 1e-8,
        corrections: [0.5, 0.5],
    };
    for (name, layers) in &heads {
        for rows in [16, 32] {
            let labels = (0..100).map(|row| row % 5).collect();
            let examples = Examples::new(&numbers(100 * 1280), 1280, labels);
            let mut trainer = Trainer::new(examples, layers);
            let batch: Vec<u32> = (0..rows).map(|row| row * 3).collect();
            group.bench_function(BenchmarkId::new(*name, rows), |bencher| {
                bencher.iter(|| trainer.step(&batch, &adamw));
            });
        }
    }
}

criterion_group!(benches, products, depthwise_rows, steps);
criterion_main!(benches);
