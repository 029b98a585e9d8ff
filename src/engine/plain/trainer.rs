//! Training a head, plainly: with burn's automatic differentiation.

use burn::tensor::activation::{log_softmax, relu};
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::engine::heads::{Examples, Tally};
use crate::models::{AdamW, Head, Layer, Moments};

/// A head in training in burn.
#[derive(Debug)]
pub struct Trainer {
    device: Device,
    embeddings: Tensor<2>,
    labels: Tensor<1, Int>,
    /// From the embedding to the logits.
    layers: Vec<LayerInTraining>,
    step: u32,
    optimiser: AdamW,
}

impl Trainer {
    /// Goes on training `head` on these examples.
    pub fn new(examples: &Examples, head: &Head, moments: &Moments, optimiser: AdamW) -> Self {
        let device = Device::flex();
        let labels: Vec<i32> = examples.labels.iter().map(|&label| label as i32).collect();
        let parts = head.layers().zip(moments.first.layers()).zip(moments.second.layers());
        Self {
            embeddings: Tensor::from_data(
                TensorData::new(examples.embeddings.clone(), [examples.len(), examples.features]),
                &device,
            ),
            labels: Tensor::from_data(TensorData::new(labels, [examples.len()]), &device),
            layers: parts
                .map(|((value, first), second)| {
                    LayerInTraining::new([value, first, second], &device)
                })
                .collect(),
            step: moments.step,
            optimiser,
            device,
        }
    }

    /// Takes one step on the examples at these positions.
    pub fn step(&mut self, batch: &[u32]) -> Tally {
        let rows: Vec<i32> = batch.iter().map(|&row| row as i32).collect();
        let rows = Tensor::from_data(TensorData::new(rows, [batch.len()]), &self.device);
        let embeddings = self.embeddings.clone().select(0, rows.clone());
        let labels = self.labels.clone().select(0, rows).unsqueeze_dim(1); // [batch, 1]

        let leaves: Vec<_> = self.layers.iter().map(LayerInTraining::leaves).collect();
        let logits = forward(embeddings.autodiff(), &leaves); // [batch, classes]
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
        for (layer, (weight, bias)) in self.layers.iter_mut().zip(&leaves) {
            if let Some(gradient) = weight.grad(&gradients) {
                layer.weight.update(gradient, update);
            }
            if let Some(gradient) = bias.grad(&gradients) {
                layer.bias.update(gradient, Update { weight_decay: 0.0, ..update });
            }
        }
        tally
    }

    /// The head as it is now, and the optimiser's memory.
    pub fn snapshot(&self) -> (Head, Moments) {
        let mut layers: Vec<_> = self.layers.iter().map(LayerInTraining::to_layers).collect();
        let outputs = layers.pop().expect("a head has a layer of logits");
        let hidden = layers.pop();
        let part = |index: usize| Head {
            hidden: hidden.as_ref().map(|parts| parts[index].clone()),
            output: outputs[index].clone(),
        };
        (part(0), Moments { step: self.step, first: part(1), second: part(2) })
    }
}

/// The logits of `[batch, features]` embeddings, with a ReLU between two layers of weights and biases.
fn forward(embeddings: Tensor<2>, layers: &[(Tensor<2>, Tensor<1>)]) -> Tensor<2> {
    let linear = |x: Tensor<2>, (weight, bias): &(Tensor<2>, Tensor<1>)| {
        x.matmul(weight.clone()) + bias.clone().unsqueeze() // [batch, outputs]
    };
    let (first, rest) = layers.split_first().expect("a head has a layer of logits");
    rest.iter().fold(linear(embeddings, first), |x, layer| linear(relu(x), layer))
}

/// A layer in training.
#[derive(Debug)]
struct LayerInTraining {
    weight: Parameter<2>,
    bias: Parameter<1>,
}

impl LayerInTraining {
    /// Of its values and both running means.
    fn new(parts: [&Layer; 3], device: &Device) -> Self {
        let weights = parts.map(|layer| {
            let shape = [layer.inputs, layer.outputs];
            Tensor::from_data(TensorData::new(layer.weight.clone(), shape), device)
        });
        let biases = parts.map(|layer| {
            Tensor::from_data(TensorData::new(layer.bias.clone(), [layer.outputs]), device)
        });
        Self { weight: Parameter::new(weights), bias: Parameter::new(biases) }
    }

    /// Weight and bias as leaves of automatic differentiation.
    fn leaves(&self) -> (Tensor<2>, Tensor<1>) {
        let weight = self.weight.value.clone().autodiff().require_grad();
        (weight, self.bias.value.clone().autodiff().require_grad())
    }

    /// Its values and both running means.
    fn to_layers(&self) -> [Layer; 3] {
        let [inputs, outputs] = self.weight.value.dims();
        let mut biases = self.bias.to_vecs().into_iter();
        self.weight.to_vecs().map(|weight| {
            let bias = biases.next().unwrap_or_default();
            Layer { inputs, outputs, weight, bias }
        })
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
    fn new([value, first, second]: [Tensor<D>; 3]) -> Self {
        Self { value, first, second }
    }

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

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha8Rng;

    use super::*;
    use crate::engine::heads::metrics;
    use crate::protocol::Score;

    const OPTIMISER: AdamW = AdamW { learning_rate: 0.05, weight_decay: 0.01 };

    /// Six examples of four features in three classes.
    fn examples() -> Examples {
        let embeddings = (0..24).map(|i| (i as f32 * 1.7).sin()).collect();
        Examples { embeddings, labels: vec![0, 1, 2, 2, 1, 0], features: 4 }
    }

    fn report(head: &Head, examples: &Examples) -> Score {
        let report =
            metrics::report(|row| head.probabilities(row), head.classes(), examples.iter());
        report.score.expect("there are examples")
    }

    fn mean_loss(head: &Head, examples: &Examples) -> f32 {
        report(head, examples).loss
    }

    /// All weights and biases in turn.
    fn parameters(head: &mut Head) -> Vec<&mut f32> {
        let layers = head.hidden.iter_mut().chain([&mut head.output]);
        layers.flat_map(|layer| layer.weight.iter_mut().chain(&mut layer.bias)).collect()
    }

    #[test]
    fn gradients_are_what_moving_each_parameter_does_to_the_loss() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let examples = examples();
        for hidden in [None, Some(5)] {
            let mut head = Head::untrained(4, hidden, 3, &mut rng);
            // From zeros on only half of them would get a gradient.
            head.output = Layer::random(head.output.inputs, 3, &mut rng);
            let mut trainer = Trainer::new(&examples, &head, &Moments::zeros(&head), OPTIMISER);
            trainer.step(&[0, 1, 2, 3, 4, 5]);
            // After one step the running mean is the gradient but for its share.
            let mut first = trainer.snapshot().1.first;
            let gradients = parameters(&mut first).into_iter().map(|x| *x / (1.0 - AdamW::BETA_1));
            for (index, gradient) in gradients.enumerate() {
                const REACH: f32 = 1e-3;
                let [less, more] = [-REACH, REACH].map(|reach| {
                    let mut moved = head.clone();
                    *parameters(&mut moved)[index] += reach;
                    mean_loss(&moved, &examples)
                });
                let expected = (more - less) / (2.0 * REACH);
                let what = format!("{hidden:?} hidden units, parameter {index}");
                assert!((gradient - expected).abs() < 1e-3, "{what}: {gradient}, {expected}");
            }
        }
    }

    #[test]
    fn weights_decay_and_biases_do_not() {
        // An example of zeros gives weights no gradient, so that decay alone moves them.
        let examples = Examples { embeddings: vec![0.0; 2], labels: vec![0], features: 2 };
        let mut head = Head::linear(Layer::zeros(2, 2));
        head.output.weight.fill(1.0);
        // So sure that there is no gradient left for them.
        head.output.bias = vec![100.0, -100.0];
        let mut trainer = Trainer::new(&examples, &head, &Moments::zeros(&head), OPTIMISER);
        trainer.step(&[0]);
        let output = trainer.snapshot().0.output;
        assert_eq!(output.weight, [1.0 - 0.05 * 0.01; 4]);
        assert_eq!(output.bias, [100.0, -100.0]);
    }

    #[test]
    fn a_hidden_layer_learns_what_a_linear_head_cannot() {
        // Exclusive or: no line parts the classes.
        let embeddings = vec![-1.0, -1.0, -1.0, 1.0, 1.0, -1.0, 1.0, 1.0];
        let examples = Examples { embeddings, labels: vec![0, 1, 1, 0], features: 2 };
        let accuracy = |hidden| {
            let head = Head::untrained(2, hidden, 2, &mut ChaCha8Rng::seed_from_u64(1));
            let mut trainer = Trainer::new(&examples, &head, &Moments::zeros(&head), OPTIMISER);
            for _ in 0..200 {
                trainer.step(&[0, 1, 2, 3]);
            }
            report(&trainer.snapshot().0, &examples).accuracy
        };
        assert_eq!(accuracy(Some(16)), 1.0);
        assert!(accuracy(None) <= 0.75);
    }
}
