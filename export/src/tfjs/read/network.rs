//! A functional model ready to run: its layers in order, each with what it takes.

use std::collections::BTreeMap;

use super::layers::{self, Operation};
use super::model::{Class, Graph, Outlet};
use super::weights::Weights;
use super::wrong;
use crate::format::Malformed;
use crate::reader::{Tensor, tensor};

/// The most numbers that all outputs may have together: what no memory of a tab holds is not begun.
const MOST: usize = tensor::MOST;

/// A model whose layers fit each other.
#[derive(Debug)]
pub struct Network {
    /// Sizes of the input, without the first axis.
    input: Vec<usize>,
    /// Sizes of the output.
    output: Vec<usize>,
    /// The first one's output is the input.
    steps: Vec<Step>,
}

/// A layer, which of the earlier ones it takes, and what nothing takes after it.
#[derive(Debug)]
struct Step {
    operation: Operation,
    inputs: Vec<usize>,
    last: Vec<usize>,
}

impl Network {
    /// Reads a model, and takes its weights.
    ///
    /// # Errors
    /// [`Malformed`] if a layer takes what comes after it, does not fit what it takes, or lacks weights; if the output
    /// is not the last layer's, or the input not the first.
    pub fn read(graph: Graph, weights: &mut Weights) -> Result<Self, Malformed> {
        let ([Outlet(input, 0, 0)], [Outlet(output, 0, 0)]) =
            (&graph.input_layers, &graph.output_layers)
        else {
            return Err(wrong("the input or the output is none of a layer"));
        };
        let ends = (graph.layers.first(), graph.layers.last());
        if !matches!(ends, (Some(first), Some(last)) if first.name == *input && last.name == *output)
        {
            return Err(wrong("the first layer is not the input, or the last not the output"));
        }
        let mut places = BTreeMap::new();
        let mut shapes: Vec<Vec<usize>> = Vec::with_capacity(graph.layers.len());
        let mut steps: Vec<Step> = Vec::with_capacity(graph.layers.len());
        let mut numbers = 0;
        for layer in graph.layers {
            let within = |Malformed(why): Malformed| Malformed(format!("{}: {why}", layer.name));
            let uses = layer.inbound_nodes.as_slice();
            let inputs = match (uses, &layer.class) {
                ([], Class::InputLayer { .. }) if steps.is_empty() => Vec::new(),
                ([inputs], _) if !inputs.is_empty() => inputs
                    .iter()
                    .map(|inlet| match (places.get(&inlet.0), inlet.1, inlet.2) {
                        (Some(&at), 0, 0) => Ok(at),
                        _ => Err(within(wrong("it takes what is not there"))),
                    })
                    .collect::<Result<_, _>>()?,
                _ => return Err(within(wrong("it is not used once"))),
            };
            let given: Vec<&[usize]> = inputs.iter().map(|&at: &usize| &*shapes[at]).collect();
            let (operation, shape) =
                layers::read(layer.class, &layer.name, &given, weights).map_err(within)?;
            numbers += tensor::count(&shape).map_err(within)?;
            if numbers > MOST {
                return Err(within(wrong("there is no room for what comes out")));
            }
            if places.insert(layer.name, steps.len()).is_some() {
                return Err(wrong("two layers have one name"));
            }
            shapes.push(shape);
            steps.push(Step { operation, inputs, last: Vec::new() });
        }
        let (Some(input), Some(output)) = (shapes.first().cloned(), shapes.pop()) else {
            return Err(wrong("there are no layers"));
        };
        Ok(Self { input, output, steps: freed(steps) })
    }

    /// Sizes of what it takes, without the first axis: rows, columns, channels.
    pub fn input(&self) -> &[usize] {
        &self.input
    }

    /// Sizes of what it gives, without the first axis.
    pub fn output(&self) -> &[usize] {
        &self.output
    }

    /// What comes out for one picture, `[1, rows, columns, channels]`.
    ///
    /// # Errors
    /// [`Malformed`] if the picture is of other sizes.
    pub fn run(&self, picture: Tensor) -> Result<Tensor, Malformed> {
        if picture.shape.get(1..) != Some(&self.input) {
            return Err(Malformed(format!("it does not take {:?}", picture.shape)));
        }
        let mut outputs: Vec<Option<Tensor>> = Vec::with_capacity(self.steps.len());
        outputs.push(Some(picture));
        for step in &self.steps[1..] {
            let inputs: Vec<&Tensor> =
                step.inputs.iter().filter_map(|&at| outputs[at].as_ref()).collect();
            let output = step.operation.apply(&inputs)?;
            step.last.iter().for_each(|&at| outputs[at] = None);
            outputs.push(Some(output));
        }
        outputs.pop().flatten().ok_or_else(|| wrong("there is no output"))
    }
}

/// The same layers, each with what it is the last to take: that need not be kept.
fn freed(mut steps: Vec<Step>) -> Vec<Step> {
    let mut seen = vec![false; steps.len()];
    for step in steps.iter_mut().rev() {
        for &at in &step.inputs {
            if !std::mem::replace(&mut seen[at], true) {
                step.last.push(at);
            }
        }
    }
    steps
}
