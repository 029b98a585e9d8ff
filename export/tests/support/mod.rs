//! Bundles of small networks with random weights, and what the page says of random inputs: by `kernels`, which the page
//! computes with on the CPU, and by what `bundle` says of heads. The formats share none of it.

use export::bundle::{Dense, Source};
use export::{Answer, Backbone, Bundle, Head, Kernels, Known, Probe, Sample};
use kernels::network::{Layer, Network, Plan, UNLIMITED};

/// Random numbers from -1 to 1: a multiplier that is well known (Steele and Vigna 2021).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1);
        (self.0 >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }

    pub fn many(&mut self, count: usize, scale: f32) -> Vec<f32> {
        (0..count).map(|_| self.next() * scale).collect()
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| ((self.next() + 1.0) * 127.5) as u8).collect()
    }

    fn directions(&mut self, rows: usize, features: usize) -> Vec<f32> {
        let mut all = Vec::new();
        for _ in 0..rows {
            // As embeddings are: after a ReLU.
            let row: Vec<f32> = self.many(features, 1.0).into_iter().map(|x| x.max(0.0)).collect();
            all.extend(direction(&row));
        }
        all
    }

    fn dense(&mut self, inputs: usize, outputs: usize) -> Dense {
        let scale = (3.0 / inputs as f32).sqrt();
        Dense { weight: self.many(inputs * outputs, scale), bias: self.many(outputs, 0.5) }
    }
}

fn direction(row: &[f32]) -> Vec<f32> {
    let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
    row.iter().map(|x| if length > 0.0 { x / length } else { 0.0 }).collect()
}

/// A layer of a [`plan`], as far as that differs from the one before.
struct Shape {
    outputs: usize,
    kernel: usize,
    stride: usize,
    depthwise: bool,
    limits: [f32; 2],
    source: Option<usize>,
    shortcut: Option<usize>,
}

const RELU6: [f32; 2] = [0.0, 6.0];
const RELU: [f32; 2] = [0.0, f32::INFINITY];

/// A network as MobileNetV2 and ResNets are made: zeros on one side or both, depthwise layers, shortcuts before and
/// without limits, a layer that does not read the one before.
pub fn plan(side: usize, grid: usize, seed: u64) -> Plan {
    let mut chance = Chance(seed);
    let shape = |outputs, kernel, stride, depthwise, limits| Shape {
        outputs,
        kernel,
        stride,
        depthwise,
        limits,
        source: None,
        shortcut: None,
    };
    let shapes = [
        shape(6, 3, 2, false, RELU6),
        shape(6, 3, 1, true, RELU6),
        shape(5, 1, 1, false, UNLIMITED),
        shape(12, 1, 1, false, RELU6),
        shape(12, 3, 1, true, RELU6),
        Shape { shortcut: Some(2), ..shape(5, 1, 1, false, UNLIMITED) },
        shape(10, 3, 2, false, RELU),
        Shape { source: Some(5), ..shape(10, 1, 2, false, UNLIMITED) },
        Shape { source: Some(6), shortcut: Some(7), ..shape(10, 3, 1, false, RELU) },
        shape(11, 5, 1, true, RELU),
    ];
    let (mut channels, mut sides): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut layers = Vec::new();
    for (index, mut shape) in shapes.into_iter().enumerate() {
        let source = shape.source.or(index.checked_sub(1));
        let before = source.map_or(side, |at| sides[at]);
        let inputs = source.map_or(3, |at| channels[at]);
        if shape.depthwise {
            // The last one has as many channels as it reads.
            shape.outputs = inputs;
        }
        let after = before.div_ceil(shape.stride);
        let zeros = ((after - 1) * shape.stride + shape.kernel).saturating_sub(before);
        let taps = shape.kernel * shape.kernel;
        let read = if shape.depthwise { taps } else { taps * inputs };
        layers.push(Layer {
            inputs,
            kernel: shape.kernel,
            stride: shape.stride,
            zeros: [zeros / 2, zeros - zeros / 2],
            side: after,
            depthwise: shape.depthwise,
            limits: shape.limits,
            source: shape.source.or(index.checked_sub(1)),
            shortcut: shape.shortcut,
            weights: chance.many(shape.outputs * read, (4.0 / read as f32).sqrt()),
            bias: chance.many(shape.outputs, 0.2),
        });
        channels.push(shape.outputs);
        sides.push(after);
    }
    Plan { side, scale: [1.0, 0.9, 1.1], shift: [0.0, 0.1, -0.1], layers, grid }
}

/// Every kind of head for so many features and 4 classes, by name.
fn heads(features: usize, chance: &mut Chance) -> Vec<(&'static str, Head)> {
    let linear = Head::Layers { hidden: None, output: chance.dense(features, 4) };
    let hidden =
        Head::Layers { hidden: Some(chance.dense(features, 9)), output: chance.dense(9, 4) };
    let means = Head::Means { directions: chance.directions(4, features), factor: 13.0 };
    let nearest = Head::Nearest {
        directions: chance.directions(23, features),
        labels: (0..23).map(|row| row % 4).collect(),
        voters: 10,
        temperature: 0.07,
        least: 1e-6,
        factor: 0.6,
    };
    vec![("linear", linear), ("hidden", hidden), ("means", means), ("nearest", nearest)]
}

fn softmax(mut logits: Vec<f32>) -> Vec<f32> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    logits.iter_mut().for_each(|x| *x = (*x - largest).exp());
    let sum: f32 = logits.iter().sum();
    logits.into_iter().map(|x| x / sum).collect()
}

fn through(layer: &Dense, x: &[f32]) -> Vec<f32> {
    let outputs = layer.bias.len();
    let product = |at: usize| {
        x.iter().enumerate().map(|(row, x)| x * layer.weight[row * outputs + at]).sum::<f32>()
    };
    (0..outputs).map(|at| product(at) + layer.bias[at]).collect()
}

fn cosines(directions: &[f32], embedding: &[f32]) -> Vec<f32> {
    let own = direction(embedding);
    directions
        .chunks_exact(own.len())
        .map(|row| row.iter().zip(&own).map(|(a, b)| a * b).sum())
        .collect()
}

fn sorted(mut cosines: Vec<f32>) -> Vec<f32> {
    cosines.sort_by(|a, b| b.total_cmp(a));
    cosines
}

/// What a bundle's head says of an embedding.
pub fn answer(head: &Head, known: Option<&Known>, embedding: &[f32]) -> Answer {
    let logits = match head {
        Head::Layers { hidden, output } => match hidden {
            None => through(output, embedding),
            Some(hidden) => {
                let units: Vec<f32> =
                    through(hidden, embedding).into_iter().map(|x| x.max(0.0)).collect();
                through(output, &units)
            }
        },
        Head::Means { directions, factor } => {
            cosines(directions, embedding).into_iter().map(|x| x * factor).collect()
        }
        Head::Nearest { directions, labels, voters, temperature, least, factor } => {
            let cosines = cosines(directions, embedding);
            let mut order: Vec<usize> = (0..cosines.len()).collect();
            order.sort_by(|&a, &b| cosines[b].total_cmp(&cosines[a]));
            let mut votes = vec![*least; 4];
            for &at in order.iter().take(*voters) {
                votes[labels[at]] += ((cosines[at] - cosines[order[0]]) / temperature).exp();
            }
            votes.into_iter().map(|votes| votes.ln() * factor).collect()
        }
    };
    let similarity = known.map(|known| {
        let cosines = sorted(cosines(&known.directions, embedding));
        cosines[(known.nth - 1).min(cosines.len() - 1)]
    });
    Answer { probabilities: softmax(logits), similarity }
}

fn mirrored(rgba: &[u8], side: usize) -> Vec<u8> {
    let rows = rgba.chunks_exact(side * 4);
    rows.flat_map(|row| row.chunks_exact(4).rev().flatten().copied()).collect()
}

/// A bundle for each kind of head, with and without a grid, what is known, and mirror images: by name.
pub fn pictures() -> Vec<(String, Bundle)> {
    let mut bundles = Vec::new();
    for (side, grid) in [(17, 1), (24, 2)] {
        let plan = plan(side, grid, 7);
        let network = Network::new(&plan);
        let features = grid * grid * 11.min(plan.layers.last().map_or(0, |layer| layer.bias.len()));
        let mut chance = Chance(grid as u64);
        for (name, head) in heads(features, &mut chance) {
            for (mirrors, nth) in [(false, 0), (false, 1), (true, 3)] {
                let known = (nth > 0).then(|| Known {
                    directions: chance.directions(31, features),
                    nth,
                    threshold: 0.6,
                });
                let probes = (0..5).map(|_| {
                    let rgb = chance.bytes(side * side * 3);
                    let rgba: Vec<u8> =
                        rgb.chunks_exact(3).flat_map(|it| [it[0], it[1], it[2], 255]).collect();
                    let mut room = network.workspace();
                    let mut embedding = network.embed_rgba(&rgba, &mut room);
                    if mirrors {
                        let other = network.embed_rgba(&mirrored(&rgba, side), &mut room);
                        embedding.iter_mut().zip(other).for_each(|(a, b)| *a = (*a + b) / 2.0);
                    }
                    Probe {
                        sample: Sample::Pixels(rgb),
                        answer: answer(&head, known.as_ref(), &embedding),
                    }
                });
                let probes = probes.collect();
                bundles.push((
                    format!("{name}-{side}-{grid}-{mirrors}-{nth}"),
                    Bundle {
                        backbone: Backbone::Convolutions(plan.clone()),
                        head: head.clone(),
                        labels: ["cat", "“dog”", "Straße", "\u{5d0}"].map(String::from).into(),
                        known,
                        mirrors,
                        source: Source {
                            project: "Pets".into(),
                            model: "Random network".into(),
                            licence: "CC0".into(),
                            version: "0.1.0".into(),
                            date: "2026-12-31".into(),
                            saved: r#"{"version":1}"#.into(),
                        },
                        // What is no program, but looks like one to who does not run it.
                        kernels: Some(Kernels {
                            script: "export default () => {};".into(),
                            code: b"\0asm\x01\0\0\0".to_vec(),
                        }),
                        probes,
                    },
                ));
            }
        }
    }
    bundles
}
