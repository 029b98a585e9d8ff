//! All that crosses between the page and its worker: [`Command`]s in, [`Event`]s out.
//!
//! Both are plain data (serde only). The visitor's pictures never cross: the page sends the `blob:`
//! address of a file, which names bytes the browser already holds, and the worker reads them from
//! there. What comes back to be looked at is small: thumbnails as JPEG files, and what a model sees or
//! draws as [`Pixels`]. Texts are small, and cross as they are.
//!
//! Pictures and texts each have a worker of their own, which answers for these alone; the tutorial's
//! experiments have a third, and a protocol of their own ([`lab`]).
//! Every event of a run carries its [`RunId`]; the receiver drops those of an earlier run. Before all of it either
//! end says which [`version`] it speaks.

pub mod comparison;
pub mod device;
pub mod ids;
pub mod keeping;
pub mod lab;
pub mod map;
pub mod media;
pub mod model;
mod number;
pub mod packed;
pub mod project;
pub mod questions;
pub mod recipe;
pub mod table;
pub mod takeaway;
pub mod training;
pub mod trust;
pub mod version;
pub mod why;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

pub use comparison::{ComparisonPiece, RankedHead, Ranking};
pub use device::{AdapterInfo, DeviceChoice, DeviceKind, DeviceReport, Reason, Timing};
pub use ids::{ClassId, ExampleId, QueryId, RequestId, RunId};
pub use keeping::ProjectId;
pub use map::{MapPiece, MapPlace, MapWish};
pub use media::{Brought, FileRef, Input, Modality, NewExample, PREPROCESSING, Pixels, Seen};
pub use model::{
    DataSet, Exhibit, FigureRow, Figures, ModelInfo, OWN_MODEL, Origin, PreTraining, Reads, Skill,
    WeightsFile, WeightsSource,
};
pub use questions::{
    Answer, BLANK, Blank, Drawing, Labels, Look, Patches, Question, View, WritingSettings,
};
pub use recipe::{HeadChoice, Recipe, TrainingSettings};
pub use table::{Drawn, Table, TextEncoding};
pub use takeaway::{BundlePiece, Bundled};
pub use training::{
    ClassExamples, HeldOut, HeldOutReport, Mistake, Outcome, Prediction, Progress, Score,
};
pub use trust::{Familiarity, TrustPiece};
pub use version::{VERSION, greeting};
pub use why::WhyPiece;

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
    /// [`Event::Known`] with [`DownloadError::Cancelled`].
    CancelDownload,
    /// Forget all examples, the run under way and the head: another project is open. What was computed of this one is
    /// kept, and used again. Answered by [`Event::ProjectOpened`].
    OpenProject {
        /// Names this request in the answer.
        request: RequestId,
        /// Which project it is; none where nothing is kept.
        project: Option<ProjectId>,
        /// Whether it is written in this tab.
        writable: bool,
    },
    /// Use the head that this run has left, from now on. Answered by [`Event::HeadOpened`].
    OpenHead(RunId),
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
        recipe: Recipe,
        /// The classes as they are now, in the order of the page.
        classes: Vec<ClassExamples>,
    },
    /// Find out again how far to trust the head in use, which this run has left in an earlier sitting, once its examples
    /// are embedded. Answered by [`Event::Trust`] many times.
    Assess {
        /// The run.
        run: RunId,
        /// How it was trained, as far as it was.
        recipe: Recipe,
        /// The classes as they were when it started.
        classes: Vec<ClassExamples>,
    },
    /// End this run after the step under way and keep the head as it is; if it has ended, find out no more about how far
    /// to trust it.
    StopTraining(RunId),
    /// Find out which kind of head works best on these classes, in the background. Answered by [`Event::Compared`] many
    /// times. A later one takes the place of one under way.
    Compare {
        /// Names this request in the answers.
        request: RequestId,
        /// The settings that all kinds are made with.
        recipe: Recipe,
        /// The classes as they are now, in the order of the page.
        classes: Vec<ClassExamples>,
    },
    /// Find out no more about that.
    StopComparing,
    /// Do something with the map of this run's examples, in the background. Answered by [`Event::Mapped`].
    Map {
        /// The run.
        run: RunId,
        /// What to do.
        wish: MapWish,
    },
    /// Classify a picture or a text with the newest head. Answered by [`Event::Predicted`], unless a
    /// later live query takes the place of a live one that is not looked at yet.
    Predict {
        /// Names this query in the answer.
        query: QueryId,
        /// What to look at.
        input: Input,
        /// Whether only the newest matters, as of a text that is being typed or what a camera sees.
        live: bool,
    },
    /// Say why the newest head says what it says of something, in place of anything else that this was asked of. Answered
    /// by [`Event::Why`] many times, to [`WhyPiece::Over`].
    Explain {
        /// Names this query in the answers.
        query: QueryId,
        /// What to look into.
        input: Input,
    },
    /// Look into nothing any more.
    StopExplaining,
    /// Classify many with the newest head, in the background. Answered by one [`Event::Sorted`] each.
    Sort(Vec<(QueryId, Input)>),
    /// Forget those to sort that are not answered yet.
    StopSorting,
    /// Classify the frame of a camera that is handed over beside this, an `ImageBitmap`, with the newest head. Answered
    /// by [`Event::Watched`], unless a later frame takes the place of one that is not looked at yet.
    Watch(QueryId),
    /// Put the model in use and the newest head together, with what they say of these, in place of anything else that
    /// is put together. Answered by [`Event::Bundled`] many times, to [`BundlePiece::Whole`].
    Bundle {
        /// Names this request in the answers.
        request: RequestId,
        /// What to say something of.
        inputs: Vec<Input>,
    },
    /// Put nothing together any more.
    StopBundling,
    /// Read a file of texts. Answered by [`Event::TableRead`].
    ReadTable {
        /// Names this request in the answer.
        request: RequestId,
        /// Where the file is; the worker reads it from there.
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
        /// What was being done, and why the model cannot be had.
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
    /// What comes from now on is of the project that this request opened.
    ProjectOpened(RequestId),
    /// The head of this run is in use, or it is not kept.
    HeadOpened {
        /// The run that has left it.
        run: RunId,
        /// Whether it is there.
        found: bool,
    },
    /// An example has been read: a picture once, a text by every model anew.
    ExampleRead {
        /// The example that was read.
        example: ExampleId,
        /// What the model sees of it.
        seen: Seen,
    },
    /// An example cannot be used.
    ExampleRejected {
        /// The example that will have no part in training.
        example: ExampleId,
        /// Why it cannot be used.
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
    /// A run has been measured, and a head is made of all examples, those held out too.
    TrainingAgain {
        /// The run.
        run: RunId,
        /// Epochs that are over of this.
        epoch: u32,
        /// Epochs there will be.
        epochs: u32,
    },
    /// A run has ended, and its head is in use from now on.
    Trained {
        /// The run that has ended.
        run: RunId,
        /// What came out.
        outcome: Outcome,
    },
    /// A run could not start or go on; the head before stays in use, if there was one.
    TrainingFailed {
        /// The run that came to nothing.
        run: RunId,
        /// What was being done, and what went wrong.
        error: Error,
    },
    /// A part of what is found out about how far to trust the head of a run, in the background.
    Trust {
        /// The run that has left the head.
        run: RunId,
        /// What was found.
        piece: TrustPiece,
    },
    /// A part of what is found out about which kind of head works best.
    Compared {
        /// The request it answers.
        request: RequestId,
        /// What was found.
        piece: ComparisonPiece,
    },
    /// What comes of a wish about the map of a run's examples.
    Mapped {
        /// The run.
        run: RunId,
        /// What came.
        piece: MapPiece,
    },
    /// The answer to a query.
    Predicted {
        /// The query that it answers.
        query: QueryId,
        /// What the head says, or why it cannot.
        prediction: Result<Prediction>,
    },
    /// A part of why the head says what it says.
    Why {
        /// The query that it answers.
        query: QueryId,
        /// What was found, or why nothing more will come.
        piece: Result<WhyPiece>,
    },
    /// One of many is sorted.
    Sorted {
        /// Which of those that were asked for.
        query: QueryId,
        /// What the head says, or why it cannot.
        prediction: Result<Prediction>,
    },
    /// The answer to [`Command::Watch`].
    Watched {
        /// The query that it answers.
        query: QueryId,
        /// Every class with its probability, 0 to 1, best first; or why that cannot be said.
        classes: Result<Vec<(ClassId, f32)>>,
        /// How near it is to what the head knows; none before that was found.
        familiarity: Option<Familiarity>,
    },
    /// A part of what is put together to be taken away.
    Bundled {
        /// The request it answers.
        request: RequestId,
        /// What has come of it, or why nothing more will.
        piece: Result<BundlePiece>,
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
    /// The answer to [`Command::Ping`]: the worker is there.
    Pong,
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let input = Input::Picture(file);
        let command = Command::Predict { query: QueryId(7), input, live: false };
        let bytes = postcard::to_allocvec(&command).expect("plain data");
        assert_eq!(postcard::from_bytes(&bytes), Ok(command));
    }
}
