//! What logistic regression makes least: the log loss of all examples, and a penalty on large weights; and its slopes.

use kernels::map::{BLOCK, blocks};
use kernels::network::UNLIMITED;
use kernels::product::{Operands, Weights};

use super::dataset::Examples;
use crate::models::Layer;

/// The loss of a linear head over some examples.
#[derive(Debug)]
pub struct Objective {
    features: usize,
    classes: usize,
    /// `[examples, features]`
    rows: Vec<f32>,
    /// `[features, examples]`
    columns: Vec<f32>,
    labels: Vec<usize>,
    /// What the loss of each example counts; all 1 at first.
    weights: Vec<f32>,
    /// Weight of the loss beside the penalty.
    strength: f64,
}

impl Objective {
    /// Over standardised embeddings.
    pub fn new(examples: &Examples, classes: usize) -> Self {
        let (features, count) = (examples.features, examples.len());
        let mut columns = vec![0.0; features * count];
        for (at, row) in examples.rows().enumerate() {
            for (feature, &x) in row.iter().enumerate() {
                columns[feature * count + at] = x;
            }
        }
        let (rows, labels) = (examples.embeddings.clone(), examples.labels.clone());
        let weights = vec![1.0; count];
        Self { features, classes, rows, columns, labels, weights, strength: 1.0 }
    }

    /// Sets the weight of the loss beside the penalty, as scikit-learn's `C`.
    pub fn set_strength(&mut self, strength: f64) {
        self.strength = strength;
    }

    /// Sets what the loss of an example counts, by its class.
    pub fn weigh(&mut self, classes: &[f64]) {
        self.weights = self.labels.iter().map(|&label| classes[label] as f32).collect();
    }

    /// How many numbers a head has: `[features, classes]` of weights, then the biases.
    pub fn parameters(&self) -> usize {
        (self.features + 1) * self.classes
    }

    /// The objective at some parameters, and its slopes: the mean loss and, over the strength and the number of examples,
    /// half the sum of squared weights. Biases are spared.
    pub fn at(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let (classes, count) = (self.classes, self.labels.len().max(1) as f64);
        let layer = self.layer(parameters);
        let mut slopes = product(&self.rows, self.features, &layer.weight, &layer.bias);
        let mut loss = 0.0;
        let examples = self.labels.iter().zip(&self.weights);
        for (row, (&label, &weight)) in slopes.chunks_exact_mut(classes).zip(examples) {
            loss += f64::from(weight) * to_slopes(row, label) / count;
            row.iter_mut().for_each(|slope| *slope *= weight);
        }
        let zeros = vec![0.0; classes];
        let gradient = product(&self.columns, self.labels.len(), &slopes, &zeros);
        let penalty = 1.0 / (self.strength * count);
        let (weights, _) = parameters.split_at(self.features * classes);
        loss += penalty / 2.0 * weights.iter().map(|weight| weight * weight).sum::<f64>();
        let of_weights = gradient.iter().zip(weights);
        let mut all: Vec<f64> = of_weights
            .map(|(&slope, weight)| f64::from(slope) / count + penalty * weight)
            .collect();
        all.extend((0..classes).map(|class| {
            let of_class = slopes.iter().skip(class).step_by(classes);
            of_class.map(|&slope| f64::from(slope)).sum::<f64>() / count
        }));
        (loss, all)
    }

    /// The parameters as a layer.
    pub fn layer(&self, parameters: &[f64]) -> Layer {
        let (weight, bias) = parameters.split_at(self.features * self.classes);
        let narrow = |all: &[f64]| all.iter().map(|&x| x as f32).collect();
        let (weight, bias) = (narrow(weight), narrow(bias));
        Layer { inputs: self.features, outputs: self.classes, weight, bias }
    }

    /// The loss of an example, in nats.
    pub fn loss_of(layer: &Layer, row: &[f32], label: usize) -> f64 {
        to_slopes(&mut layer.forward(row), label)
    }
}

/// Turns logits into the slopes of the loss by them. Gives the loss.
fn to_slopes(row: &mut [f32], label: usize) -> f64 {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let of_label = row[label];
    row.iter_mut().for_each(|logit| *logit = (*logit - largest).exp());
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|slope| *slope /= sum);
    row[label] -= 1.0;
    f64::from(sum.ln() + largest - of_label)
}

/// Rows `[rows, inputs]` times a matrix `[inputs, outputs]`, and a bias: `[rows, outputs]`.
fn product(rows: &[f32], inputs: usize, matrix: &[f32], bias: &[f32]) -> Vec<f32> {
    let (outputs, inputs) = (bias.len(), inputs.max(1));
    let stride = blocks(outputs) * BLOCK;
    let mut output = vec![0.0; rows.len() / inputs * stride];
    let weights =
        Weights::pack(inputs, bias, UNLIMITED, |output, input| matrix[input * outputs + output]);
    weights.apply(Operands { pixels: rows, stride: inputs, shortcut: None, output: &mut output });
    output.chunks_exact(stride).flat_map(|row| &row[..outputs]).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_those_of_the_loss() {
        let rows = [vec![1.0, -2.0], vec![0.5, 1.0], vec![-1.0, 0.0]];
        let mut objective = Objective::new(&Examples::new(&rows, vec![0, 1, 2]), 3);
        objective.set_strength(0.5);
        objective.weigh(&[0.5, 1.5, 1.0]);
        let parameters: Vec<f64> = (0..9).map(|at| (at as f64 * 0.7).sin()).collect();
        let (_, slopes) = objective.at(&parameters);
        for at in 0..9 {
            let moved = |by: f64| {
                let mut parameters = parameters.clone();
                parameters[at] += by;
                objective.at(&parameters).0
            };
            let slope = (moved(1e-2) - moved(-1e-2)) / 2e-2;
            assert!((slope - slopes[at]).abs() < 1e-3, "{at}: {slope}, {}", slopes[at]);
        }
    }
}
