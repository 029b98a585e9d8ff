//! How the loss of a batch would fall: by backpropagation (Rumelhart, Hinton and Williams 1986) through the part of a
//! backbone that learns, and a linear head on it.
//!
//! Picture by picture, so that what a picture needs stays near: forward, keeping every layer's output, then back. A
//! convolution over all channels is three products of matrices: by its weights, by them transposed, and of its
//! inputs by the slopes of its outputs.

use super::{Layer, Network, Plan, Workspace};
use crate::lanes::{f32x4, mul_add};
use crate::map::{BLOCK, Map, blocks};
use crate::product;

/// Pixels whose products are added up in registers, and near enough to be read again for every block.
const NEAR: usize = 64;

/// Slopes that are multiplied with a block of inputs at once.
const SLOPES: usize = 4;

/// A linear head on standardised means over the cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// What is taken from each feature, `[features]`.
    pub mean: Vec<f32>,
    /// What it is then multiplied by, `[features]`.
    pub scale: Vec<f32>,
    /// Classes to tell apart.
    pub classes: usize,
}

/// The part of a backbone that learns, with a head on it.
///
/// All parameters stand in one vector: of each layer its weights and its biases as [`Layer`] has them, then the head's
/// weights `[features, classes]` and its biases.
#[derive(Debug)]
pub struct Learner {
    plan: Plan,
    below: usize,
    channels: usize,
    head: Head,
    network: Network,
    room: Workspace,
    /// Slopes of the loss by each of the maps.
    slopes: Vec<Map>,
    /// Of each layer.
    layers: Vec<Backward>,
    patches: Vec<f32>,
    scratch: Vec<f32>,
}

/// What the way back through a layer needs.
#[derive(Debug, Default)]
struct Backward {
    /// From slopes to those of the inputs; none of a layer that takes what does not learn, or that is depthwise.
    transposed: Option<product::Weights>,
    /// Of a depthwise layer, `[taps][vectors]`.
    depthwise: Vec<[f32; 4]>,
    /// The slopes by the weights so far: `[outputs, patch]`, or `[taps, channels]` of a depthwise layer; filled up to
    /// blocks.
    weights: Vec<f32>,
    /// The slopes by the biases so far.
    bias: Vec<f32>,
}

/// A layer's way back.
struct Way<'a> {
    step: &'a super::Step,
    /// What it was given.
    from: &'a Map,
    /// The slopes by what it gave.
    slopes: &'a Map,
    /// Where those by what it was given are added.
    to: &'a mut Map,
    /// Whether anybody asks for these.
    learns: bool,
}

impl Learner {
    /// Of the layers above the first `below` of a backbone, which take `channels` numbers a pixel, and a head; see
    /// [`Network::above`].
    pub fn new(plan: Plan, below: usize, channels: usize, head: Head) -> Self {
        let network = Network::above(&plan, below, channels);
        let room = network.workspace();
        Self {
            slopes: room.maps.clone(),
            layers: plan.layers.iter().map(|_| Backward::default()).collect(),
            patches: Vec::new(),
            scratch: Vec::new(),
            plan,
            below,
            channels,
            head,
            network,
            room,
        }
    }

    /// The mean loss of a batch, in nats, and its slopes by the parameters, which are written to `gradient`.
    ///
    /// # Shapes
    /// - `values`, `gradient`: `[parameters]`
    /// - `inputs`: of each picture what the layers below made of it, `[side * side * channels]`
    /// - `targets`: how much of each picture is of each class, `[batch, classes]`, 1 in all
    pub fn learn(
        &mut self,
        values: &[f32],
        inputs: &[Vec<f32>],
        targets: &[f32],
        gradient: &mut [f32],
    ) -> f32 {
        let of_head = self.put(values);
        let mut head_slopes = vec![0.0; of_head.len()];
        let (mut loss, share) = (0.0, 1.0 / inputs.len().max(1) as f32);
        for (input, target) in inputs.iter().zip(targets.chunks_exact(self.head.classes.max(1))) {
            let features = self.forward(input);
            let (of_picture, by_means) =
                self.head.learn(of_head, &features, target, share, &mut head_slopes);
            loss += share * of_picture;
            self.backward(&by_means);
        }
        let mut rest = gradient;
        for (layer, sums) in self.plan.layers.iter().zip(&self.layers) {
            let (weights, after) = rest.split_at_mut(layer.weights.len());
            let (bias, after) = after.split_at_mut(layer.bias.len());
            sums.give(layer, weights);
            bias.copy_from_slice(&sums.bias[..bias.len()]);
            rest = after;
        }
        rest.copy_from_slice(&head_slopes);
        loss
    }

    /// Puts parameters where the layers read them, and forgets the slopes so far. Gives those of the head.
    fn put<'a>(&mut self, values: &'a [f32]) -> &'a [f32] {
        let mut rest = values;
        for layer in &mut self.plan.layers {
            let (weights, after) = rest.split_at(layer.weights.len());
            let (bias, after) = after.split_at(layer.bias.len());
            layer.weights.copy_from_slice(weights);
            layer.bias.copy_from_slice(bias);
            rest = after;
        }
        self.network = Network::above(&self.plan, self.below, self.channels);
        let steps = self.network.layers.iter().zip(&self.plan.layers);
        for ((step, layer), backward) in steps.zip(&mut self.layers) {
            let (_, _, stride) = self.network.shapes[step.source];
            backward.start(layer, stride, step.source > 0);
        }
        rest
    }

    /// The means over the cells, of what the layers make of this input.
    fn forward(&mut self, input: &[f32]) -> Vec<f32> {
        let map = &mut self.room.maps[0];
        let (side, stride, channels) = (map.side, map.stride, self.channels);
        for (y, row) in input.chunks_exact(side * channels).enumerate() {
            let pixels = map.row_mut(y).chunks_exact_mut(stride).zip(row.chunks_exact(channels));
            pixels.for_each(|(to, from)| to[..channels].copy_from_slice(from));
        }
        self.network.fill(&mut self.room);
        self.network.pool(&self.room.maps[self.room.maps.len() - 1])
    }

    /// Goes back from the slopes by the means over the cells, and adds up those by all parameters.
    fn backward(&mut self, by_means: &[f32]) {
        self.slopes.iter_mut().for_each(Map::clear);
        if let Some(last) = self.slopes.last_mut() {
            spread(by_means, self.network.grid, self.network.channels, last);
        }
        let layers = self.network.layers.iter().zip(&mut self.layers);
        for (index, (step, layer)) in layers.enumerate().rev() {
            let (before, after) = self.slopes.split_at_mut(index + 1);
            let slopes = &mut after[0];
            stop_at_limits(slopes, &self.room.maps[index + 1], step.limits);
            if let Some(shortcut) = step.shortcut.filter(|&map| map > 0) {
                (0..slopes.side).for_each(|y| add(slopes.row(y), before[shortcut].row_mut(y)));
            }
            let (from, to) = (&self.room.maps[step.source], &mut before[step.source]);
            let way = Way { step, from, slopes, to, learns: step.source > 0 };
            match step.weights {
                super::Weights::Depthwise(_) => layer.depthwise(way),
                super::Weights::Product(_) => {
                    layer.product(way, &mut self.patches, &mut self.scratch);
                }
            }
        }
    }
}

impl Head {
    /// The loss of one picture and its slopes by the means over the cells, times `share`; those by the head's own
    /// `values` are added to `sums`.
    fn learn(
        &self,
        values: &[f32],
        features: &[f32],
        target: &[f32],
        share: f32,
        sums: &mut [f32],
    ) -> (f32, Vec<f32>) {
        let (weight, bias) = values.split_at(self.mean.len() * self.classes);
        let (of_weight, of_bias) = sums.split_at_mut(weight.len());
        let moments = self.mean.iter().zip(&self.scale);
        let features: Vec<f32> =
            features.iter().zip(moments).map(|(x, (mean, scale))| (x - mean) * scale).collect();
        let mut slopes = crate::head::forward_one(weight, bias, &features);
        let loss = cross_entropy(&mut slopes, target);
        slopes.iter_mut().for_each(|slope| *slope *= share);
        add(&slopes, of_bias);
        let rows = weight.chunks_exact(self.classes).zip(of_weight.chunks_exact_mut(self.classes));
        let back = rows.zip(&features).zip(&self.scale).map(|(((weights, sums), x), scale)| {
            let mut back = 0.0;
            for ((sum, slope), weight) in sums.iter_mut().zip(&slopes).zip(weights) {
                *sum += x * slope;
                back += weight * slope;
            }
            back * scale
        });
        let back = back.collect();
        (loss, back)
    }
}

impl Backward {
    /// Gets ready for these weights of a layer whose inputs stand `stride` apart.
    fn start(&mut self, layer: &Layer, stride: usize, learns: bool) {
        let taps = layer.kernel * layer.kernel;
        let outputs = blocks(layer.bias.len()) * BLOCK;
        self.bias.clear();
        self.bias.resize(outputs, 0.0);
        self.weights.clear();
        if layer.depthwise {
            self.weights.resize(taps * outputs, 0.0);
            let weight = |tap: usize, channel: usize| {
                layer.weights.get(channel * taps + tap).copied().unwrap_or(0.0)
            };
            let all = (0..taps).flat_map(|tap| (0..outputs / 4).map(move |first| (tap, first)));
            let vector = |(tap, first)| std::array::from_fn(|lane| weight(tap, first * 4 + lane));
            self.depthwise = all.map(vector).collect();
            return;
        }
        let patch = taps * stride;
        self.weights.resize(outputs * patch, 0.0);
        self.transposed = learns.then(|| {
            let weight = |at: usize, output: usize| {
                let (tap, channel) = (at / stride, at % stride);
                if channel >= layer.inputs || output >= layer.bias.len() {
                    return 0.0;
                }
                layer.weights[(output * layer.inputs + channel) * taps + tap]
            };
            product::Weights::pack(outputs, &vec![0.0; patch], super::UNLIMITED, weight)
        });
    }

    /// Through a convolution over all channels.
    fn product(&mut self, way: Way<'_>, patches: &mut Vec<f32>, scratch: &mut Vec<f32>) {
        let Way { step, from, slopes, to, learns } = way;
        let run = step.kernel * from.stride; // what one row of a patch holds
        let patch = step.kernel * run;
        let is_pixel = (step.kernel, step.stride) == (1, 1);
        for y in 0..slopes.side {
            let row = slopes.row(y);
            row.chunks_exact(slopes.stride).for_each(|pixel| add(pixel, &mut self.bias));
            let inputs: &[f32] = if is_pixel {
                from.row(y)
            } else {
                patches.clear();
                for x in 0..slopes.side {
                    for at in 0..step.kernel {
                        let line = from.window_row(y * step.stride + at, step.zeros);
                        patches.extend_from_slice(&line[x * step.stride * from.stride..][..run]);
                    }
                }
                patches
            };
            add_products(row, slopes.stride, inputs, patch, &mut self.weights);
            let Some(transposed) = self.transposed.as_ref().filter(|_| learns) else { continue };
            scratch.resize(slopes.side * patch, 0.0);
            let (pixels, stride) = (row, slopes.stride);
            transposed.apply(product::Operands { pixels, stride, shortcut: None, output: scratch });
            if is_pixel {
                add(scratch, to.row_mut(y));
                continue;
            }
            for (x, patch) in scratch.chunks_exact(patch).enumerate() {
                for (at, run) in patch.chunks_exact(run).enumerate() {
                    let left = x * step.stride * to.stride;
                    let line = to.window_row_mut(y * step.stride + at, step.zeros);
                    add(run, &mut line[left..left + run.len()]);
                }
            }
        }
    }

    /// Through a convolution of every channel by itself.
    fn depthwise(&mut self, way: Way<'_>) {
        let Way { step, from, slopes, to, learns } = way;
        let vectors = slopes.stride / 4;
        for y in 0..slopes.side {
            let row = slopes.row(y);
            row.chunks_exact(slopes.stride).for_each(|pixel| add(pixel, &mut self.bias));
            let row = row.as_chunks::<4>().0;
            for at in 0..step.kernel {
                let line = y * step.stride + at;
                let given = from.window_row(line, step.zeros).as_chunks::<4>().0;
                let back = to.window_row_mut(line, step.zeros).as_chunks_mut::<4>().0;
                for across in 0..step.kernel {
                    let tap = (at * step.kernel + across) * vectors;
                    let weights = &self.depthwise[tap..tap + vectors];
                    let sums = &mut self.weights.as_chunks_mut::<4>().0[tap..tap + vectors];
                    for (x, slopes) in row.chunks_exact(vectors).enumerate() {
                        let first = (x * step.stride + across) * vectors;
                        add_each(slopes, &given[first..first + vectors], sums);
                        if learns {
                            add_each(slopes, weights, &mut back[first..first + vectors]);
                        }
                    }
                }
            }
        }
    }

    /// The slopes by the weights, as the layer lays them out.
    fn give(&self, layer: &Layer, gradient: &mut [f32]) {
        let taps = layer.kernel * layer.kernel;
        let outputs = blocks(layer.bias.len()) * BLOCK;
        if layer.depthwise {
            for (channel, gradient) in gradient.chunks_exact_mut(taps).enumerate() {
                for (tap, slope) in gradient.iter_mut().enumerate() {
                    *slope = self.weights[tap * outputs + channel];
                }
            }
            return;
        }
        let patch = self.weights.len() / outputs.max(1);
        let stride = patch / taps;
        for (at, slope) in gradient.iter_mut().enumerate() {
            let (tap, place) = (at % taps, at / taps);
            let (output, channel) = (place / layer.inputs, place % layer.inputs);
            *slope = self.weights[output * patch + tap * stride + channel];
        }
    }
}

/// Turns how far classes are ahead into the slopes of their cross entropy with what they should be, which it gives.
fn cross_entropy(logits: &mut [f32], target: &[f32]) -> f32 {
    // The largest is subtracted first, or `exp` overflows.
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    let all = sum.ln() + largest;
    let mut loss = 0.0;
    for (logit, target) in logits.iter_mut().zip(target) {
        loss += target * (all - *logit);
        *logit = (*logit - all).exp() - target;
    }
    loss
}

/// Adds to `sums`, `[outputs, width]`, the products of the slopes of each pixel, `[pixels, outputs]`, with its inputs,
/// `[pixels, width]`. Both are whole blocks.
fn add_products(slopes: &[f32], outputs: usize, inputs: &[f32], width: usize, sums: &mut [f32]) {
    let near = slopes.chunks(NEAR * outputs).zip(inputs.chunks(NEAR * width));
    for (slopes, inputs) in near {
        for output in (0..outputs).step_by(SLOPES) {
            let mut rows = sums[output * width..(output + SLOPES) * width].chunks_exact_mut(width);
            let mut rows: [&mut [f32]; SLOPES] =
                std::array::from_fn(|_| rows.next().unwrap_or_default());
            for first in (0..width).step_by(BLOCK) {
                let mut products = [[f32x4::ZERO; 2]; SLOPES];
                let pixels = slopes.chunks_exact(outputs).zip(inputs.chunks_exact(width));
                for (slopes, inputs) in pixels {
                    let [low, high] = pair(&inputs[first..]);
                    let slopes = &slopes[output..output + SLOPES];
                    for (slope, products) in slopes.iter().zip(&mut products) {
                        let slope = f32x4::splat(*slope);
                        products[0] = mul_add(slope, low, products[0]);
                        products[1] = mul_add(slope, high, products[1]);
                    }
                }
                for (row, [low, high]) in rows.iter_mut().zip(products) {
                    let place = &mut row[first..first + BLOCK];
                    let before = pair(place);
                    place[..4].copy_from_slice(&(before[0] + low).to_array());
                    place[4..].copy_from_slice(&(before[1] + high).to_array());
                }
            }
        }
    }
}

/// The first block as two vectors.
#[inline(always)]
fn pair(of: &[f32]) -> [f32x4; 2] {
    match of.as_chunks::<4>().0 {
        [low, high, ..] => [(*low).into(), (*high).into()],
        _ => [f32x4::ZERO; 2],
    }
}

/// Adds to each sum the product of the two that stand where it stands.
#[inline(always)]
fn add_each(one: &[[f32; 4]], other: &[[f32; 4]], sums: &mut [[f32; 4]]) {
    for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
        *sum = mul_add((*one).into(), (*other).into(), (*sum).into()).to_array();
    }
}

/// Where a layer's output was cut off, it does not change with what is cut.
fn stop_at_limits(slopes: &mut Map, given: &Map, limits: [f32; 2]) {
    if limits == super::UNLIMITED {
        return;
    }
    let [least, most] = limits;
    for y in 0..slopes.side {
        for (slope, given) in slopes.row_mut(y).iter_mut().zip(given.row(y)) {
            if *given <= least || *given >= most {
                *slope = 0.0;
            }
        }
    }
}

/// Hands the slopes by means over cells to the pixels that they are means of.
fn spread(by_means: &[f32], grid: usize, channels: usize, map: &mut Map) {
    let (side, stride) = (map.side, map.stride);
    let cell = |at: usize| at * side / grid..(at + 1) * side / grid;
    for row in 0..grid {
        for column in 0..grid {
            let share = 1.0 / (cell(row).len() * cell(column).len()) as f32;
            let slopes = &by_means[(row * grid + column) * channels..][..channels];
            for y in cell(row) {
                let pixels = map.row_mut(y).chunks_exact_mut(stride);
                for pixel in pixels.take(cell(column).end).skip(cell(column).start) {
                    pixel.iter_mut().zip(slopes).for_each(|(to, slope)| *to = slope * share);
                }
            }
        }
    }
}

fn add(from: &[f32], to: &mut [f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}
