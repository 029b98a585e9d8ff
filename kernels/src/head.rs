//! A training step of a classification head: logits, softmax, cross-entropy, gradients and AdamW, by hand.
//!
//! The weights of an output stand together, `[outputs, inputs]`, so that both the products of the way forward
//! and the gradients are long rows times long rows; a gradient meets its weight and moments while it is still in
//! registers, and is never stored.

use crate::lanes::{f32x4, mul_add, sum};

/// Vectors of a row that are updated together.
const RUN: usize = 4;

/// Examples that are measured together.
const MEASURED: usize = 32;

/// A layer's weights and biases with AdamW's running means, as plain data.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// Numbers that the layer takes.
    pub inputs: usize,
    /// Numbers that the layer gives.
    pub outputs: usize,
    /// `[inputs + 1, outputs]`; the last row are the biases. So are the others laid out.
    pub values: Vec<f32>,
    /// Running means of the gradients.
    pub first: Vec<f32>,
    /// Running means of their squares.
    pub second: Vec<f32>,
}

/// Settings of AdamW (Loshchilov and Hutter 2019, <https://arxiv.org/abs/1711.05101>) for one step.
#[derive(Debug, Clone, Copy)]
pub struct AdamW {
    /// Step size: about how far one step may move a weight.
    pub learning_rate: f32,
    /// Share of each weight that a step takes away, times the step size. Biases are spared.
    pub weight_decay: f32,
    /// Decay of the running means of gradients and of their squares.
    pub betas: [f32; 2],
    /// Keeps the division finite.
    pub epsilon: f32,
    /// One less the betas to the power of the step: what the running means are divided by.
    pub corrections: [f32; 2],
}

/// What a layer `[inputs, outputs]` makes of one row: for those who ask now and then, of plain data.
pub fn forward_one(weight: &[f32], bias: &[f32], inputs: &[f32]) -> Vec<f32> {
    let mut outputs = bias.to_vec();
    for (x, weights) in inputs.iter().zip(weight.chunks_exact(bias.len().max(1))) {
        outputs.iter_mut().zip(weights).for_each(|(output, weight)| *output += x * weight);
    }
    outputs
}

/// Embeddings with the numbers of their classes.
#[derive(Debug, Clone)]
pub struct Examples {
    /// `[examples, vectors]`
    embeddings: Vec<f32x4>,
    vectors: usize,
    labels: Vec<u32>,
}

impl Examples {
    /// Takes `[examples, features]`, with a label each.
    pub fn new(embeddings: &[f32], features: usize, labels: Vec<u32>) -> Self {
        let features = features.max(1);
        Self {
            embeddings: embeddings.chunks_exact(features).flat_map(vectors).collect(),
            vectors: features.div_ceil(4),
            labels,
        }
    }

    fn row(&self, at: u32) -> &[f32x4] {
        &self.embeddings[at as usize * self.vectors..][..self.vectors]
    }
}

/// A head in training: one layer, or two with ReLU between them.
#[derive(Debug, Clone)]
pub struct Trainer {
    examples: Examples,
    layers: Vec<Dense>,
    scratch: Scratch,
}

/// What a step needs room for.
#[derive(Debug, Clone, Default)]
struct Scratch {
    /// What the hidden layer gives: `[rows, vectors]`.
    hidden: Vec<f32x4>,
    /// What it gives before ReLU, then the slopes of the loss by that: `[rows, units]`.
    hidden_slopes: Vec<f32>,
    /// The logits, then the slopes of the loss by them: `[rows, classes]`.
    slopes: Vec<f32>,
}

impl Trainer {
    /// Goes on training these layers on examples.
    pub fn new(examples: Examples, layers: &[Parameters]) -> Self {
        let layers = layers.iter().map(Dense::new).collect();
        Self { examples, layers, scratch: Scratch::default() }
    }

    /// Takes one step on the examples at these positions. Gives the sum of their losses, in nats, and how many
    /// were classified rightly.
    pub fn step(&mut self, batch: &[u32], optimiser: &AdamW) -> (f64, usize) {
        let Self { examples, layers, scratch } = self;
        let rows: Vec<&[f32x4]> = batch.iter().map(|&row| examples.row(row)).collect();
        forward(layers, &rows, scratch);
        let Scratch { hidden, hidden_slopes, slopes } = scratch;
        let Some((output, before)) = layers.split_last_mut() else { return (0.0, 0) };
        let result = softmax(slopes, output.outputs, batch, &examples.labels);
        match before {
            [first, ..] => {
                let between: Vec<&[f32x4]> = hidden.chunks_exact(output.vectors).collect();
                // Before the output's weights move on.
                output.backward(slopes, &between, hidden_slopes);
                output.update(&between, slopes, optimiser);
                first.update(&rows, hidden_slopes, optimiser);
            }
            [] => output.update(&rows, slopes, optimiser),
        }
        result
    }

    /// The sum of the losses of other examples, in nats, and how many are classified rightly.
    pub fn measure(&mut self, others: &Examples) -> (f64, usize) {
        let Self { layers, scratch, .. } = self;
        let all: Vec<u32> = (0..others.labels.len() as u32).collect();
        let (mut losses, mut right) = (0.0, 0);
        for some in all.chunks(MEASURED) {
            let rows: Vec<&[f32x4]> = some.iter().map(|&row| others.row(row)).collect();
            forward(layers, &rows, scratch);
            let classes = layers.last().map_or(1, |output| output.outputs);
            let (loss, of_them) = softmax(&mut scratch.slopes, classes, some, &others.labels);
            losses += loss;
            right += of_them;
        }
        (losses, right)
    }

    /// The layers as they are now.
    pub fn parameters(&self) -> Vec<Parameters> {
        self.layers.iter().map(Dense::parameters).collect()
    }
}

/// The logits of some rows, and what the hidden layer gives where there is one.
fn forward(layers: &[Dense], rows: &[&[f32x4]], scratch: &mut Scratch) {
    let Scratch { hidden, hidden_slopes, slopes } = scratch;
    match layers {
        [output] => output.forward(rows, slopes),
        [first, output] => {
            first.forward(rows, hidden_slopes);
            let units = hidden_slopes.chunks_exact(first.outputs);
            hidden.clear();
            hidden.extend(units.flat_map(vectors).map(|x| x.fast_max(f32x4::ZERO)));
            let between: Vec<&[f32x4]> = hidden.chunks_exact(output.vectors).collect();
            output.forward(&between, slopes);
        }
        _ => {}
    }
}

/// A row of numbers as vectors, the last filled up with zeros.
fn vectors(row: &[f32]) -> impl Iterator<Item = f32x4> {
    row.chunks(4)
        .map(|four| f32x4::from(std::array::from_fn(|lane| four.get(lane).copied().unwrap_or(0.0))))
}

/// Turns logits, `[rows, classes]`, into the slopes of the mean loss by them. Gives the sum of the losses and how
/// many rows were classified rightly.
fn softmax(logits: &mut [f32], classes: usize, batch: &[u32], labels: &[u32]) -> (f64, usize) {
    let (mut losses, mut right) = (0.0, 0);
    let share = 1.0 / batch.len() as f32;
    for (logits, &row) in logits.chunks_exact_mut(classes).zip(batch) {
        let label = labels[row as usize] as usize;
        let (mut best, mut largest) = (0, f32::NEG_INFINITY);
        for (class, &logit) in logits.iter().enumerate() {
            if logit > largest {
                (best, largest) = (class, logit);
            }
        }
        right += usize::from(best == label);
        let of_label = logits[label];
        // The largest is subtracted first, or `exp` overflows.
        logits.iter_mut().for_each(|logit| *logit = (*logit - largest).exp());
        let sum: f32 = logits.iter().sum();
        losses += f64::from(sum.ln() + largest - of_label);
        logits.iter_mut().for_each(|slope| *slope *= share / sum);
        logits[label] -= share;
    }
    (losses, right)
}

/// A layer in training.
#[derive(Debug, Clone)]
struct Dense {
    inputs: usize,
    outputs: usize,
    vectors: usize,
    weights: Trained,
    biases: Trained,
}

/// Values with AdamW's running means: `[outputs, vectors]` of weights, `[outputs]` of biases in the first lanes.
#[derive(Debug, Clone)]
struct Trained {
    values: Vec<f32x4>,
    first: Vec<f32x4>,
    second: Vec<f32x4>,
}

impl Dense {
    fn new(parameters: &Parameters) -> Self {
        let &Parameters { inputs, outputs, .. } = parameters;
        let column = |of: &[f32], output: usize| -> Vec<f32> {
            of.iter().skip(output).step_by(outputs.max(1)).copied().collect()
        };
        let weights = |of: &[f32]| {
            let row = |output| vectors(&column(of, output)[..inputs]).collect::<Vec<_>>();
            (0..outputs).flat_map(row).collect()
        };
        let biases = |of: &[f32]| {
            (0..outputs)
                .map(|output| f32x4::from([of[inputs * outputs + output], 0.0, 0.0, 0.0]))
                .collect()
        };
        let Parameters { values, first, second, .. } = parameters;
        Self {
            inputs,
            outputs,
            vectors: inputs.div_ceil(4),
            weights: Trained {
                values: weights(values),
                first: weights(first),
                second: weights(second),
            },
            biases: Trained {
                values: biases(values),
                first: biases(first),
                second: biases(second),
            },
        }
    }

    fn parameters(&self) -> Parameters {
        let all = |weights: &[f32x4], biases: &[f32x4]| {
            let of = |output: usize, input: usize| {
                weights[output * self.vectors + input / 4].to_array()[input % 4]
            };
            let mut all = Vec::with_capacity((self.inputs + 1) * self.outputs);
            for input in 0..self.inputs {
                all.extend((0..self.outputs).map(|output| of(output, input)));
            }
            all.extend(biases.iter().map(|bias| bias.to_array()[0]));
            all
        };
        Parameters {
            inputs: self.inputs,
            outputs: self.outputs,
            values: all(&self.weights.values, &self.biases.values),
            first: all(&self.weights.first, &self.biases.first),
            second: all(&self.weights.second, &self.biases.second),
        }
    }

    /// What it gives for some rows: `[rows, outputs]`.
    fn forward(&self, rows: &[&[f32x4]], results: &mut Vec<f32>) {
        results.clear();
        results.resize(rows.len() * self.outputs, 0.0);
        let (fours, rest) = rows.as_chunks::<4>();
        let mut results = results.chunks_mut(4 * self.outputs);
        for rows in fours {
            self.forward_some(*rows, results.next().unwrap_or_default());
        }
        let results = results.next().unwrap_or_default();
        match *rest {
            [a] => self.forward_some([a], results),
            [a, b] => self.forward_some([a, b], results),
            [a, b, c] => self.forward_some([a, b, c], results),
            _ => {}
        }
    }

    fn forward_some<const R: usize>(&self, rows: [&[f32x4]; R], results: &mut [f32]) {
        let pairs = self.outputs / 2;
        for pair in 0..pairs {
            self.forward_outputs::<R, 2>(rows, pair * 2, results);
        }
        if self.outputs % 2 == 1 {
            self.forward_outputs::<R, 1>(rows, pairs * 2, results);
        }
    }

    /// `O` outputs from `at` on, of `R` rows.
    #[inline(always)]
    fn forward_outputs<const R: usize, const O: usize>(
        &self,
        rows: [&[f32x4]; R],
        at: usize,
        results: &mut [f32],
    ) {
        let rows = rows.map(|row| &row[..self.vectors]);
        let weights: [&[f32x4]; O] = std::array::from_fn(|output| {
            &self.weights.values[(at + output) * self.vectors..][..self.vectors]
        });
        let mut sums = [[f32x4::ZERO; O]; R];
        for vector in 0..self.vectors {
            for (row, sums) in rows.iter().zip(&mut sums) {
                for (weights, sum) in weights.iter().zip(sums) {
                    *sum = mul_add(row[vector], weights[vector], *sum);
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for (output, lanes) in sums.iter().enumerate() {
                let bias = self.biases.values[at + output].to_array()[0];
                results[row * self.outputs + at + output] = sum(*lanes) + bias;
            }
        }
    }

    /// The slopes by what it was given, `[rows, inputs]`, from those by what it gave, where ReLU let something
    /// through.
    fn backward(&self, slopes: &[f32], inputs: &[&[f32x4]], results: &mut [f32]) {
        let rows = slopes.chunks_exact(self.outputs).zip(inputs);
        for ((slopes, given), results) in rows.zip(results.chunks_exact_mut(self.inputs)) {
            for ((vector, given), results) in given.iter().enumerate().zip(results.chunks_mut(4)) {
                let mut lanes = f32x4::ZERO;
                for (output, &slope) in slopes.iter().enumerate() {
                    let weight = self.weights.values[output * self.vectors + vector];
                    lanes = mul_add(f32x4::splat(slope), weight, lanes);
                }
                let lanes = lanes.to_array().into_iter().zip(given.to_array());
                for (result, (slope, given)) in results.iter_mut().zip(lanes) {
                    *result = if given > 0.0 { slope } else { 0.0 };
                }
            }
        }
    }

    /// A step of AdamW by the slopes `[rows, outputs]`.
    fn update(&mut self, rows: &[&[f32x4]], slopes: &[f32], optimiser: &AdamW) {
        let pairs = self.outputs / 2;
        for pair in 0..pairs {
            self.update_outputs::<2>(rows, slopes, pair * 2, optimiser);
        }
        if self.outputs % 2 == 1 {
            self.update_outputs::<1>(rows, slopes, pairs * 2, optimiser);
        }
        let spared = Adam::new(&AdamW { weight_decay: 0.0, ..*optimiser });
        for output in 0..self.outputs {
            let slope = slopes.iter().skip(output).step_by(self.outputs).sum::<f32>();
            self.biases.step(output, f32x4::from([slope, 0.0, 0.0, 0.0]), &spared);
        }
    }

    /// The weights of `O` outputs from `at` on.
    #[inline(always)]
    fn update_outputs<const O: usize>(
        &mut self,
        rows: &[&[f32x4]],
        slopes: &[f32],
        at: usize,
        optimiser: &AdamW,
    ) {
        let adam = Adam::new(optimiser);
        let whole = self.vectors / RUN * RUN;
        let slopes = || slopes.chunks_exact(self.outputs).map(|slopes| &slopes[at..at + O]);
        for first in (0..whole).step_by(RUN) {
            let mut gradients = [[f32x4::ZERO; RUN]; O];
            for (row, slopes) in rows.iter().zip(slopes()) {
                let Some(x) = row[first..].first_chunk::<RUN>() else { continue };
                for (gradients, &slope) in gradients.iter_mut().zip(slopes) {
                    let slope = f32x4::splat(slope);
                    for (gradient, x) in gradients.iter_mut().zip(x) {
                        *gradient = mul_add(slope, *x, *gradient);
                    }
                }
            }
            for (output, gradients) in gradients.into_iter().enumerate() {
                let start = (at + output) * self.vectors + first;
                for (vector, gradient) in gradients.into_iter().enumerate() {
                    self.weights.step(start + vector, gradient, &adam);
                }
            }
        }
        for vector in whole..self.vectors {
            let mut gradients = [f32x4::ZERO; O];
            for (row, slopes) in rows.iter().zip(slopes()) {
                for (gradient, &slope) in gradients.iter_mut().zip(slopes) {
                    *gradient = mul_add(f32x4::splat(slope), row[vector], *gradient);
                }
            }
            for (output, gradient) in gradients.into_iter().enumerate() {
                self.weights.step((at + output) * self.vectors + vector, gradient, &adam);
            }
        }
    }
}

/// AdamW's factors, spread over the lanes.
struct Adam {
    betas: [f32x4; 2],
    rests: [f32x4; 2],
    rate: f32x4,
    kept: f32x4,
    correction: f32x4,
    epsilon: f32x4,
}

impl Adam {
    fn new(optimiser: &AdamW) -> Self {
        let AdamW { learning_rate, weight_decay, betas, epsilon, corrections } = *optimiser;
        Self {
            betas: betas.map(f32x4::splat),
            rests: betas.map(|beta| f32x4::splat(1.0 - beta)),
            rate: f32x4::splat(learning_rate / corrections[0]),
            kept: f32x4::splat(1.0 - learning_rate * weight_decay),
            correction: f32x4::splat(1.0 / corrections[1]),
            epsilon: f32x4::splat(epsilon),
        }
    }
}

impl Trained {
    /// One step of AdamW, algorithm 2 of its paper, for four values.
    #[inline(always)]
    fn step(&mut self, at: usize, gradient: f32x4, adam: &Adam) {
        let first = mul_add(adam.rests[0], gradient, adam.betas[0] * self.first[at]);
        let second = mul_add(adam.rests[1] * gradient, gradient, adam.betas[1] * self.second[at]);
        self.first[at] = first;
        self.second[at] = second;
        let deviation = (second * adam.correction).sqrt() + adam.epsilon;
        self.values[at] = self.values[at] * adam.kept - adam.rate * first / deviation;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADAMW: AdamW = AdamW {
        learning_rate: 0.01,
        weight_decay: 0.1,
        betas: [0.9, 0.999],
        epsilon: 1e-8,
        corrections: [0.1, 0.001],
    };

    fn layer(inputs: usize, outputs: usize, value: impl Fn(usize) -> f32) -> Parameters {
        let values: Vec<f32> = (0..(inputs + 1) * outputs).map(value).collect();
        let zeros = vec![0.0; values.len()];
        Parameters { inputs, outputs, values, first: zeros.clone(), second: zeros }
    }

    #[test]
    fn what_goes_in_comes_out() {
        let layers = [layer(7, 5, |at| at as f32), layer(5, 3, |at| -(at as f32))];
        let examples = Examples::new(&[0.0; 14], 7, vec![0, 1]);
        assert_eq!(Trainer::new(examples, &layers).parameters(), layers);
    }

    #[test]
    fn an_untrained_head_is_as_good_as_chance() {
        let examples = Examples::new(&[1.0; 10], 5, vec![0, 1]);
        let mut trainer = Trainer::new(examples.clone(), &[layer(5, 4, |_| 0.0)]);
        for (loss, right) in [trainer.measure(&examples), trainer.step(&[0, 1], &ADAMW)] {
            assert!((loss - 2.0 * 4f64.ln()).abs() < 1e-6, "{loss}");
            assert_eq!(right, 1);
        }
    }

    #[test]
    fn the_first_step_goes_against_the_gradient_by_the_learning_rate() {
        let examples = Examples::new(&[2.0, -3.0, 0.0], 3, vec![1]);
        let mut trainer = Trainer::new(examples, &[layer(3, 2, |_| 0.0)]);
        trainer.step(&[0], &ADAMW);
        let moved = trainer.parameters()[0].values.clone();
        let expected = [-0.01, 0.01, 0.01, -0.01, 0.0, 0.0, -0.01, 0.01];
        for (moved, expected) in moved.iter().zip(expected) {
            assert!((moved - expected).abs() < 1e-6, "{moved} {expected}");
        }
    }
}
