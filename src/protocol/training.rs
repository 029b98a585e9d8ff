//! What training is told, and what comes of it.

use serde::{Deserialize, Serialize};

use super::device::DeviceKind;
use super::ids::{ClassId, ExampleId, RunId};
use super::media::Seen;

/// A class and its examples at the moment of pressing Train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassExamples {
    /// The class.
    pub class: ClassId,
    /// Its name, for sentences about it.
    pub name: String,
    /// Its examples in the order they were added.
    pub examples: Vec<ExampleId>,
}

/// How to train a head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingSettings {
    /// Seeds the split, the order of the batches and the start of a hidden layer.
    pub seed: u32,
    /// Passes over the training examples; at least 1.
    pub epochs: u32,
    /// Examples a step; at least 1.
    pub batch_size: u32,
    /// AdamW's step size.
    pub learning_rate: f32,
    /// AdamW's decoupled weight decay.
    pub weight_decay: f32,
    /// Units of the head's hidden layer; 0 for a linear head.
    pub hidden: u32,
}

impl Default for TrainingSettings {
    fn default() -> Self {
        Self {
            seed: 42,
            epochs: 50,
            batch_size: 16,
            learning_rate: 0.001,
            weight_decay: 0.01,
            hidden: 0,
        }
    }
}

impl TrainingSettings {
    /// The same within the bounds that training can bear, whatever was typed.
    pub fn bounded(&self) -> Self {
        let bounded = |value: f32, least: f32, most: f32, default: f32| {
            if value.is_finite() { value.clamp(least, most) } else { default }
        };
        let default = Self::default();
        Self {
            seed: self.seed,
            epochs: self.epochs.clamp(1, 10_000),
            batch_size: self.batch_size.clamp(1, 1024),
            learning_rate: bounded(self.learning_rate, 1e-6, 1.0, default.learning_rate),
            weight_decay: bounded(self.weight_decay, 0.0, 10.0, default.weight_decay),
            hidden: self.hidden.min(1024),
        }
    }
}

/// Loss and accuracy over a set of examples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Mean cross-entropy in nats; no number where training ran away.
    #[serde(deserialize_with = "super::number::read")]
    pub loss: f32,
    /// Share of examples classified rightly, 0 to 1.
    pub accuracy: f32,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The run.
    pub run: RunId,
    /// Epochs that are over.
    pub epoch: u32,
    /// Epochs there will be.
    pub epochs: u32,
    /// Over the training examples.
    pub training: Score,
    /// Over the held-out examples; none where nothing is held out.
    pub held_out: Option<Score>,
}

/// What came out of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Epochs that were trained.
    pub epochs: u32,
    /// Whether the visitor stopped it before its end.
    pub stopped: bool,
    /// The device that trained it to its end.
    pub device: DeviceKind,
    /// Examples that were trained on.
    pub training_examples: usize,
    /// Examples that were held out and never trained on, class by class in the command's order.
    pub held_out: Vec<HeldOut>,
    /// Over the training examples.
    pub training: Score,
    /// Over the held-out examples; none where nothing is held out.
    pub held_out_score: Option<Score>,
    /// How to get the same again.
    pub settings: TrainingSettings,
    /// Seconds it took.
    pub seconds: f32,
}

/// The held-out examples of one class: a row of the confusion matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldOut {
    /// The true class.
    pub class: ClassId,
    /// The examples that were held out.
    pub examples: Vec<ExampleId>,
    /// How many of them the head took for each class, in the command's order.
    pub taken_for: Vec<usize>,
}

/// What a head says of one picture or text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Every class with its probability, 0 to 1, best first.
    pub classes: Vec<(ClassId, f32)>,
    /// What the model saw of it.
    pub seen: Seen,
    /// Milliseconds from beginning to read it to the answer.
    pub milliseconds: f32,
}
