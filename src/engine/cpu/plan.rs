//! A convolutional network as the kernels take it.

use kernels::network::{Layer, Plan, UNLIMITED};

use crate::models::{Activation, ConvNetConfig, ConvWeights};

/// A network with one element of `weights` a layer.
pub fn plan(config: &ConvNetConfig, weights: &[ConvWeights]) -> Plan {
    let sizes = config.output_sizes();
    let layers = config.layers.iter().zip(weights).enumerate().map(|(index, (layer, weights))| {
        let source = layer.source.or(index.checked_sub(1));
        let before = source.map_or(config.input_size, |source| sizes[source]);
        let (first, last) = layer.zeros(before);
        Layer {
            inputs: layer.inputs,
            kernel: layer.kernel,
            stride: layer.stride,
            zeros: [first, last],
            side: sizes[index],
            depthwise: layer.depthwise,
            limits: limits(layer.activation),
            source,
            shortcut: layer.shortcut,
            weights: weights.kernel.clone(),
            bias: weights.bias.clone(),
        }
    });
    Plan {
        side: config.input_size,
        scale: config.normalisation.scale,
        shift: config.normalisation.shift,
        layers: layers.collect(),
        grid: config.grid,
    }
}

fn limits(activation: Activation) -> [f32; 2] {
    match activation {
        Activation::Linear => UNLIMITED,
        Activation::Relu => [0.0, f32::INFINITY],
        Activation::Relu6 => [0.0, 6.0],
    }
}
