//! From a picture to an embedding.

use kernels::network::{Layer, Plan};

use super::graph::{Graph, Tensor};
use super::operator::{Activation, Operator, Padding};

/// What the picture is called.
pub const INPUT: &str = "pictures";

/// The embedding `[1, features]`: the convolutions, then the means over the cells of the grid. Where mirror images are
/// looked at too, it is the mean of both.
pub fn convolutions(graph: &mut Graph, plan: &Plan, mirrors: bool) -> Tensor {
    let picture = pixels(graph, plan, mirrors);
    let mut outputs: Vec<Tensor> = Vec::with_capacity(plan.layers.len());
    for layer in &plan.layers {
        let of = |place: Option<usize>| place.and_then(|at| outputs.get(at));
        let source = of(layer.source).unwrap_or(&picture);
        let output = convolution(graph, layer, source, of(layer.shortcut));
        outputs.push(output);
    }
    let means = means(graph, outputs.last().unwrap_or(&picture), plan.grid);
    if !mirrors {
        return means;
    }
    let shape = [1, means.shape[1]];
    let pair = graph.integers(&[1], &[0]);
    graph.node(Operator::Mean(true), &[&means, &pair], &shape)
}

/// The pixels as the first layer reads them, `[count, side, side, 3]`: one picture, and its mirror image if that is
/// looked at too.
fn pixels(graph: &mut Graph, plan: &Plan, mirrors: bool) -> Tensor {
    let shape = [1, plan.side, plan.side, 3];
    let bytes = graph.input(INPUT, &shape);
    let x = graph.node(Operator::Cast, &[&bytes], &shape);
    // What makes numbers from -1 to 1 of bytes is multiplied into the plan's own scale.
    let scale = graph.weights(&[3], &plan.scale.map(|scale| scale / 127.5));
    let shift: [f32; 3] = std::array::from_fn(|channel| plan.shift[channel] - plan.scale[channel]);
    let shift = graph.weights(&[3], &shift);
    let x = graph.node(Operator::Mul, &[&x, &scale], &shape);
    let x = graph.node(Operator::Add(Activation::None), &[&x, &shift], &shape);
    if !mirrors {
        return x;
    }
    let across = graph.integers(&[1], &[2]);
    let mirrored = graph.node(Operator::Reverse, &[&x, &across], &shape);
    graph.node(Operator::Concatenation(0), &[&x, &mirrored], &[2, plan.side, plan.side, 3])
}

/// A convolution with its bias, what is added to it, and its limits.
fn convolution(graph: &mut Graph, layer: &Layer, x: &Tensor, shortcut: Option<&Tensor>) -> Tensor {
    let (outputs, kernel, stride) = (layer.bias.len(), layer.kernel, layer.stride);
    let taps = kernel * kernel;
    let bias = graph.weights(&[outputs], &layer.bias);
    let (count, before) = (x.shape[0], x.shape[1]);
    let shape = [count, layer.side, layer.side, outputs];
    let (activation, limits) = limits(layer.limits);
    // What is added comes before the limits.
    let first = if shortcut.is_some() { Activation::None } else { activation };
    let (padding, x) = padded(graph, layer, x, before);
    let mut y = if layer.depthwise {
        // [channels, taps] as [taps, channels]
        let weights = transposed(&layer.weights, taps);
        let weights = graph.weights(&[1, kernel, kernel, outputs], &weights);
        let operator = Operator::DepthwiseConv { padding, stride, activation: first };
        graph.node(operator, &[&x, &weights, &bias], &shape)
    } else {
        // Of each output, [inputs, taps] as [taps, inputs].
        let rows = layer.weights.chunks(layer.inputs.max(1) * taps.max(1));
        let weights: Vec<f32> = rows.flat_map(|row| transposed(row, taps)).collect();
        let weights = graph.weights(&[outputs, kernel, kernel, layer.inputs], &weights);
        let operator = Operator::Conv { padding, stride, activation: first };
        graph.node(operator, &[&x, &weights, &bias], &shape)
    };
    if let Some(shortcut) = shortcut {
        y = graph.node(Operator::Add(activation), &[&y, shortcut], &shape);
    }
    for (operator, limit) in limits {
        let limit = graph.number(limit);
        y = graph.node(operator, &[&y, &limit], &shape);
    }
    y
}

/// The zeros of a layer as an operator's padding, or as zeros put around its input, of so many pixels along each axis.
fn padded(graph: &mut Graph, layer: &Layer, x: &Tensor, side: usize) -> (Padding, Tensor) {
    let [before, after] = layer.zeros;
    let outputs = side.div_ceil(layer.stride.max(1)).max(1);
    let same = ((outputs - 1) * layer.stride + layer.kernel).saturating_sub(side);
    match layer.zeros {
        [0, 0] => (Padding::Valid, x.clone()),
        zeros if zeros == [same / 2, same - same / 2] => (Padding::Same, x.clone()),
        _ => {
            let around = [0, 0, before, after, before, after, 0, 0];
            let around = graph.integers(&[4, 2], &around);
            let (mut shape, more) = (x.shape.clone(), before + after);
            shape[1..3].iter_mut().for_each(|size| *size += more);
            (Padding::Valid, graph.node(Operator::Pad, &[x, &around], &shape))
        }
    }
}

/// Limits as an operator's activation, or what else is to be done.
fn limits(limits: [f32; 2]) -> (Activation, Vec<(Operator, f32)>) {
    match limits {
        [0.0, 6.0] => (Activation::Relu6, Vec::new()),
        [0.0, f32::INFINITY] => (Activation::Relu, Vec::new()),
        [least, most] => {
            let both = [(Operator::Maximum, least), (Operator::Minimum, most)];
            let limited = both.into_iter().filter(|(_, limit)| limit.is_finite());
            (Activation::None, limited.collect())
        }
    }
}

/// Rows of `columns` numbers as columns.
pub fn transposed(rows: &[f32], columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|at| rows.iter().skip(at).step_by(columns).copied()).collect()
}

/// The means over the cells of a grid, cell after cell, row by row: `[count, grid * grid * channels]`.
fn means(graph: &mut Graph, x: &Tensor, grid: usize) -> Tensor {
    let (count, side, channels) = (x.shape[0], x.shape[1], x.shape[3]);
    let edge = |cell: usize| cell * side / grid;
    let axes = graph.integers(&[2], &[1, 2]);
    let mean = |graph: &mut Graph, x: &Tensor| {
        graph.node(Operator::Mean(false), &[x, &axes], &[count, channels])
    };
    if grid == 1 {
        return mean(graph, x);
    }
    let mut cells = Vec::with_capacity(grid * grid);
    for (row, column) in (0..grid).flat_map(|row| (0..grid).map(move |column| (row, column))) {
        let (rows, columns) = (edge(row + 1) - edge(row), edge(column + 1) - edge(column));
        let shape = [count, rows, columns, channels];
        let start = graph.integers(&[4], &[0, edge(row), edge(column), 0]);
        let size = graph.integers(&[4], &shape);
        let cell = graph.node(Operator::Slice, &[x, &start, &size], &shape);
        cells.push(mean(graph, &cell));
    }
    let cells: Vec<&Tensor> = cells.iter().collect();
    graph.node(Operator::Concatenation(1), &cells, &[count, grid * grid * channels])
}
