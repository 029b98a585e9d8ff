//! What training is told, and what comes of it.

use serde::{Deserialize, Serialize};

use super::device::DeviceKind;
use super::ids::{ClassId, ExampleId, RunId};
use super::map::MapPlace;
use super::media::Seen;
use super::recipe::Recipe;
use super::trust::Familiarity;

/// A class and its examples at the moment of pressing Train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassExamples {
    /// The class's id, which its head keeps.
    pub class: ClassId,
    /// Its name, for sentences about it.
    pub name: String,
    /// Its examples in the order they were added.
    pub examples: Vec<ExampleId>,
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
    /// The run that it is of.
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
    /// Over the training examples.
    pub training: Score,
    /// How it did on what was held out, which it had not seen; none where nothing was.
    pub held_out: Option<HeldOutReport>,
    /// How to get the same again.
    pub recipe: Recipe,
    /// Seconds it took.
    pub seconds: f32,
    /// Whether what answers was made once more then, in the same way, of all examples, those held out too. What is told
    /// here is of the head that had not seen them.
    #[serde(default)]
    pub whole: bool,
    /// The epoch whose head was kept, where training ended early as the held-out loss fell no more.
    #[serde(default)]
    pub kept_epoch: Option<u32>,
}

/// How a head did on the held-out examples, of which there is at least one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldOutReport {
    /// Over all of them.
    pub score: Score,
    /// Class by class, in the command's order.
    pub classes: Vec<HeldOut>,
}

impl HeldOutReport {
    /// How many examples were held out.
    pub fn examples(&self) -> usize {
        self.classes.iter().map(|class| class.examples.len()).sum()
    }
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
    /// Those of them that it took for another class.
    #[serde(default)]
    pub wrong: Vec<Mistake>,
}

/// A held-out example that the head took for another class than its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// The example.
    pub example: ExampleId,
    /// The class that it was taken for.
    pub taken_for: ClassId,
    /// The probability of that class, 0 to 1; no number where training ran away.
    #[serde(deserialize_with = "super::number::read")]
    pub share: f32,
}

/// What a head says of one picture or text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Every class with its probability, 0 to 1, best first.
    pub classes: Vec<(ClassId, f32)>,
    /// How near it is to what the head knows; none before that was found.
    pub familiarity: Option<Familiarity>,
    /// Where it is on the map of the examples; none before there is one, and of one of many.
    pub place: Option<MapPlace>,
    /// What the model saw of it.
    pub seen: Seen,
    /// Milliseconds from beginning to read it to the answer.
    pub milliseconds: f32,
}
