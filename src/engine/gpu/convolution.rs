//! Which shaders compute a convolution, and how its numbers are laid out for them.

use super::layouts::ConvolutionUniform;
use crate::models::{Activation, ConvConfig, ConvWeights};

/// Outputs that weights and bias are padded to a multiple of: two groups of four, which one thread of a
/// wide shader computes.
const COLUMNS: usize = 8;

/// A shader, and how its threads share the work.
#[derive(Debug, Clone)]
pub struct Shader {
    /// What it is called where something is wrong with it.
    pub label: &'static str,
    /// Its WGSL as a whole: with its constants, and what it shares with others.
    pub source: String,
    /// How its threads share the work.
    pub share: Share,
}

/// How threads share the pixels of pictures.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// Pixels of a picture, or blocks of them.
    pub pixels: usize,
    /// How many of these one thread computes.
    pub at_once: usize,
    /// Threads for each of them, of channels side by side.
    pub side_by_side: usize,
}

impl Share {
    /// The threads that so many pictures take.
    pub fn threads(self, pictures: usize) -> usize {
        (pictures * self.pixels).div_ceil(self.at_once) * self.side_by_side
    }
}

/// The shaders that can compute a convolution which gives `side` x `side` pixels, from the one with the
/// most threads to the one that reads the least: where there are enough threads for the GPU, the last one
/// is the fastest.
pub fn shaders(layer: &ConvConfig, side: usize) -> Vec<Shader> {
    let groups = groups(layer.outputs);
    // Four channels of four pixels, or eight of eight.
    let both = |label, shader: &str, share: fn(usize, usize, usize) -> Share| {
        let narrow = Shader {
            label,
            source: source("const WIDE = false;", shader),
            share: share(side, 4, groups),
        };
        let wide = Shader {
            label,
            source: source("const WIDE = true;", shader),
            share: share(side, 8, columns(layer.outputs) / 2),
        };
        vec![narrow, wide]
    };
    match (layer.depthwise, layer.kernel, layer.stride) {
        // Two rows of four pixels.
        (true, 3, stride @ (1 | 2)) => vec![Shader {
            label: "3x3 depthwise convolution",
            source: source(
                &format!("const STRIDE = {stride}u;"),
                include_str!("shaders/depthwise3.wgsl"),
            ),
            share: Share {
                pixels: side.div_ceil(4) * side.div_ceil(2),
                at_once: 1,
                side_by_side: groups,
            },
        }],
        (true, ..) => vec![Shader {
            label: "depthwise convolution",
            source: source("", include_str!("shaders/depthwise.wgsl")),
            share: Share { pixels: side * side, at_once: 1, side_by_side: groups },
        }],
        (false, 1, 1) => both(
            "pointwise convolution",
            include_str!("shaders/pointwise.wgsl"),
            |side, at_once, side_by_side| Share { pixels: side * side, at_once, side_by_side },
        ),
        // Pixels of one row.
        (false, ..) => both(
            "full convolution",
            include_str!("shaders/full.wgsl"),
            |side, at_once, side_by_side| Share {
                pixels: side * side.div_ceil(at_once),
                at_once: 1,
                side_by_side,
            },
        ),
    }
}

/// A shader's source with all that it shares with the others, specialised by `constants`.
fn source(constants: &str, shader: &str) -> String {
    [constants, include_str!("shaders/layer.wgsl"), shader].join("\n")
}

/// What the shaders are told of a layer, for inputs of `size` x `size` pixels and room for so many pictures.
pub fn uniform(layer: &ConvConfig, size: usize, pictures: usize) -> ConvolutionUniform {
    let (least, most) = match layer.activation {
        Activation::Linear => (f32::MIN, f32::MAX),
        Activation::Relu => (0.0, f32::MAX),
        Activation::Relu6 => (0.0, 6.0),
    };
    ConvolutionUniform {
        in_size: size as u32,
        out_size: layer.output_size(size) as u32,
        in_groups: groups(layer.inputs) as u32,
        out_groups: groups(layer.outputs) as u32,
        kernel: layer.kernel as u32,
        stride: layer.stride as u32,
        padding: layer.zeros(size).0 as u32,
        pictures: pictures as u32,
        columns: columns(layer.outputs) as u32,
        shortcut: u32::from(layer.shortcut.is_some()),
        least,
        most,
    }
}

/// A kernel `[outputs, inputs, k, k]` in the order in which the shaders read it:
/// `[k * k][inputs][outputs]`, or where depthwise `[k * k][outputs]`, padded with zeros.
pub fn kernel(layer: &ConvConfig, weights: &ConvWeights) -> Vec<f32> {
    let pixels = layer.kernel * layer.kernel;
    let outputs = columns(layer.outputs) * 4;
    let inputs = if layer.depthwise { 1 } else { groups(layer.inputs) * 4 };
    let mut packed = vec![0.0; pixels * inputs * outputs];
    for (index, kernel) in weights.kernel.chunks_exact(pixels).enumerate() {
        let each = layer.inputs_per_output();
        let (output, input) = (index / each, index % each);
        for (at, weight) in kernel.iter().enumerate() {
            packed[(at * inputs + input) * outputs + output] = *weight;
        }
    }
    packed
}

/// A bias as the shaders read it, padded with zeros.
pub fn bias(weights: &ConvWeights) -> Vec<f32> {
    let mut padded = weights.bias.clone();
    padded.resize(columns(padded.len()) * 4, 0.0);
    padded
}

/// Groups of four that so many channels make.
pub fn groups(channels: usize) -> usize {
    channels.div_ceil(4)
}

/// Groups of four that so many outputs are padded to.
fn columns(outputs: usize) -> usize {
    outputs.next_multiple_of(COLUMNS) / 4
}
