//! How the shaders lay out a head and the optimiser's memory.

use super::layouts::PackedLayer;
use crate::models::{Head, Layer, Moments};

impl PackedLayer {
    fn new(layer: &Layer, first: usize) -> Self {
        Self {
            inputs: layer.inputs as u32,
            groups: (layer.inputs + 1).div_ceil(4) as u32,
            outputs: layer.outputs as u32,
            first: first as u32,
        }
    }

    /// Groups of weights.
    fn length(self) -> usize {
        (self.groups * self.outputs) as usize
    }

    /// Threads that update it: each takes four outputs and four inputs.
    fn threads(self) -> usize {
        (self.groups * self.outputs.div_ceil(4)) as usize
    }

    fn pack(self, layer: &Layer, packed: &mut Vec<f32>) {
        for output in 0..layer.outputs {
            let end = packed.len() + self.groups as usize * 4;
            packed.extend(layer.weight.iter().skip(output).step_by(layer.outputs));
            packed.push(layer.bias[output]);
            packed.resize(end, 0.0);
        }
    }

    fn unpack(self, packed: &[f32]) -> Layer {
        let (inputs, outputs) = (self.inputs as usize, self.outputs as usize);
        let mut layer = Layer::zeros(inputs, outputs);
        let rows = packed[self.first as usize * 4..].chunks_exact(self.groups as usize * 4);
        for (output, row) in rows.take(outputs).enumerate() {
            for (input, &weight) in row[..inputs].iter().enumerate() {
                layer.weight[input * outputs + output] = weight;
            }
            layer.bias[output] = row[inputs];
        }
        layer
    }
}

/// A head's layers, one after the other; and that thrice: values, first moments, second moments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Packed {
    /// The hidden layer, if there is one.
    pub hidden: Option<PackedLayer>,
    /// The layer of the logits.
    pub output: PackedLayer,
}

impl Packed {
    /// The layout of a head like this one.
    pub fn of(head: &Head) -> Self {
        let hidden = head.hidden.as_ref().map(|layer| PackedLayer::new(layer, 0));
        let first = hidden.map_or(0, PackedLayer::length);
        Self { hidden, output: PackedLayer::new(&head.output, first) }
    }

    /// The layer that takes the embedding.
    pub fn first(self) -> PackedLayer {
        self.hidden.unwrap_or(self.output)
    }

    /// Groups of weights in each of the three parts.
    pub fn length(self) -> usize {
        self.output.first as usize + self.output.length()
    }

    /// Threads that update it.
    pub fn threads(self) -> usize {
        self.hidden.map_or(0, PackedLayer::threads) + self.output.threads()
    }

    /// A head and the optimiser's memory as the shaders take them.
    pub fn pack(self, head: &Head, moments: &Moments) -> Vec<f32> {
        let mut packed = Vec::with_capacity(self.length() * 4 * 3);
        for part in [head, &moments.first, &moments.second] {
            if let (Some(layout), Some(layer)) = (self.hidden, &part.hidden) {
                layout.pack(layer, &mut packed);
            }
            self.output.pack(&part.output, &mut packed);
        }
        packed
    }

    /// A head and the optimiser's memory after `step` steps from what the shaders left.
    pub fn unpack(self, packed: &[f32], step: u32) -> (Head, Moments) {
        let part = |index: usize| {
            let packed = &packed[index * self.length() * 4..];
            Head {
                hidden: self.hidden.map(|layer| layer.unpack(packed)),
                output: self.output.unpack(packed),
            }
        };
        (part(0), Moments { step, first: part(1), second: part(2) })
    }
}

/// Rows for what hidden units give, the units themselves 0 for now, and after them the input of the
/// layer of logits that is always 1.
pub fn rows_of_units(output: PackedLayer, rows: usize) -> Vec<f32> {
    let mut row = vec![0.0; output.groups as usize * 4];
    row[output.inputs as usize] = 1.0;
    row.repeat(rows)
}
