//! All that crosses between the page and its worker: [`Command`]s in, [`Event`]s out.
//!
//! Both are plain data (serde only). Pictures never cross: the page sends the `blob:` address of a
//! file, which names bytes the browser already holds, and the worker reads them from there.
//! Every event of a run carries its [`RunId`]; the receiver drops those of an earlier run.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Names one class of the visitor's, for as long as the page is open.
pub type ClassId = u32;
/// Names one example of the visitor's, for as long as the page is open.
pub type ExampleId = u32;
/// Names one press of Train; later runs have greater ids.
pub type RunId = u32;
/// Names one "Try a file"; later ones have greater ids.
pub type QueryId = u32;
/// Names one request for a device or for a model; later ones have greater ids.
pub type RequestId = u32;

/// What the page asks of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Compute on this device from now on. Answered by [`Event::DeviceChosen`].
    ChooseDevice(DeviceChoice),
    /// Load a model: from the browser's cache, or its public address. Answered by
    /// [`Event::Downloading`], then [`Event::ModelLoaded`] or [`Event::ModelFailed`].
    LoadModel {
        /// Names this request in the answers.
        request: RequestId,
        /// The id of the model, one of those in [`Event::Ready`].
        model: String,
    },
    /// Load a model of known architecture from a file of the visitor's. Answered like `LoadModel`.
    OpenModel {
        /// Names this request in the answers.
        request: RequestId,
        /// The id of the model that the file holds.
        model: String,
        /// The file.
        file: FileRef,
    },
    /// Stop the download under way, if any. Answered by [`Event::ModelFailed`] with
    /// [`Kind::Cancelled`](crate::error::Kind::Cancelled).
    CancelDownload,
    /// Decode and embed these examples in the background. Answered by one
    /// [`Event::ExampleDecoded`] or [`Event::ExampleRejected`] each, then [`Event::Embedded`].
    AddExamples(Vec<NewExample>),
    /// Forget these examples.
    RemoveExamples(Vec<ExampleId>),
    /// Train a new head on these classes. Answered by [`Event::Training`] many times, then
    /// [`Event::Trained`] or [`Event::TrainingFailed`].
    Train {
        /// Names this run in the answers.
        run: RunId,
        /// How to train.
        settings: TrainingSettings,
        /// The classes as they are now, in the order of the page.
        classes: Vec<ClassExamples>,
    },
    /// End this run after the step under way and keep the head as it is.
    StopTraining(RunId),
    /// Classify a file with the newest head. Answered by [`Event::Predicted`].
    Predict {
        /// Names this query in the answer.
        query: QueryId,
        /// The file.
        file: FileRef,
    },
    /// Are you there? Answered by [`Event::Pong`].
    Ping,
}

/// What the worker tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker runs. Sent once, first.
    Ready {
        /// The models it can load, in the order to offer them. The first is the default.
        models: Vec<ModelInfo>,
    },
    /// What computes from now on, and why.
    DeviceChosen(DeviceReport),
    /// A download goes on.
    Downloading {
        /// The request it answers.
        request: RequestId,
        /// Bytes so far.
        received: u64,
        /// Bytes in all.
        total: u64,
    },
    /// A model is loaded, and all examples will be embedded with it.
    ModelLoaded {
        /// The request it answers.
        request: RequestId,
        /// The model's id.
        model: String,
        /// Where its weights came from.
        source: WeightsSource,
    },
    /// A model could not be loaded; the one before stays in use, if there was one.
    ModelFailed {
        /// The request it answers.
        request: RequestId,
        /// Why.
        error: Error,
    },
    /// An example's file is a picture.
    ExampleDecoded {
        /// The example.
        example: ExampleId,
        /// The square the model sees, small, as a JPEG file.
        thumbnail: Vec<u8>,
    },
    /// An example's file cannot be used.
    ExampleRejected {
        /// The example.
        example: ExampleId,
        /// Why.
        error: Error,
    },
    /// How far embedding in the background has come.
    Embedded {
        /// Examples that are embedded by the present model.
        done: usize,
        /// Examples there are.
        total: usize,
    },
    /// A run has come this far.
    Training(Progress),
    /// A run has ended, and its head is in use from now on.
    Trained {
        /// The run.
        run: RunId,
        /// What came out.
        outcome: Outcome,
    },
    /// A run could not start or go on; the head before stays in use, if there was one.
    TrainingFailed {
        /// The run.
        run: RunId,
        /// Why.
        error: Error,
    },
    /// The answer to a query.
    Predicted {
        /// The query.
        query: QueryId,
        /// What the head says, or why it cannot.
        prediction: Result<Prediction>,
    },
    /// Something went wrong that the visitor should know, and work goes on.
    Warning(Error),
    /// The worker panicked and will answer nothing more; the text says where.
    Crashed(String),
    /// Yes.
    Pong,
}

/// A file of the visitor's, named by an address that the worker can read it from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileRef {
    /// The file's name, for sentences about it.
    pub name: String,
    /// A `blob:` address.
    pub url: String,
}

/// An example to decode and embed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewExample {
    /// Names it from now on.
    pub id: ExampleId,
    /// Its picture.
    pub file: FileRef,
}

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

/// The visitor's wish for a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DeviceChoice {
    /// WebGPU where it is usable and on real hardware, the CPU otherwise.
    #[default]
    Auto,
    /// WebGPU where it is usable at all, the CPU otherwise.
    WebGpu,
    /// The CPU.
    Cpu,
}

/// What computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceKind {
    /// Compute shaders through WebGPU.
    WebGpu,
    /// WebAssembly on the processor.
    Cpu,
}

/// What computes, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// What computes.
    pub kind: DeviceKind,
    /// The adapter that was found, also when it is not used.
    pub adapter: Option<AdapterInfo>,
    /// Why this device, in a plain sentence.
    pub reason: String,
}

/// A graphics adapter, as the browser describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdapterInfo {
    /// The name to show; never empty.
    pub name: String,
    /// Whether it is a program on the CPU that stands in for a graphics card.
    pub software: bool,
}

/// A model on offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// Short, stable, fit for an address: `?model=ID`.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// What it was trained on and how, in a plain sentence.
    pub about: String,
    /// Bytes to fetch.
    pub bytes: u64,
    /// The licence of the weights.
    pub licence: String,
    /// Side of the square picture it takes, in pixels.
    pub input_size: usize,
    /// Numbers in the embedding it gives.
    pub embedding_size: usize,
    /// Public address of the weights.
    pub address: String,
}

/// Where weights came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WeightsSource {
    /// Their public address, just now.
    Network,
    /// The browser's cache, where an earlier visit left them.
    Cache,
    /// A file of the visitor's.
    Disk,
}

/// How to train a head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingSettings {
    /// Seeds the split and the order of the batches.
    pub seed: u32,
    /// Passes over the training examples; at least 1.
    pub epochs: u32,
    /// Examples a step; at least 1.
    pub batch_size: u32,
    /// AdamW's step size.
    pub learning_rate: f32,
    /// AdamW's decoupled weight decay.
    pub weight_decay: f32,
}

impl Default for TrainingSettings {
    fn default() -> Self {
        Self { seed: 42, epochs: 50, batch_size: 16, learning_rate: 0.001, weight_decay: 0.01 }
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
        }
    }
}

/// Loss and accuracy over a set of examples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Mean cross-entropy in nats.
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

/// What a head says of one picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Every class with its probability, 0 to 1, best first.
    pub classes: Vec<(ClassId, f32)>,
    /// The square the model saw, small, as a JPEG file.
    pub thumbnail: Vec<u8>,
    /// Milliseconds from reading the file to the answer.
    pub milliseconds: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_kept_within_bounds() {
        let wild = TrainingSettings {
            seed: u32::MAX,
            epochs: 0,
            batch_size: 0,
            learning_rate: f32::NAN,
            weight_decay: -1.0,
        };
        let expected = TrainingSettings {
            seed: u32::MAX,
            epochs: 1,
            batch_size: 1,
            learning_rate: 0.001,
            weight_decay: 0.0,
        };
        assert_eq!(wild.bounded(), expected);
        assert_eq!(TrainingSettings::default().bounded(), TrainingSettings::default());
    }

    #[test]
    fn commands_and_events_survive_the_crossing() {
        let command = Command::Predict {
            query: 7,
            file: FileRef { name: "é.jpg".into(), url: "blob:x".into() },
        };
        let bytes = postcard::to_allocvec(&command).expect("plain data");
        assert_eq!(postcard::from_bytes(&bytes), Ok(command));
    }
}
