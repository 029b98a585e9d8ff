//! Heads, and how near an embedding is to what was taught.

use super::graph::{Graph, Tensor};
use super::operator::{Activation, Operator};
use super::pictures::transposed;
use crate::bundle::{Dense, Head, Known};

/// What the directions of a head are called.
const HEAD: &str = "head.directions";

/// The logits `[1, classes]` of an embedding `[1, features]`.
pub fn logits(graph: &mut Graph, head: &Head, embedding: &Tensor, classes: usize) -> Tensor {
    match head {
        Head::Layers { hidden: None, output } => {
            let names = ["head.output.weight", "head.output.bias"];
            dense(graph, names, output, embedding, Activation::None)
        }
        Head::Layers { hidden: Some(hidden), output } => {
            let names = ["head.hidden.weight", "head.hidden.bias"];
            let units = dense(graph, names, hidden, embedding, Activation::Relu);
            let names = ["head.output.weight", "head.output.bias"];
            dense(graph, names, output, &units, Activation::None)
        }
        Head::Means { directions, factor } => {
            // Cosines times a factor are products with directions times the factor.
            let longer: Vec<f32> = directions.iter().map(|x| x * factor).collect();
            cosines(graph, HEAD, &longer, embedding)
        }
        Head::Nearest { directions, labels, voters, temperature, least, factor } => {
            let cosines = cosines(graph, HEAD, directions, embedding); // [1, examples]
            let voters = (*voters).min(labels.len());
            let shape = [1, voters];
            let (nearest, which) = graph.top(&cosines, voters);
            // Of the nearest the vote is 1: cosines less the largest, which comes first.
            let largest = column(graph, &nearest, 0);
            let less = graph.node(Operator::Sub, &[&nearest, &largest], &shape);
            let sharp = scaled(graph, &less, 1.0 / temperature);
            let votes = graph.node(Operator::Exp, &[&sharp], &shape);
            let shape = [1, voters, 1];
            let sizes = graph.integers(&[3], &shape);
            let votes = graph.node(Operator::Reshape, &[&votes, &sizes], &shape);
            // A row an example: 1 where its class is.
            let one = |label: usize, class: usize| if label == class { 1.0 } else { 0.0 };
            let rows: Vec<f32> = labels
                .iter()
                .flat_map(|&label| (0..classes).map(move |class| one(label, class)))
                .collect();
            let rows = graph.weights(&[labels.len(), classes], &rows);
            let shape = [1, voters, classes];
            let rows = graph.node(Operator::Gather, &[&rows, &which], &shape);
            let votes = graph.node(Operator::Mul, &[&rows, &votes], &shape);
            let axis = graph.integers(&[1], &[1]);
            let shape = [1, classes];
            let votes = graph.node(Operator::Sum(false), &[&votes, &axis], &shape);
            let least = graph.number(*least);
            let votes = graph.node(Operator::Add(Activation::None), &[&votes, &least], &shape);
            let logits = graph.node(Operator::Log, &[&votes], &shape);
            scaled(graph, &logits, *factor)
        }
    }
}

/// The cosine of an embedding `[1, features]` to the nearest example that counts, `[1, 1]`.
pub fn similarity(graph: &mut Graph, known: &Known, embedding: &Tensor) -> Tensor {
    let cosines = cosines(graph, "known.directions", &known.directions, embedding);
    let count = known.nth.min(cosines.shape[1]);
    let (nearest, _) = graph.top(&cosines, count);
    // They come from largest to least: the last counts.
    column(graph, &nearest, count.saturating_sub(1))
}

/// A fully connected layer, of which both weights have names: `[1, inputs]` to `[1, outputs]`.
fn dense(
    graph: &mut Graph,
    [weight, bias]: [&'static str; 2],
    layer: &Dense,
    x: &Tensor,
    activation: Activation,
) -> Tensor {
    let (inputs, outputs) = (x.shape[1], layer.bias.len());
    let values = transposed(&layer.weight, outputs);
    let weights = graph.named_weights(weight, &[outputs, inputs], &values);
    let bias = graph.named_weights(bias, &[outputs], &layer.bias);
    graph.node(Operator::FullyConnected(activation), &[x, &weights, &bias], &[1, outputs])
}

/// The products `[1, rows]` of an embedding `[1, features]`, scaled to length 1, with rows `[rows, features]`, which
/// have this name.
fn cosines(graph: &mut Graph, name: &'static str, rows: &[f32], embedding: &Tensor) -> Tensor {
    let features = embedding.shape[1];
    let unit = unit(graph, embedding);
    let count = rows.len() / features.max(1);
    let rows = graph.named_weights(name, &[count, features], rows);
    // The first version of the operator has always a bias.
    let bias = graph.weights(&[count], &vec![0.0; count]);
    let operator = Operator::FullyConnected(Activation::None);
    graph.node(operator, &[&unit, &rows, &bias], &[1, count])
}

/// A row `[1, features]` scaled to length 1; one of zeros stays.
fn unit(graph: &mut Graph, x: &Tensor) -> Tensor {
    let square = graph.node(Operator::Mul, &[x, x], &x.shape);
    let axis = graph.integers(&[1], &[1]);
    let sum = graph.node(Operator::Sum(true), &[&square, &axis], &[1, 1]);
    let length = graph.node(Operator::Sqrt, &[&sum], &[1, 1]);
    let least = graph.number(f32::MIN_POSITIVE);
    let length = graph.node(Operator::Maximum, &[&length, &least], &[1, 1]);
    graph.node(Operator::Div, &[x, &length], &x.shape)
}

/// One number of a row: `[1, n]` to `[1, 1]`.
fn column(graph: &mut Graph, row: &Tensor, at: usize) -> Tensor {
    let start = graph.integers(&[2], &[0, at]);
    let size = graph.integers(&[2], &[1, 1]);
    graph.node(Operator::Slice, &[row, &start, &size], &[1, 1])
}

/// Every number times a factor.
fn scaled(graph: &mut Graph, x: &Tensor, factor: f32) -> Tensor {
    let factor = graph.number(factor);
    graph.node(Operator::Mul, &[x, &factor], &x.shape)
}
