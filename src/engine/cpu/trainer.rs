//! Training a head on the CPU: the plain version, with burn's automatic differentiation.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::engine::training::{Examples, Tally};
use crate::models::{AdamW, Head, Moments};

/// A head in training on the CPU.
#[derive(Debug)]
pub struct Trainer {
    device: Device,
    embeddings: Tensor<2>,
    labels: Tensor<1, Int>,
    weight: Parameter<2>,
    bias: Parameter<1>,
    step: u32,
    optimiser: AdamW,
}

impl Trainer {
    /// Goes on training `head` on these examples.
    pub fn new(examples: &Examples, head: &Head, moments: &Moments, optimiser: AdamW) -> Self {
        let device = Device::flex();
        let (features, classes) = (head.features, head.classes);
        let labels: Vec<i32> = examples.labels.iter().map(|&label| label as i32).collect();
        let split = head.weight.len();
        let parts = |values: &[f32]| (values[..split].to_vec(), values[split..].to_vec());
        let (first, second) = (parts(&moments.first), parts(&moments.second));
        let matrix =
            |values| Tensor::from_data(TensorData::new(values, [features, classes]), &device);
        let row = |values| Tensor::from_data(TensorData::new(values, [classes]), &device);
        Self {
            embeddings: Tensor::from_data(
                TensorData::new(examples.embeddings.clone(), [examples.len(), features]),
                &device,
            ),
            labels: Tensor::from_data(TensorData::new(labels, [examples.len()]), &device),
            weight: Parameter {
                value: matrix(head.weight.clone()),
                first: matrix(first.0),
                second: matrix(second.0),
            },
            bias: Parameter {
                value: row(head.bias.clone()),
                first: row(first.1),
                second: row(second.1),
            },
            step: moments.step,
            optimiser,
            device,
        }
    }

    /// Takes one step on the examples at these positions.
    pub fn step(&mut self, batch: &[u32]) -> Tally {
        let rows: Vec<i32> = batch.iter().map(|&row| row as i32).collect();
        let rows = Tensor::from_data(TensorData::new(rows, [batch.len()]), &self.device);
        let x = self.embeddings.clone().select(0, rows.clone()).autodiff(); // [batch, features]
        let labels = self.labels.clone().select(0, rows).unsqueeze_dim(1); // [batch, 1]

        let weight = self.weight.value.clone().autodiff().require_grad();
        let bias = self.bias.value.clone().autodiff().require_grad();
        let logits = x.matmul(weight.clone()) + bias.clone().unsqueeze(); // [batch, classes]
        let right = logits.clone().inner().argmax(1).equal(labels.clone()).int().sum();
        let log_probabilities = log_softmax(logits, 1).gather(1, labels.autodiff()); // [batch, 1]
        let loss = log_probabilities.neg().mean();
        let gradients = loss.backward();
        let tally = Tally {
            loss: f64::from(loss.into_scalar::<f32>()) * batch.len() as f64,
            right: right.into_scalar::<i32>() as usize,
            count: batch.len(),
        };

        self.step += 1;
        let AdamW { learning_rate, weight_decay } = self.optimiser;
        let update = Update { learning_rate, weight_decay, step: self.step };
        if let Some(gradient) = weight.grad(&gradients) {
            self.weight.update(gradient, update);
        }
        if let Some(gradient) = bias.grad(&gradients) {
            self.bias.update(gradient, Update { weight_decay: 0.0, ..update });
        }
        tally
    }

    /// The head as it is now, and the optimiser's memory.
    pub fn snapshot(&self) -> (Head, Moments) {
        let [features, classes] = self.weight.value.dims();
        let (weight, bias) = (self.weight.to_vecs(), self.bias.to_vecs());
        let [weight, weight_first, weight_second] = weight;
        let [bias, bias_first, bias_second] = bias;
        let moments = Moments {
            step: self.step,
            first: [weight_first, bias_first].concat(),
            second: [weight_second, bias_second].concat(),
        };
        (Head { features, classes, weight, bias }, moments)
    }
}

/// A tensor in training, and AdamW's running means for it.
#[derive(Debug)]
struct Parameter<const D: usize> {
    value: Tensor<D>,
    first: Tensor<D>,
    second: Tensor<D>,
}

/// What one AdamW step needs to know.
#[derive(Clone, Copy)]
struct Update {
    learning_rate: f32,
    weight_decay: f32,
    step: u32,
}

impl<const D: usize> Parameter<D> {
    /// One step of AdamW, algorithm 2 of its paper.
    fn update(&mut self, gradient: Tensor<D>, update: Update) {
        let (beta_1, beta_2) = (AdamW::BETA_1, AdamW::BETA_2);
        let (correction_1, correction_2) = AdamW::corrections(update.step);
        self.first = self.first.clone() * beta_1 + gradient.clone() * (1.0 - beta_1);
        self.second = self.second.clone() * beta_2 + gradient.square() * (1.0 - beta_2);
        let deviation = (self.second.clone() / correction_2).sqrt() + AdamW::EPSILON;
        let direction = (self.first.clone() / correction_1) / deviation;
        let kept = self.value.clone() * (1.0 - update.learning_rate * update.weight_decay);
        self.value = kept - direction * update.learning_rate;
    }

    /// The value and both running means.
    fn to_vecs(&self) -> [Vec<f32>; 3] {
        [&self.value, &self.first, &self.second].map(|tensor| {
            tensor.to_data().try_into_vec().expect("flex computes in f32, the type asked for")
        })
    }
}
