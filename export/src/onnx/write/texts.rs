//! The encoder of texts: from tokens `[n, tokens]` to embeddings `[n, features]`.

use super::graph::{Attribute, Graph};
use super::head::{dense, scaled, unit};
use crate::bundle::{Dense, Encoder, EncoderLayer, Norm};

/// What the tokens are called, and which of them are there: 1, and 0 for what fills a text up to the length of others.
pub const TOKENS: &str = "input_ids";
pub const MASK: &str = "attention_mask";

/// What is added to the score of a token that is not there: its share becomes 0.
const HIDDEN: f32 = -1e9;

/// The encoder, and the means of its states.
pub fn encoder(graph: &mut Graph, encoder: &Encoder) -> String {
    const FLOAT: i64 = 1;
    let Encoder { width, words, places, positions, epsilon, .. } = encoder;
    let words = graph.weights(&[words.len() / width.max(&1), *width], words);
    let words = graph.node("Gather", &[&words, TOKENS], &[]); // [n, tokens, width]
    // The first places, as many as there are tokens.
    let shape = graph.node("Shape", &[TOKENS], &[]);
    let [zero, one, two] = [0, 1, 2].map(|number| graph.integers(&[number]));
    let tokens = graph.node("Slice", &[&shape, &one, &two], &[]);
    let places = graph.weights(&[*positions, *width], places);
    let places = graph.node("Slice", &[&places, &zero, &tokens, &zero], &[]);
    let sum = graph.node("Add", &[&words, &places], &[]);
    let first = norm(graph, &encoder.norm, &sum, *epsilon);

    let mask = graph.node("Cast", &[MASK], &[("to", FLOAT.into())]); // [n, tokens]
    let axes = graph.integers(&[1, 2]);
    let wide = graph.node("Unsqueeze", &[&mask, &axes], &[]); // [n, 1, 1, tokens]
    let whole = graph.number(1.0);
    let absent = graph.node("Sub", &[&whole, &wide], &[]);
    let hidden = scaled(graph, &absent, HIDDEN);
    let mut x = first.clone();
    for layer in &encoder.layers {
        x = self::layer(graph, encoder, layer, &x, &hidden);
    }
    let last = mean(graph, &x, &mask);
    match &encoder.whitening {
        None => unit(graph, &last),
        Some(whitening) => {
            let (first, last) = (mean(graph, &first, &mask), last);
            let (first, last) = (unit(graph, &first), unit(graph, &last));
            let both = graph.node("Concat", &[&first, &last], &[("axis", 1.into())]);
            let white = dense(graph, whitening, &both);
            unit(graph, &white)
        }
    }
}

/// A layer: attention, then two layers on each state by itself; each adds to the state and is normalised.
fn layer(
    graph: &mut Graph,
    encoder: &Encoder,
    layer: &EncoderLayer,
    x: &str,
    hidden: &str,
) -> String {
    let (heads, width) = (encoder.heads as i64, encoder.width as i64);
    let size = width / heads.max(1);
    let split = graph.integers(&[0, 0, heads, size]);
    let mut part = |layer: &Dense, order: &[i64]| {
        let rows = linear(graph, layer, x);
        let rows = graph.node("Reshape", &[&rows, &split], &[]);
        graph.node("Transpose", &[&rows], &[("perm", Attribute::Numbers(order))])
    };
    let query = part(&layer.query, &[0, 2, 1, 3]); // [n, heads, tokens, size]
    let key = part(&layer.key, &[0, 2, 3, 1]); // [n, heads, size, tokens]
    let value = part(&layer.value, &[0, 2, 1, 3]);
    let scores = graph.node("MatMul", &[&query, &key], &[]);
    let scores = scaled(graph, &scores, (size as f32).sqrt().recip());
    let scores = graph.node("Add", &[&scores, hidden], &[]);
    let shares = graph.node("Softmax", &[&scores], &[("axis", (-1).into())]);
    let mixed = graph.node("MatMul", &[&shares, &value], &[]);
    let mixed = graph.node("Transpose", &[&mixed], &[("perm", Attribute::Numbers(&[0, 2, 1, 3]))]);
    let whole = graph.integers(&[0, 0, width]);
    let mixed = graph.node("Reshape", &[&mixed, &whole], &[]);
    let attended = linear(graph, &layer.attended, &mixed);
    let sum = graph.node("Add", &[&attended, x], &[]);
    let x = norm(graph, &layer.attended_norm, &sum, encoder.epsilon);
    let inner = linear(graph, &layer.inner, &x);
    let inner = gelu(graph, &inner);
    let outer = linear(graph, &layer.outer, &inner);
    let sum = graph.node("Add", &[&outer, &x], &[]);
    norm(graph, &layer.norm, &sum, encoder.epsilon)
}

/// A fully connected layer on the state of each token.
fn linear(graph: &mut Graph, layer: &Dense, x: &str) -> String {
    let outputs = layer.bias.len();
    let weight = graph.weights(&[layer.weight.len() / outputs.max(1), outputs], &layer.weight);
    let bias = graph.weights(&[outputs], &layer.bias);
    let product = graph.node("MatMul", &[x, &weight], &[]);
    graph.node("Add", &[&product, &bias], &[])
}

fn norm(graph: &mut Graph, norm: &Norm, x: &str, epsilon: f32) -> String {
    let weight = graph.weights(&[norm.weight.len()], &norm.weight);
    let bias = graph.weights(&[norm.bias.len()], &norm.bias);
    let attributes = [("axis", (-1).into()), ("epsilon", Attribute::Float(epsilon))];
    graph.node("LayerNormalization", &[x, &weight, &bias], &attributes)
}

/// `x / 2 * (1 + erf(x / sqrt(2)))` (Hendrycks and Gimpel 2016, <https://arxiv.org/abs/1606.08415>).
fn gelu(graph: &mut Graph, x: &str) -> String {
    let half = scaled(graph, x, 0.5);
    let small = scaled(graph, x, std::f32::consts::FRAC_1_SQRT_2);
    let erf = graph.node("Erf", &[&small], &[]);
    let one = graph.number(1.0);
    let share = graph.node("Add", &[&erf, &one], &[]);
    graph.node("Mul", &[&half, &share], &[])
}

/// The mean state of the tokens that are there: `[n, width]`.
fn mean(graph: &mut Graph, x: &str, mask: &str) -> String {
    let last = graph.integers(&[2]);
    let mask = graph.node("Unsqueeze", &[mask, &last], &[]); // [n, tokens, 1]
    let there = graph.node("Mul", &[x, &mask], &[]);
    let axis = graph.integers(&[1]);
    let keep = [("keepdims", 0.into())];
    let sum = graph.node("ReduceSum", &[&there, &axis], &keep); // [n, width]
    let count = graph.node("ReduceSum", &[&mask, &axis], &keep); // [n, 1]
    graph.node("Div", &[&sum, &count], &[])
}
