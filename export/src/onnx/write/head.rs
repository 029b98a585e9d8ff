//! Heads, and how near an embedding is to what was taught.

use super::graph::{Attribute, Graph};
use crate::bundle::{Dense, Head, Known};

/// The logits `[n, classes]` of embeddings `[n, features]`.
pub fn logits(
    graph: &mut Graph,
    head: &Head,
    embedding: &str,
    features: usize,
    classes: usize,
) -> String {
    match head {
        Head::Layers { hidden: None, output } => named(graph, "head.output", output, embedding),
        Head::Layers { hidden: Some(hidden), output } => {
            let units = named(graph, "head.hidden", hidden, embedding);
            let units = graph.node("Relu", &[&units], &[]);
            named(graph, "head.output", output, &units)
        }
        Head::Means { directions, factor } => {
            let cosines = cosines(graph, "head.directions", directions, embedding, features);
            scaled(graph, &cosines, *factor)
        }
        Head::Nearest { directions, labels, voters, temperature, least, factor } => {
            let cosines = cosines(graph, "head.directions", directions, embedding, features);
            let (nearest, which) = top(graph, &cosines, (*voters).min(labels.len()));
            // Of the nearest the vote is 1: cosines less the largest, which comes first.
            let largest = graph.node(
                "ReduceMax",
                &[&nearest],
                &[("axes", Attribute::Numbers(&[-1])), ("keepdims", 1.into())],
            ); // [n, 1]
            let less = graph.node("Sub", &[&nearest, &largest], &[]);
            let sharp = scaled(graph, &less, 1.0 / temperature);
            let votes = graph.node("Exp", &[&sharp], &[]); // [n, voters]
            let one = |class: usize| move |&label: &usize| if label == class { 1.0 } else { 0.0 };
            // A row an example: 1 where its class is.
            let rows: Vec<f32> = labels
                .iter()
                .flat_map(|label| (0..classes).map(move |it| one(it)(label)))
                .collect();
            let rows = graph.weights(&[labels.len(), classes], &rows);
            let rows = graph.node("Gather", &[&rows, &which], &[]); // [n, voters, classes]
            let axis = graph.integers(&[1]);
            let votes = graph.node("Unsqueeze", &[&votes, &axis], &[]); // [n, 1, voters]
            let votes = graph.node("MatMul", &[&votes, &rows], &[]); // [n, 1, classes]
            let votes = graph.node("Squeeze", &[&votes, &axis], &[]);
            let least = graph.number(*least);
            let votes = graph.node("Add", &[&votes, &least], &[]);
            let logits = graph.node("Log", &[&votes], &[]);
            scaled(graph, &logits, *factor)
        }
    }
}

/// The cosine of each embedding to the nearest example that counts, `[n]`, under this name.
pub fn similarity(graph: &mut Graph, known: &Known, embedding: &str, features: usize, name: &str) {
    let cosines = cosines(graph, "known.directions", &known.directions, embedding, features);
    let examples = known.directions.len() / features.max(1);
    let (nearest, _) = top(graph, &cosines, known.nth.min(examples)); // [n, nth]
    // They come from largest to least: the last counts.
    let axes = Attribute::Numbers(&[-1]);
    graph.named_node("ReduceMin", &[&nearest], &[("axes", axes), ("keepdims", 0.into())], name);
}

/// A fully connected layer whose weights have names.
fn named(graph: &mut Graph, name: &str, layer: &Dense, x: &str) -> String {
    let outputs = layer.bias.len();
    let shape = [layer.weight.len() / outputs.max(1), outputs];
    let weight = graph.named_weights(format!("{name}.weight"), &shape, &layer.weight);
    let bias = graph.named_weights(format!("{name}.bias"), &[outputs], &layer.bias);
    graph.node("Gemm", &[x, &weight, &bias], &[])
}

/// A fully connected layer: `[n, inputs]` to `[n, outputs]`.
pub fn dense(graph: &mut Graph, layer: &Dense, x: &str) -> String {
    let outputs = layer.bias.len();
    let weight = graph.weights(&[layer.weight.len() / outputs.max(1), outputs], &layer.weight);
    let bias = graph.weights(&[outputs], &layer.bias);
    graph.node("Gemm", &[x, &weight, &bias], &[])
}

/// Every number times a factor.
pub fn scaled(graph: &mut Graph, x: &str, factor: f32) -> String {
    let factor = graph.number(factor);
    graph.node("Mul", &[x, &factor], &[])
}

/// Rows scaled to length 1; those of zeros stay.
pub fn unit(graph: &mut Graph, x: &str) -> String {
    let axes = [("axes", Attribute::Numbers(&[-1])), ("keepdims", 1.into())];
    let length = graph.node("ReduceL2", &[x], &axes);
    let least = graph.number(f32::MIN_POSITIVE);
    let length = graph.node("Max", &[&length, &least], &[]);
    graph.node("Div", &[x, &length], &[])
}

/// The cosines `[n, rows]` of embeddings `[n, features]` to directions of length 1, `[rows, features]`, which stand in
/// the file under this name, turned.
fn cosines(
    graph: &mut Graph,
    name: &str,
    directions: &[f32],
    embedding: &str,
    features: usize,
) -> String {
    let unit = unit(graph, embedding);
    let rows = directions.len() / features.max(1);
    let turned: Vec<f32> = (0..features)
        .flat_map(|feature| (0..rows).map(move |row| directions[row * features + feature]))
        .collect();
    let turned = graph.named_weights(name.into(), &[features, rows], &turned);
    graph.node("MatMul", &[&unit, &turned], &[])
}

/// The largest of each row, from largest to least, and where they are: `[n, count]` each.
fn top(graph: &mut Graph, x: &str, count: usize) -> (String, String) {
    let count = graph.integers(&[count as i64]);
    let [values, places] = graph.node_of_several("TopK", &[x, &count], &[("axis", (-1).into())]);
    (values, places)
}
