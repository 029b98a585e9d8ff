//! Heads: from embeddings `[n, features]` to probabilities `[n, classes]`.

use serde_json::json;

use super::network::depthwise;
use super::topology::{Topology, zeros};
use crate::bundle::{Dense, Head};
use crate::format::Refusal;

/// Added to the variance by which an embedding is divided: next to nothing, so that only one of zeros notices.
const FLOOR: f32 = 1e-12;

/// A head with its softmax; gives the layer that gives the answer.
///
/// # Errors
/// [`Refusal::Nearest`]: no layer finds the largest of a row.
pub fn probabilities(
    topology: &mut Topology,
    head: &Head,
    embedding: &str,
    features: usize,
    classes: usize,
) -> Result<String, Refusal> {
    match head {
        Head::Layers { hidden: None, output } => Ok(dense(topology, output, "softmax", embedding)),
        Head::Layers { hidden: Some(hidden), output } => {
            let units = dense(topology, hidden, "relu", embedding);
            Ok(dense(topology, output, "softmax", &units))
        }
        Head::Means { directions, factor } => {
            let pairs = normalised(topology, embedding, features);
            // A negative number goes with nothing.
            let weight = (0..features * 2)
                .flat_map(|at| (0..classes).map(move |class| (at / 2, at % 2, class)))
                .map(|(feature, negative, class)| match negative {
                    0 => directions[class * features + feature] * factor,
                    _ => 0.0,
                });
            let layer = Dense { weight: weight.collect(), bias: vec![0.0; classes] };
            Ok(dense(topology, &layer, "softmax", &pairs))
        }
        Head::Nearest { .. } => Err(Refusal::Nearest),
    }
}

/// A fully connected layer.
fn dense(topology: &mut Topology, layer: &Dense, activation: &str, x: &str) -> String {
    let outputs = layer.bias.len();
    let config = json!({
        "units": outputs,
        "activation": activation,
        "use_bias": true,
        "kernel_initializer": zeros(),
    });
    let name = topology.layer("Dense", config, &[x]);
    let inputs = layer.weight.len() / outputs.max(1);
    topology.weights(&name, "kernel", &[inputs, outputs], layer.weight.iter().copied());
    topology.weights(&name, "bias", &[outputs], layer.bias.iter().copied());
    name
}

/// Embeddings scaled to length 1, each number beside its negative: `[n, features * 2]`.
///
/// No layer scales to a length; but a layer normalisation takes off the mean and divides by the deviation, and of
/// numbers with their negatives the mean is 0 and the deviation is the length by the root of the features.
fn normalised(topology: &mut Topology, embedding: &str, features: usize) -> String {
    let config = json!({ "target_shape": [1, 1, features] });
    let map = topology.layer("Reshape", config, &[embedding]);
    let pairs = topology.layer("DepthwiseConv2D", depthwise(1, 1, "valid", 2), &[&map]);
    let signs = [1.0, -1.0].into_iter().cycle().take(features * 2);
    topology.weights(&pairs, "depthwise_kernel", &[1, 1, features, 2], signs);
    topology.weights(&pairs, "bias", &[features * 2], vec![0.0; features * 2]);
    let pairs = topology.layer("Flatten", json!({}), &[&pairs]);
    // The first versions of the layer cannot do without either.
    let config = json!({ "axis": -1, "epsilon": FLOOR, "center": true, "scale": true });
    let unit = topology.layer("LayerNormalization", config, &[&pairs]);
    let share = 1.0 / (features as f32).sqrt();
    topology.weights(&unit, "gamma", &[features * 2], vec![share; features * 2]);
    topology.weights(&unit, "beta", &[features * 2], vec![0.0; features * 2]);
    unit
}
