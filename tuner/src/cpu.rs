//! Training on the CPU, by our own kernels: several times as fast as burn's convolutions there, which they are tested
//! against.

use headstart::engine::cpu::plan::plan;
use headstart::engine::finetuning::parameters::Parameters;
use headstart::models::{AdamW, ConvWeights};
use kernels::network::backward::{Head, Learner};

use crate::course::Batch;
use crate::recipe::Recipe;
use crate::upper::Upper;

/// Parameters in training on the CPU.
#[derive(Debug)]
pub struct Engine {
    learner: Learner,
    values: Vec<f32>,
    /// Running means of the gradients.
    first: Vec<f32>,
    /// Running means of their squares.
    second: Vec<f32>,
    gradient: Vec<f32>,
    rates: Vec<f32>,
    decays: Vec<f32>,
    steps: u32,
    /// What the frozen layers made of each view.
    kept: Vec<Vec<f32>>,
    /// Of the steps since it was read last, and how many they are.
    loss: f32,
    counted: usize,
}

impl Engine {
    /// Of these parameters of a network, on what is kept of views. `weights` are those of all layers.
    ///
    /// # Shapes
    /// - `kept`: each `side * side * channels` numbers, pixel by pixel
    pub fn new(
        upper: &Upper,
        weights: &[ConvWeights],
        parameters: &Parameters,
        kept: Vec<Vec<f32>>,
        recipe: &Recipe,
    ) -> Self {
        let (side, channels) = upper.kept();
        let mut plan = plan(upper.config(), weights);
        plan.layers = plan.layers.split_off(upper.frozen());
        plan.side = side;
        let standardiser = upper.standardiser();
        let head = Head {
            mean: standardiser.mean().to_vec(),
            scale: standardiser.scale().to_vec(),
            classes: upper.classes(),
        };
        let count = parameters.values.len();
        let (rates, decays) = upper.rates(parameters, recipe);
        Self {
            learner: Learner::new(plan, upper.frozen(), channels, head),
            values: parameters.values.clone(),
            first: vec![0.0; count],
            second: vec![0.0; count],
            gradient: vec![0.0; count],
            rates,
            decays,
            steps: 0,
            kept,
            loss: 0.0,
            counted: 0,
        }
    }

    /// Takes a step on a batch, each parameter's largest step times `size`.
    pub fn step(&mut self, batch: &Batch, size: f32) {
        let rows = batch.rows.iter().zip(&batch.others).zip(&batch.shares);
        let inputs: Vec<Vec<f32>> = rows
            .map(|((&row, &other), share)| {
                let (one, other) = (&self.kept[row as usize], &self.kept[other as usize]);
                one.iter().zip(other).map(|(one, other)| other + (one - other) * share).collect()
            })
            .collect();
        let Self { learner, values, gradient, .. } = self;
        self.loss += learner.learn(values, &inputs, &batch.targets, gradient);
        self.counted += 1;
        self.update(size);
    }

    /// AdamW's step against the gradient.
    fn update(&mut self, size: f32) {
        self.steps += 1;
        let (correction_1, correction_2) = AdamW::corrections(self.steps);
        let moments = self.first.iter_mut().zip(&mut self.second);
        let settings = self.rates.iter().zip(&self.decays);
        let all = self.values.iter_mut().zip(&self.gradient).zip(moments).zip(settings);
        for (((value, gradient), (first, second)), (rate, decay)) in all {
            *first = *first * AdamW::BETA_1 + gradient * (1.0 - AdamW::BETA_1);
            *second = *second * AdamW::BETA_2 + gradient * gradient * (1.0 - AdamW::BETA_2);
            let length = (*second / correction_2).sqrt() + AdamW::EPSILON;
            *value -= (*first / correction_1 / length + *value * decay) * rate * size;
        }
    }

    /// The mean loss of the steps since it was asked for last.
    pub fn loss(&mut self) -> f32 {
        std::mem::take(&mut self.loss) / std::mem::take(&mut self.counted).max(1) as f32
    }

    /// The parameters as they are now.
    pub fn values(&self) -> &[f32] {
        &self.values
    }
}
