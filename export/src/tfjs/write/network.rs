//! Convolutions and means: from pixels `[n, side, side, 3]` to embeddings `[n, features]`.

use kernels::network::{Layer, Plan};
use serde_json::{Value, json};

use super::topology::{Topology, zeros};
use crate::format::Refusal;

/// The whole backbone; gives the layer that takes the pixels, and the one that gives the embedding.
///
/// # Errors
/// [`Refusal::Limits`] of a layer whose limits no ReLU has.
pub fn convolutions(topology: &mut Topology, plan: &Plan) -> Result<(String, String), Refusal> {
    let config = json!({
        "batch_input_shape": [null, plan.side, plan.side, 3],
        "dtype": "float32",
        "sparse": false,
    });
    let input = topology.layer("InputLayer", config, &[]);
    let picture = coloured(topology, plan, &input);
    let mut outputs: Vec<String> = Vec::with_capacity(plan.layers.len());
    for layer in &plan.layers {
        let (source, side) = match layer.source {
            None => (&picture, plan.side),
            Some(at) => (&outputs[at], plan.layers[at].side),
        };
        let source = padded(topology, layer, side, source);
        let mut map = convolution(topology, layer, same(layer, side), &source);
        if let Some(at) = layer.shortcut {
            map = topology.layer("Add", json!({}), &[&map, &outputs[at]]);
        }
        outputs.push(limited(topology, layer.limits, map)?);
    }
    let side = plan.layers.last().map_or(plan.side, |layer| layer.side);
    let embedding = means(topology, outputs.last().unwrap_or(&picture), side, plan.grid);
    Ok((input, embedding))
}

/// The colours scaled and shifted, each by itself.
fn coloured(topology: &mut Topology, plan: &Plan, input: &str) -> String {
    if plan.scale == [1.0; 3] && plan.shift == [0.0; 3] {
        return input.to_owned();
    }
    let scaled = topology.layer("DepthwiseConv2D", depthwise(1, 1, "valid", 1), &[input]);
    topology.weights(&scaled, "depthwise_kernel", &[1, 1, 3, 1], plan.scale);
    topology.weights(&scaled, "bias", &[3], plan.shift);
    scaled
}

/// Whether its zeros are those that TensorFlow puts around a map of this side: what is left over comes last.
fn same(layer: &Layer, side: usize) -> bool {
    let outputs = side.div_ceil(layer.stride);
    let zeros = (outputs.saturating_sub(1) * layer.stride + layer.kernel).saturating_sub(side);
    layer.zeros == [zeros / 2, zeros - zeros / 2]
}

/// The map with zeros around it where the convolution does not put them there itself.
fn padded(topology: &mut Topology, layer: &Layer, side: usize, map: &str) -> String {
    if layer.zeros == [0; 2] || same(layer, side) {
        return map.to_owned();
    }
    let config = json!({ "padding": [layer.zeros, layer.zeros], "data_format": "channels_last" });
    topology.layer("ZeroPadding2D", config, &[map])
}

/// A convolution with its bias. Its weights are turned: the plan has the outputs first, the format has them last.
fn convolution(topology: &mut Topology, layer: &Layer, same: bool, map: &str) -> String {
    let (kernel, inputs, outputs) = (layer.kernel, layer.inputs, layer.bias.len());
    let taps = kernel * kernel;
    let padding = if same { "same" } else { "valid" };
    let weights = &layer.weights;
    let name = if layer.depthwise {
        let config = depthwise(kernel, layer.stride, padding, 1);
        let name = topology.layer("DepthwiseConv2D", config, &[map]);
        let values = (0..taps)
            .flat_map(|tap| (0..outputs).map(move |channel| weights[channel * taps + tap]));
        topology.weights(&name, "depthwise_kernel", &[kernel, kernel, outputs, 1], values);
        name
    } else {
        let mut config = window(kernel, layer.stride, padding);
        config["filters"] = json!(outputs);
        config["use_bias"] = json!(true);
        config["kernel_initializer"] = zeros();
        let name = topology.layer("Conv2D", config, &[map]);
        let values = (0..taps * inputs).flat_map(|at| {
            let (tap, input) = (at / inputs, at % inputs);
            (0..outputs).map(move |output| weights[(output * inputs + input) * taps + tap])
        });
        topology.weights(&name, "kernel", &[kernel, kernel, inputs, outputs], values);
        name
    };
    topology.weights(&name, "bias", &[outputs], layer.bias.iter().copied());
    name
}

/// What a convolution says of where it looks.
fn window(kernel: usize, stride: usize, padding: &str) -> Value {
    json!({
        "kernel_size": [kernel, kernel],
        "strides": [stride, stride],
        "padding": padding,
        "data_format": "channels_last",
        "dilation_rate": [1, 1],
        "activation": "linear",
    })
}

/// What a convolution of each channel by itself says, with so many outputs a channel.
pub fn depthwise(kernel: usize, stride: usize, padding: &str, multiplier: usize) -> Value {
    let mut config = window(kernel, stride, padding);
    config["depth_multiplier"] = json!(multiplier);
    config["use_bias"] = json!(true);
    config["depthwise_initializer"] = zeros();
    config
}

/// The map within a layer's limits.
fn limited(topology: &mut Topology, limits: [f32; 2], map: String) -> Result<String, Refusal> {
    let config = match limits {
        [f32::NEG_INFINITY, f32::INFINITY] => return Ok(map),
        [0.0, f32::INFINITY] => json!({}),
        [0.0, most] => json!({ "max_value": most }),
        _ => return Err(Refusal::Limits),
    };
    Ok(topology.layer("ReLU", config, &[&map]))
}

/// The means over the cells of a grid, cell after cell, row by row.
fn means(topology: &mut Topology, map: &str, side: usize, grid: usize) -> String {
    if grid == 1 {
        return average(topology, map);
    }
    if side.is_multiple_of(grid) {
        let config = json!({
            "pool_size": [side / grid, side / grid],
            "strides": [side / grid, side / grid],
            "padding": "valid",
            "data_format": "channels_last",
        });
        let cells = topology.layer("AveragePooling2D", config, &[map]);
        return topology.layer("Flatten", json!({}), &[&cells]);
    }
    let cut = |cell: usize| [cell * side / grid, side - (cell + 1) * side / grid];
    let mut cells = Vec::with_capacity(grid * grid);
    for (row, column) in (0..grid).flat_map(|row| (0..grid).map(move |column| (row, column))) {
        let config = json!({ "cropping": [cut(row), cut(column)], "data_format": "channels_last" });
        let cell = topology.layer("Cropping2D", config, &[map]);
        cells.push(average(topology, &cell));
    }
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    topology.layer("Concatenate", json!({ "axis": -1 }), &cells)
}

/// The mean of a whole map, `[n, channels]`.
fn average(topology: &mut Topology, map: &str) -> String {
    let config = json!({ "data_format": "channels_last" });
    topology.layer("GlobalAveragePooling2D", config, &[map])
}
