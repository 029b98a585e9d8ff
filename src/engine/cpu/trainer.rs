//! Training a head on the CPU.

use kernels::head;

use crate::engine::heads::{Dataset, Examples, Tally};
use crate::models::{AdamW, Head, Layer, Moments};
use crate::protocol::Score;

/// A head in training on the CPU.
#[derive(Debug)]
pub struct Trainer {
    trainer: head::Trainer,
    held_out: Option<Measured>,
    step: u32,
    optimiser: AdamW,
}

/// Examples to measure with.
#[derive(Debug)]
struct Measured {
    examples: head::Examples,
    count: usize,
}

impl Trainer {
    /// Goes on training `head` on a dataset.
    pub fn new(dataset: &Dataset, head: &Head, moments: &Moments, optimiser: AdamW) -> Self {
        let parts = head.layers().zip(moments.first.layers()).zip(moments.second.layers());
        let layers = parts.map(|((values, first), second)| head::Parameters {
            inputs: values.inputs,
            outputs: values.outputs,
            values: together(values),
            first: together(first),
            second: together(second),
        });
        let layers: Vec<_> = layers.collect();
        let held_out = (!dataset.held_out.is_empty()).then(|| Measured {
            examples: examples(&dataset.held_out),
            count: dataset.held_out.len(),
        });
        Self {
            trainer: head::Trainer::new(examples(&dataset.training), &layers),
            held_out,
            step: moments.step,
            optimiser,
        }
    }

    /// Takes one step on the examples at these positions.
    pub fn step(&mut self, batch: &[u32]) -> Tally {
        self.step += 1;
        let (correction_1, correction_2) = AdamW::corrections(self.step);
        let (loss, right) = self.trainer.step(
            batch,
            &head::AdamW {
                learning_rate: self.optimiser.learning_rate,
                weight_decay: self.optimiser.weight_decay,
                betas: [AdamW::BETA_1, AdamW::BETA_2],
                epsilon: AdamW::EPSILON,
                corrections: [correction_1, correction_2],
            },
        );
        Tally { loss, right, count: batch.len() }
    }

    /// How it does on the held-out examples, if there are any.
    pub fn measure(&mut self) -> Option<Score> {
        let Measured { examples, count } = self.held_out.as_ref()?;
        let (loss, right) = self.trainer.measure(examples);
        Some(Tally { loss, right, count: *count }.score())
    }

    /// The head as it is now, and the optimiser's memory.
    pub fn snapshot(&self) -> (Head, Moments) {
        let mut layers = self.trainer.parameters();
        let output = layers.pop().expect("a head has a layer of logits");
        let hidden = layers.pop();
        let part = |of: fn(&head::Parameters) -> &[f32]| Head {
            hidden: hidden.as_ref().map(|layer| apart(layer, of(layer))),
            output: apart(&output, of(&output)),
        };
        let (first, second) = (part(|layer| &layer.first), part(|layer| &layer.second));
        (part(|layer| &layer.values), Moments { step: self.step, first, second })
    }
}

/// Examples as the kernels take them.
fn examples(examples: &Examples) -> head::Examples {
    let labels = examples.labels.iter().map(|&label| label as u32).collect();
    head::Examples::new(&examples.embeddings, examples.features, labels)
}

/// The weights of a layer, then its biases.
fn together(layer: &Layer) -> Vec<f32> {
    [&layer.weight[..], &layer.bias].concat()
}

/// The layer whose weights, then biases, these are.
fn apart(layer: &head::Parameters, values: &[f32]) -> Layer {
    let (inputs, outputs) = (layer.inputs, layer.outputs);
    let (weight, bias) = values.split_at(inputs * outputs);
    Layer { inputs, outputs, weight: weight.to_vec(), bias: bias.to_vec() }
}
