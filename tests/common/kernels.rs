//! The kernels for the CPU beside the plain versions in burn, here and in the browser.

use headstart::data::picture::Picture;
use headstart::data::split::Split;
use headstart::engine::heads::{Dataset, metrics};
use headstart::engine::{cpu, plain};
use headstart::models::{
    Activation, AdamW, Backbone, ConvConfig, ConvNetConfig, ConvWeights, Head, Layer, Moments,
    Normalisation, Padding,
};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// As far as rounding goes.
const CLOSE: f32 = 5e-5;

fn noise(random: &mut ChaCha8Rng, count: usize) -> Vec<f32> {
    (0..count).map(|_| random.random_range(-1.0..1.0)).collect()
}

/// Embeds pictures with both.
pub fn compare(what: &str, backbone: &Backbone, random: &mut ChaCha8Rng) {
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
    for (a, b) in fast.iter().zip(plain) {
        // Written so that NaN fails.
        let is_close = (a - b).abs() / largest < CLOSE;
        assert!(is_close, "{what}: {a:e} in place of {b:e}, of {largest:e} at most");
    }
}

/// A network of any layers that fit together.
fn network(random: &mut ChaCha8Rng) -> Backbone {
    let input_size = random.random_range(5..20);
    let mut layers: Vec<ConvConfig> = Vec::new();
    let mut channels = 3;
    let mut size = input_size;
    for _ in 0..random.random_range(1..7) {
        // Now and then a layer takes an earlier one's output, in place of the last.
        let source = (layers.len() > 1 && random.random_bool(0.2))
            .then(|| random.random_range(0..layers.len() - 1));
        if let Some(source) = source {
            let sizes = ConvNetConfig::new(input_size, layers.clone()).output_sizes();
            (channels, size) = (layers[source].outputs, sizes[source]);
        }
        let depthwise = !layers.is_empty() && random.random_bool(0.4);
        let outputs = if depthwise { channels } else { random.random_range(1..21) };
        let kernel = [1, 3, 3, 5][random.random_range(0..4)];
        let mut layer = ConvConfig::new("any", channels, outputs, kernel)
            .with_stride(random.random_range(1..4))
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
        if let Some(source) = source {
            layer = layer.with_source(source);
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

/// Networks of any layers.
pub fn networks(count: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for number in 0..count {
        let backbone = network(&mut random);
        let Backbone::ConvNet { config, .. } = &backbone else { panic!("it is one") };
        compare(&format!("network {number}: {config:?}"), &backbone, &mut random);
    }
}

/// All weights and biases of a head.
fn parameters(head: &Head) -> Vec<f32> {
    head.layers().flat_map(|layer| [&layer.weight[..], &layer.bias].concat()).collect()
}

/// Heads in training, step by step: of sizes that fill no vector or tile, with a last batch that is not full.
pub fn heads() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for (features, hidden, classes, batch) in [
        (70, None, 7, 16),
        (70, Some(13), 7, 16),
        (3, None, 2, 1),
        (21, Some(4), 2, 5),
        (16, Some(8), 27, 40),
    ] {
        let rows: Vec<Vec<f32>> = (0..33).map(|_| noise(&mut random, features)).collect();
        let labels: Vec<usize> = (0..33).map(|row| row * 5 % classes).collect();
        let split = Split { training: (0..28).collect(), held_out: (28..33).collect() };
        let dataset = Dataset::of_split(&rows, &labels, classes, split);
        let mut head = Head::untrained(features, hidden, classes, &mut random);
        // From zeros on, the hidden layer would learn nothing at first.
        head.output = Layer::random(head.output.inputs, classes, &mut random);
        let moments = Moments::zeros(&head);
        let optimiser = AdamW { learning_rate: 0.01, weight_decay: 0.1 };
        let mut fast = cpu::Trainer::new(&dataset, &head, &moments, optimiser);
        let mut plain = plain::Trainer::new(&dataset.training, &head, &moments, optimiser);
        let order: Vec<u32> = (0..28).rev().collect();
        for step in 0..60 {
            let batch = order.chunks(batch).cycle().nth(step).expect("it cycles");
            let what = format!("{features} to {hidden:?} to {classes}, step {step}");
            let (a, b) = (fast.step(batch), plain.step(batch));
            assert_eq!((a.right, a.count), (b.right, b.count), "{what}");
            assert!(
                (a.loss - b.loss).abs() < 1e-4 * b.loss.max(1.0),
                "{what}: {} {}",
                a.loss,
                b.loss
            );
            let ((a, moments), (b, others)) = (fast.snapshot(), plain.snapshot());
            assert_eq!(moments.step, others.step);
            // Rounding adds up from step to step.
            const APART: f32 = 1e-3;
            for (part, a, b) in [
                ("values", &a, &b),
                ("first moments", &moments.first, &others.first),
                ("second moments", &moments.second, &others.second),
            ] {
                let distance = super::distance::relative_distance(&parameters(a), &parameters(b));
                assert!(distance < APART, "{what}: {part} are {distance:e} apart");
            }
            let report =
                metrics::report(|row| b.probabilities(row), classes, dataset.held_out.iter());
            let (Some(a), Some(b)) = (fast.measure(), report.score) else {
                panic!("five are held out")
            };
            assert_eq!(a.accuracy, b.accuracy, "{what}");
            assert!((a.loss - b.loss).abs() < 1e-3 * b.loss.max(1.0), "{what}");
        }
    }
}
