//! Backbones that read pictures: from pixels `[n, side, side, 3]` to embeddings `[n, features]`.

use kernels::network::{Layer, Plan};

use super::graph::{Attribute, Graph};
use super::head::scaled;
use crate::bundle::Patches;

/// What the pixels are called.
pub const INPUT: &str = "pictures";

/// Convolutions, and the means over the cells of a grid.
pub fn convolutions(graph: &mut Graph, plan: &Plan, mirrors: bool) -> String {
    let x = pixels(graph, mirrors);
    let affine = |graph: &mut Graph, operator: &str, x: &str, values: [f32; 3]| {
        let values = graph.weights(&[1, 3, 1, 1], &values);
        graph.node(operator, &[x, &values], &[])
    };
    // 0 to 255 becomes -1 to 1, which the plan scales and shifts.
    let x = affine(graph, "Mul", &x, plan.scale.map(|scale| scale / 127.5));
    let shift = std::array::from_fn(|at| plan.shift[at] - plan.scale[at]);
    let x = affine(graph, "Add", &x, shift);
    let mut outputs: Vec<String> = Vec::with_capacity(plan.layers.len());
    for layer in &plan.layers {
        let source = layer.source.map_or(&x, |at| &outputs[at]).clone();
        let shortcut = layer.shortcut.map(|at| outputs[at].clone());
        outputs.push(convolution(graph, layer, &source, shortcut.as_deref()));
    }
    let last = outputs.last().unwrap_or(&x).clone();
    let side = plan.layers.last().map_or(plan.side, |layer| layer.side);
    let channels = plan.layers.last().map_or(3, |layer| layer.bias.len());
    let embedding = means(graph, &last, side, plan.grid, channels);
    unmirrored(graph, &embedding, mirrors, plan.grid * plan.grid * channels)
}

/// A bank of filters: patches are described, compared with centroids, and those near each are counted in cells.
pub fn patches(graph: &mut Graph, patches: &Patches, mirrors: bool) -> String {
    let Patches { side, patch, stride, grid, contrast_floor, filters, mean, centroids } = patches;
    let (components, patch) = (mean.len(), *patch);
    let count = centroids.len() / components.max(1);
    let after = side.saturating_sub(patch) / stride.max(&1) + 1;
    let x = pixels(graph, mirrors);
    let x = scaled(graph, &x, 1.0 / 127.5);
    let one = graph.number(1.0);
    let x = graph.node("Sub", &[&x, &one], &[]);
    let strides = [*stride as i64; 2];
    let strides = [("strides", Attribute::Numbers(&strides))];
    let bank = graph.weights(&[components, 3, patch, patch], filters);
    let described = graph.node("Conv", &[&x, &bank], &strides);
    // The deviation of each patch, by the means of its numbers and of their squares.
    let values = 3 * patch * patch;
    let shares = graph.weights(&[1, 3, patch, patch], &vec![1.0 / values as f32; values]);
    let average = graph.node("Conv", &[&x, &shares], &strides);
    let squares = graph.node("Mul", &[&x, &x], &[]);
    let squares = graph.node("Conv", &[&squares, &shares], &strides);
    let squared = graph.node("Mul", &[&average, &average], &[]);
    let variance = graph.node("Sub", &[&squares, &squared], &[]);
    let variance = graph.node("Relu", &[&variance], &[]);
    let floor = graph.number(*contrast_floor);
    let contrast = graph.node("Add", &[&variance, &floor], &[]);
    let contrast = graph.node("Sqrt", &[&contrast], &[]);
    let described = graph.node("Div", &[&described, &contrast], &[]);
    let mean = graph.weights(&[1, components, 1, 1], mean);
    let described = graph.node("Sub", &[&described, &mean], &[]); // [n, components, after, after]
    let distances = distances(graph, &described, centroids, components);
    // Nearer than the mean distance counts.
    let axes = [("axes", Attribute::Numbers(&[1])), ("keepdims", 1.into())];
    let usual = graph.node("ReduceMean", &[&distances], &axes);
    let near = graph.node("Sub", &[&usual, &distances], &[]);
    let near = graph.node("Relu", &[&near], &[]);
    let embedding = means(graph, &near, after, *grid, count);
    unmirrored(graph, &embedding, mirrors, grid * grid * count)
}

/// Distances to each centroid, `[n, centroids, after, after]`: `|x - c|² = |x|² - 2 c·x + |c|²`.
fn distances(graph: &mut Graph, x: &str, centroids: &[f32], components: usize) -> String {
    let count = centroids.len() / components.max(1);
    let squares = graph.node("Mul", &[x, x], &[]);
    // Of all that reduce, the sum alone takes its axes as an input in this version.
    let axes = graph.integers(&[1]);
    let lengths = graph.node("ReduceSum", &[&squares, &axes], &[("keepdims", 1.into())]);
    let doubled: Vec<f32> = centroids.iter().map(|x| -2.0 * x).collect();
    let doubled = graph.weights(&[count, components, 1, 1], &doubled);
    let own: Vec<f32> = centroids
        .chunks_exact(components.max(1))
        .map(|centroid| centroid.iter().map(|x| x * x).sum())
        .collect();
    let own = graph.weights(&[count], &own);
    let products = graph.node("Conv", &[x, &doubled, &own], &[]);
    let squared = graph.node("Add", &[&products, &lengths], &[]);
    // Rounding may take it a little below zero.
    let squared = graph.node("Relu", &[&squared], &[]);
    graph.node("Sqrt", &[&squared], &[])
}

/// The pixels as numbers from 0 to 255, `[n, 3, side, side]`; where mirror images are looked at too, these after them.
fn pixels(graph: &mut Graph, mirrors: bool) -> String {
    const FLOAT: i64 = 1;
    let x = graph.node("Cast", &[INPUT], &[("to", FLOAT.into())]);
    let x = graph.node("Transpose", &[&x], &[("perm", Attribute::Numbers(&[0, 3, 1, 2]))]);
    if !mirrors {
        return x;
    }
    // From the last column to the one before the first: backwards through all of them.
    let [start, end, axis, step] = [-1, i64::MIN, 3, -1].map(|number| graph.integers(&[number]));
    let mirrored = graph.node("Slice", &[&x, &start, &end, &axis, &step], &[]);
    graph.node("Concat", &[&x, &mirrored], &[("axis", 0.into())])
}

/// The means of embeddings of pictures and of those of their mirror images, which come after them.
fn unmirrored(graph: &mut Graph, embedding: &str, mirrors: bool, features: usize) -> String {
    if !mirrors {
        return embedding.to_owned();
    }
    let shape = graph.integers(&[2, -1, features as i64]);
    let pairs = graph.node("Reshape", &[embedding, &shape], &[]);
    let axes = [("axes", Attribute::Numbers(&[0])), ("keepdims", 0.into())];
    graph.node("ReduceMean", &[&pairs], &axes)
}

/// A convolution with its bias, what is added to it, and its limits.
fn convolution(graph: &mut Graph, layer: &Layer, x: &str, shortcut: Option<&str>) -> String {
    let (outputs, kernel) = (layer.bias.len(), layer.kernel);
    let inputs = if layer.depthwise { 1 } else { layer.inputs };
    let weights = graph.weights(&[outputs, inputs, kernel, kernel], &layer.weights);
    let bias = graph.weights(&[outputs], &layer.bias);
    let [before, after] = layer.zeros.map(|zeros| zeros as i64);
    let strides = [layer.stride as i64; 2];
    let groups = if layer.depthwise { outputs as i64 } else { 1 };
    let mut y = graph.node(
        "Conv",
        &[x, &weights, &bias],
        &[
            ("kernel_shape", Attribute::Numbers(&[kernel as i64; 2])),
            ("pads", Attribute::Numbers(&[before, before, after, after])),
            ("strides", Attribute::Numbers(&strides)),
            ("group", groups.into()),
        ],
    );
    if let Some(shortcut) = shortcut {
        y = graph.node("Add", &[&y, shortcut], &[]);
    }
    match layer.limits {
        [0.0, f32::INFINITY] => graph.node("Relu", &[&y], &[]),
        [f32::NEG_INFINITY, f32::INFINITY] => y,
        [least, most] => {
            let (least, most) = (graph.number(least), graph.number(most));
            graph.node("Clip", &[&y, &least, &most], &[])
        }
    }
}

/// The means over the cells of a grid, cell after cell, row by row: `[n, grid * grid * channels]`.
fn means(graph: &mut Graph, x: &str, side: usize, grid: usize, channels: usize) -> String {
    let edge = |cell: usize| (cell * side / grid) as i64;
    let axes = [("axes", Attribute::Numbers(&[2, 3])), ("keepdims", 0.into())];
    let mut cells = Vec::with_capacity(grid * grid);
    for (row, column) in (0..grid).flat_map(|row| (0..grid).map(move |column| (row, column))) {
        let cell = if grid == 1 {
            x.to_owned()
        } else {
            let start = graph.integers(&[edge(row), edge(column)]);
            let end = graph.integers(&[edge(row + 1), edge(column + 1)]);
            let along = graph.integers(&[2, 3]);
            graph.node("Slice", &[x, &start, &end, &along], &[])
        };
        cells.push(graph.node("ReduceMean", &[&cell], &axes));
    }
    if let [cell] = cells.as_slice() {
        // Its shape is said, so that whoever reads the graph knows it.
        let shape = graph.integers(&[-1, channels as i64]);
        return graph.node("Reshape", &[cell, &shape], &[]);
    }
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    graph.node("Concat", &cells, &[("axis", 1.into())])
}
