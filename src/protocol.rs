//! All that crosses between the page and its worker: [`Command`]s in, [`Event`]s out.
//!
//! Both are plain data (serde only). The visitor's pictures never cross: the page sends the `blob:`
//! address of a file, which names bytes the browser already holds, and the worker reads them from
//! there. What comes back to be looked at is small: thumbnails as JPEG files, and what a model sees or
//! draws as [`Pixels`]. Texts are small, and cross as they are.
//!
//! Pictures and texts each have a worker of their own, which answers for these alone; the tutorial's
//! experiments have a third, and a protocol of their own ([`lab`]).
//! Every event of a run carries its [`RunId`]; the receiver drops those of an earlier run.

pub mod lab;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Names one class of the visitor's, for as long as the page is open.
pub type ClassId = u32;
/// Names one example of the visitor's, for as long as the page is open.
pub type ExampleId = u32;
/// Names one press of Train; later runs have greater ids.
pub type RunId = u32;
/// Names one thing to try; later ones have greater ids.
pub type QueryId = u32;
/// Names one request for a device, for a model, for an answer or for a table; later ones have greater ids.
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
    /// Load a model from files of the visitor's, all of which belong to it; what it is follows from
    /// them. Answered like `LoadModel`.
    OpenModel {
        /// Names this request in the answers.
        request: RequestId,
        /// The files, in any order.
        files: Vec<FileRef>,
        /// What the model must read.
        modality: Modality,
    },
    /// Load a model from an address that the visitor has typed; what it is follows from what
    /// arrives. Answered like `LoadModel`.
    LoadAddress {
        /// Names this request in the answers.
        request: RequestId,
        /// The address, with `http` or `https`.
        address: String,
        /// SHA-256 of what the address must give, in lower-case hexadecimal, if it is known.
        sha256: Option<String>,
        /// What the model must read.
        modality: Modality,
    },
    /// Remove what the browser keeps of a model on offer. Answered by [`Event::Stored`]. A model in
    /// use stays in use.
    RemoveModel(String),
    /// Ask a model about what it has learnt, whichever model is in use. Answered by
    /// [`Event::Downloading`] where it is still to be fetched, then [`Event::Known`]. A later question
    /// of the same kind takes the place of one that is not answered yet.
    Ask {
        /// Names this request in the answers.
        request: RequestId,
        /// The model's id.
        model: String,
        /// What it is asked.
        question: Question,
    },
    /// Stop the downloads under way, if any. Answered by [`Event::ModelFailed`] or
    /// [`Event::Known`] with [`Kind::Cancelled`](crate::error::Kind::Cancelled).
    CancelDownload,
    /// Read and embed these examples in the background. Answered by one [`Event::ExampleRead`] or
    /// [`Event::ExampleRejected`] each, then [`Event::Embedded`].
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
    /// Classify a picture or a text with the newest head. Answered by [`Event::Predicted`], unless a
    /// later text takes the place of one that is not looked at yet.
    Predict {
        /// Names this query in the answer.
        query: QueryId,
        /// What to look at.
        input: Input,
    },
    /// Read a file of texts. Answered by [`Event::TableRead`].
    ReadTable {
        /// Names this request in the answer.
        request: RequestId,
        /// The file.
        file: FileRef,
    },
    /// End the writing that answers this request, and keep what is written.
    StopWriting(RequestId),
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
        /// Bytes in all, where that is known.
        total: Option<u64>,
    },
    /// A model is loaded, and all examples will be embedded with it.
    ModelLoaded {
        /// The request it answers.
        request: RequestId,
        /// The model; one of the visitor's own has the id [`OWN_MODEL`].
        model: Box<ModelInfo>,
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
    /// What the browser keeps of the models on offer: bytes by id, of those it keeps any of. Sent at
    /// the start and whenever it may have changed.
    Stored(Vec<(String, u64)>),
    /// The answer to a question about what a model has learnt.
    Known {
        /// The request it answers.
        request: RequestId,
        /// The answer, of the question's kind, or why there is none.
        answer: Result<Answer>,
    },
    /// An example has been read: a picture once, a text by every model anew.
    ExampleRead {
        /// The example.
        example: ExampleId,
        /// What the model sees of it.
        seen: Seen,
    },
    /// An example cannot be used.
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
    /// What is in a file of texts.
    TableRead {
        /// The request it answers.
        request: RequestId,
        /// Its rows, or why there are none.
        table: Result<Table>,
    },
    /// A model that writes has written more.
    Wrote {
        /// The request it answers.
        request: RequestId,
        /// What comes after all it has written before.
        piece: String,
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

/// What models read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Modality {
    /// Pictures.
    #[default]
    Pictures,
    /// Texts.
    Texts,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Input {
    /// A picture, in a file.
    Picture(FileRef),
    /// A text.
    Text(String),
}

impl Input {
    /// The most letters of a text that stand for it in sentences about it.
    const SHORT: usize = 40;

    /// What to call it in sentences about it: its file's name, or how it begins.
    pub fn name(&self) -> String {
        match self {
            Self::Picture(file) => file.name.clone(),
            Self::Text(text) => match text.char_indices().nth(Self::SHORT) {
                Some((end, _)) => format!("{}…", text[..end].trim_end()),
                None => text.clone(),
            },
        }
    }

    /// The file that it is in, if it is in one.
    pub fn file(&self) -> Option<&FileRef> {
        match self {
            Self::Picture(file) => Some(file),
            Self::Text(_) => None,
        }
    }
}

/// What a model sees of something it looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Seen {
    /// The square of a picture, small, as a JPEG file.
    Picture(Vec<u8>),
    /// A text.
    Text {
        /// The tokens it was divided into, with those that mark start and end.
        tokens: usize,
        /// Bytes of its beginning that the model reads, where it is too long to be read whole.
        cut: Option<usize>,
    },
}

/// An example to read and embed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewExample {
    /// Names it from now on.
    pub id: ExampleId,
    /// What it shows.
    pub input: Input,
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

/// The id of a model that the visitor has opened, which is on offer nowhere.
pub const OWN_MODEL: &str = "own";

/// What is known of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// Short, stable, fit for an address: `?model=ID`.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// What it was trained on and how, in a plain sentence.
    pub about: String,
    /// Where its weights are.
    pub origin: Origin,
    /// How it was pre-trained; not known of a visitor's own.
    pub pre_training: Option<PreTraining>,
    /// What it was pre-trained on.
    pub data: Vec<DataSet>,
    /// The licence of the weights; empty where it is not known.
    pub licence: String,
    /// The network, in a few words.
    pub architecture: String,
    /// What it reads.
    pub modality: Modality,
    /// Side of the square picture it takes, in pixels; or the longest text it reads, in tokens.
    pub input_size: usize,
    /// Numbers in the embedding it gives.
    pub embedding_size: usize,
    /// Multiplications that one picture takes, or one text as long as it reads.
    pub multiplications: u64,
    /// How many things it can tell apart by itself; none without a classifier.
    pub labels: Option<usize>,
    /// What it can show of what it has learnt without labels.
    pub exhibits: Vec<Exhibit>,
    /// How well it does what it was pre-trained to do, where this project has measured it.
    pub skills: Vec<Skill>,
    /// How well it transfers, where this project has measured it.
    pub figures: Option<Figures>,
    /// The files that its weights are in.
    pub files: Vec<WeightsFile>,
}

impl ModelInfo {
    /// Bytes of all its files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Where the weights of a model are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Beside the page, on the same host.
    Shipped,
    /// At an address of somebody else's.
    Public,
    /// With the visitor, who has opened them.
    Own,
}

/// How a model was pre-trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreTraining {
    /// With labels that people gave.
    Supervised,
    /// Without labels, by drawing its input again from few numbers.
    Autoencoder,
    /// Without labels, by sorting patches into groups.
    Clustering,
    /// Without labels, by filling in hidden words.
    MaskedWords,
    /// Without labels, by predicting each next word.
    NextWords,
    /// By bringing sentences that belong together near each other.
    SentencePairs,
}

/// What a model that learnt without labels can show of what it has learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exhibit {
    /// Pictures that it draws again from its embeddings of them ([`Question::Drawing`]).
    Drawings,
    /// The patches that it compares pictures with ([`Question::Patches`]).
    Patches,
    /// Words for the blanks of a sentence ([`Question::Blanks`]).
    Blanks,
    /// Whether a sentence follows another ([`Question::Follows`]).
    Follows,
    /// Texts that it writes on ([`Question::Write`]).
    Writing,
}

/// Something that a model was pre-trained to do, measured on what it has not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Skill {
    /// What was measured, with its unit.
    pub name: String,
    /// What the model reaches.
    pub value: f32,
    /// What simpler means reach on the same, by their names.
    pub beside: Vec<(String, f32)>,
}

/// A data set that a model was pre-trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataSet {
    /// Its name.
    pub name: String,
    /// Its licence, or that none is stated.
    pub licence: String,
}

/// Accuracies after training on few examples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// What was told apart: a sentence.
    pub task: String,
    /// Training examples a class, for each column.
    pub shots: Vec<usize>,
    /// Draws of the training examples that each accuracy is the mean of.
    pub draws: usize,
    /// The model itself first, then what it is compared with.
    pub rows: Vec<FigureRow>,
}

/// Accuracies of one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureRow {
    /// The model's name.
    pub model: String,
    /// Mean for each number of examples, 0 to 1.
    pub mean: Vec<f32>,
    /// Standard deviation over the draws, likewise.
    pub deviation: Vec<f32>,
}

/// One of the files that weights are in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightsFile {
    /// Where it is; relative to the page for what ships with it.
    pub address: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

impl WeightsFile {
    /// Its name without folders.
    pub fn name(&self) -> &str {
        self.address.rsplit('/').next().unwrap_or_default()
    }
}

/// Where weights came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WeightsSource {
    /// Their address, just now.
    Network,
    /// The browser's cache, where an earlier visit left them.
    Cache,
    /// Files of the visitor's.
    Disk,
    /// An address that the visitor has typed.
    Address,
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

/// A question to a model about what it has learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// What does this picture show, in the words that you were trained with?
    Labels(FileRef),
    /// What is left of a picture in its embedding? Draw it again from that; with two pictures, from an
    /// embedding between theirs.
    Drawing {
        /// The picture, or the first of two.
        first: FileRef,
        /// The second.
        second: Option<FileRef>,
        /// How far the embedding is on the way from the first to the second, 0 to 1.
        share: f32,
    },
    /// Which patches do you compare pictures with?
    Patches,
    /// Which words fit best into the blanks of this text, each of which is written as [`BLANK`] or any two underscores and more?
    Blanks(String),
    /// Does the second text follow the first?
    Follows {
        /// The first.
        first: String,
        /// The second.
        second: String,
    },
    /// How would you go on? Answered by [`Event::Wrote`] many times before the answer.
    Write {
        /// What to go on from.
        prompt: String,
        /// How to choose each next word.
        settings: WritingSettings,
    },
}

/// How a blank is written.
pub const BLANK: &str = "___";

/// How a model that writes chooses each next word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WritingSettings {
    /// 0 always takes the likeliest; the higher, the bolder. At most [`Self::HOTTEST`].
    pub temperature: f32,
    /// Only so many of the likeliest are chosen from; at least 1.
    pub top_k: u32,
    /// Seeds the choices.
    pub seed: u32,
    /// The most tokens to write.
    pub tokens: u32,
}

impl Default for WritingSettings {
    fn default() -> Self {
        Self { temperature: 0.8, top_k: 40, seed: 42, tokens: 200 }
    }
}

impl WritingSettings {
    /// The highest temperature: beyond it there is only noise.
    pub const HOTTEST: f32 = 2.0;

    /// The same within the bounds that writing can bear, whatever was typed.
    pub fn bounded(&self) -> Self {
        let default = Self::default().temperature;
        let temperature = if self.temperature.is_finite() { self.temperature } else { default };
        Self {
            temperature: temperature.clamp(0.0, Self::HOTTEST),
            top_k: self.top_k.clamp(1, 1000),
            seed: self.seed,
            tokens: self.tokens.clamp(1, 1000),
        }
    }
}

/// The answer to the [`Question`] of the same name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// What a picture shows.
    Labels(Labels),
    /// What is drawn from an embedding.
    Drawing(Drawing),
    /// The patches.
    Patches(Patches),
    /// What fits into each blank, in their order.
    Blanks(Vec<Blank>),
    /// The probability that it follows, 0 to 1.
    Follows(f32),
    /// It has written all it was to, or was stopped.
    Written,
}

/// What fits into a blank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blank {
    /// The five best words with their probabilities, 0 to 1, best first.
    pub words: Vec<(String, f32)>,
}

/// What a model says of one picture in the words that it was trained with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    /// The five likeliest labels with their probabilities, 0 to 1, best first.
    pub labels: Vec<(String, f32)>,
    /// The square the model saw, small, as a JPEG file.
    pub thumbnail: Vec<u8>,
    /// Milliseconds from reading the file to the answer.
    pub milliseconds: f32,
}

/// What a model draws from an embedding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// The pictures as the model saw them: the first, and the second if there is one.
    pub seen: Vec<Pixels>,
    /// The picture that is drawn.
    pub drawn: Pixels,
}

/// The patches that a model compares pictures with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patches {
    /// All of them in rows, with transparent gaps between.
    pub sheet: Pixels,
    /// How many are on the sheet.
    pub shown: usize,
    /// How many there are.
    pub total: usize,
    /// Side of a patch in pixels.
    pub side: usize,
}

/// A small picture: at most 400 pixels along a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Red, green, blue and opacity of every pixel, row by row.
    pub rgba: Vec<u8>,
}

/// A file of texts, in rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Rows of cells, each as many as there are columns; short rows are filled up with empty cells.
    /// No row is blank, and no cell starts or ends with white space.
    pub rows: Vec<Vec<String>>,
    /// How many columns there are; at least 1.
    pub columns: usize,
    /// Whether the first row holds the columns' names: a guess, which the visitor can change, like the
    /// next two.
    pub header: bool,
    /// The column with the texts.
    pub text: usize,
    /// The column with the labels, another one; none where no column looks like it.
    pub label: Option<usize>,
    /// How the file writes letters as bytes.
    pub encoding: TextEncoding,
    /// Rows that had another number of cells than there are columns.
    pub ragged: usize,
    /// Rows beyond those that are read, which were left out.
    pub left_out: usize,
    /// Cells that were too long and were cut.
    pub cut: usize,
}

/// How a file writes letters as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextEncoding {
    /// As nearly all programs do now.
    Utf8,
    /// As programs for Windows do that call it “Unicode”.
    Utf16LittleEndian,
    /// The same with the bytes of each pair the other way round.
    Utf16BigEndian,
    /// As older programs for Windows do in Western Europe and the Americas.
    Windows1252,
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
            hidden: u32::MAX,
        };
        let expected = TrainingSettings {
            seed: u32::MAX,
            epochs: 1,
            batch_size: 1,
            learning_rate: 0.001,
            weight_decay: 0.0,
            hidden: 1024,
        };
        assert_eq!(wild.bounded(), expected);
        assert_eq!(TrainingSettings::default().bounded(), TrainingSettings::default());
    }

    #[test]
    fn writing_is_kept_within_bounds() {
        let wild = WritingSettings { temperature: f32::NAN, top_k: 0, seed: 7, tokens: 1 << 20 };
        let expected = WritingSettings { temperature: 0.8, top_k: 1, seed: 7, tokens: 1000 };
        assert_eq!(wild.bounded(), expected);
        let hot = WritingSettings { temperature: 9.0, ..expected };
        assert_eq!(hot.bounded().temperature, WritingSettings::HOTTEST);
    }

    #[test]
    fn a_text_is_called_by_how_it_begins() {
        assert_eq!(Input::Text("Short.".into()).name(), "Short.");
        let long = Input::Text("é".repeat(41));
        assert_eq!(long.name(), format!("{}…", "é".repeat(40)));
    }

    #[test]
    fn commands_and_events_survive_the_crossing() {
        let file = FileRef { name: "é.jpg".into(), url: "blob:x".into() };
        let command = Command::Predict { query: 7, input: Input::Picture(file) };
        let bytes = postcard::to_allocvec(&command).expect("plain data");
        assert_eq!(postcard::from_bytes(&bytes), Ok(command));
    }
}
