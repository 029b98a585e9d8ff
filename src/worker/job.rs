//! One unit of the worker's work, and what came of it.
//!
//! Both are plain: jobs name models, runs and examples, and whoever does them holds these.

use super::examples::ToRead;
use super::queries::Query;
use super::request::{Lessons, Request};
use super::slot::Place;
use super::sorting::ToSort;
use super::source::ModelSource;
use crate::error::{Error, Kind};
use crate::protocol::trust::CopyGroup;
use crate::protocol::{
    Answer, Bundled, ClassId, DeviceChoice, DeviceReport, ExampleId, Familiarity, FileRef, Input,
    Look, MapPiece, MapWish, ModelInfo, Outcome, Prediction, Progress, ProjectId, QueryId, Ranking,
    Recipe, RequestId, RunId, Seen, Table, Timing, TrustPiece, WeightsSource, WhyPiece,
    WritingSettings,
};

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// Begin to fetch a model, in place of any on its way there.
    Fetch {
        /// Where it is to stand.
        place: Place,
        /// The request that it answers.
        request: RequestId,
        /// Where it comes from.
        source: ModelSource,
    },
    /// Stop the fetch of this request.
    StopFetch(Place, RequestId),
    /// Put what was fetched in its place, on the device.
    Load(Place, RequestId),
    /// Remove what the browser keeps of the model of this id.
    RemoveStored(String),
    /// Tell the page what the browser keeps of models.
    ReportStored,
    /// Look for a device and move all there.
    ChooseDevice(DeviceChoice),
    /// Let go of the graphics adapter, which failed, and move all to the CPU.
    LeaveGpu,
    /// Move a model to the CPU, for which the adapter has no room.
    MoveToCpu(Place),
    /// Move the run under way to the CPU.
    MoveRunToCpu,
    /// Find out which device embeds faster with the model in use, and move it there.
    Time,
    /// Classify something with the newest head.
    Predict(Query),
    /// Classify those of many that were read, and read others meanwhile.
    Sort {
        /// Those to classify, among those that were read last.
        embed: Vec<ToSort>,
        /// Those to read.
        read: Vec<ToSort>,
    },
    /// Classify the newest frame of a camera with the newest head.
    Watch(QueryId),
    /// Begin to look into why the newest head says what it says of something, in place of anything else.
    BeginExplaining(Input),
    /// Look at some of its parts.
    Explain,
    /// Look into nothing any more.
    EndExplaining,
    /// Note what the newest head says of these, for what is taken away.
    AnswerForBundle(Vec<Input>),
    /// Put the model in use and the newest head together with that.
    Bundle,
    /// Forget what was noted.
    DropBundle,
    /// Read a file of texts.
    ReadTable(RequestId, FileRef),
    /// Answer a question about what a model has learnt.
    Look {
        /// The request that it answers.
        request: RequestId,
        /// The model that is asked.
        place: Place,
        /// What it is asked.
        look: Look,
    },
    /// Begin to write on from a text, in place of any that is being written.
    BeginWriting {
        /// The request that it answers.
        request: RequestId,
        /// The model that writes.
        place: Place,
        /// What to go on from.
        prompt: String,
        /// How to choose each next word.
        settings: WritingSettings,
    },
    /// Write on for a moment with the model that stands here.
    Write(Place),
    /// Forget the text that is being written.
    EndWriting,
    /// Start a run, all of whose examples are embedded.
    StartRun {
        /// The press of Train that it answers.
        request: Request,
        /// What it learns from.
        lessons: Lessons,
        /// Whether to move it to the graphics adapter if that turns out to be faster.
        auto: bool,
    },
    /// Train for a moment.
    Train,
    /// End the run under way where it stands, and keep its head.
    FinishRun,
    /// Forget the run under way.
    DropRun,
    /// Begin to find out how far to trust the head in use, which a run of an earlier sitting has left.
    BeginAssessing(Request, Lessons),
    /// Find out for a moment how far to trust the newest head.
    Assess,
    /// Find out no more about that.
    DropAssessment,
    /// Begin to find out which kind of head works best, in place of any such under way.
    StartComparing {
        /// The settings that all kinds are made with.
        recipe: Recipe,
        /// What they are made of.
        lessons: Lessons,
        /// How many classes there are.
        classes: usize,
    },
    /// Compare heads for a moment.
    Compare,
    /// Compare heads no more.
    DropComparison,
    /// Do a moment of what is asked of the map of a run's examples.
    Map(RunId, MapWish),
    /// Forget the run and the head of the project before, and open what is kept of this one.
    OpenProject {
        /// Which project it is.
        project: Option<ProjectId>,
        /// Whether it is written in this tab.
        writable: bool,
    },
    /// Use the head that a run has left.
    OpenHead(RunId),
    /// Look whether embeddings of these examples were kept.
    Recall(Vec<ToRead>),
    /// Embed the examples that were read ahead, and read others meanwhile.
    Embed {
        /// Those to embed, among those that were read last.
        embed: Vec<ExampleId>,
        /// Those to read.
        read: Vec<ToRead>,
    },
}

impl Job {
    /// Whether it takes no time, so that no message need be let in after it.
    pub fn is_errand(&self) -> bool {
        matches!(
            self,
            Self::Fetch { .. }
                | Self::StopFetch(..)
                | Self::RemoveStored(_)
                | Self::ReportStored
                | Self::MoveToCpu(_)
                | Self::MoveRunToCpu
                | Self::LeaveGpu
                | Self::EndWriting
                | Self::EndExplaining
                | Self::DropBundle
                | Self::DropRun
                | Self::DropAssessment
                | Self::StartComparing { .. }
                | Self::DropComparison
                | Self::OpenProject { .. }
                | Self::OpenHead(_)
        )
    }
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// Of one that always succeeds.
    Well,
    /// Of [`Job::ChooseDevice`].
    DeviceChosen {
        /// What was asked for.
        choice: DeviceChoice,
        /// What computes, and why.
        report: DeviceReport,
        /// Why the device that was asked for by name cannot be used.
        problem: Option<Kind>,
        /// Why the model in use is on the CPU where the adapter was to take it.
        refused: Option<Kind>,
    },
    /// Of [`Job::Load`]; or of [`Job::Fetch`], where a fetch could not begin.
    Loaded {
        /// Where the model was to stand.
        place: Place,
        /// The request that it answers.
        request: RequestId,
        /// What is there now.
        loaded: Result<Box<Loaded>, Kind>,
    },
    /// Of [`Job::Time`]: what embedding one took, of a model that both devices can take.
    Timed(Result<Option<Timing>, Kind>),
    /// Of [`Job::Predict`].
    Predicted(Query, Result<Prediction, Kind>),
    /// Of [`Job::Sort`].
    Sorted {
        /// Those that were to be classified.
        embed: Vec<ToSort>,
        /// What the head says of them; or why it cannot.
        answers: Result<Vec<(QueryId, Prediction)>, Kind>,
        /// What came of those that were to be read.
        read: Vec<ReadToSort<()>>,
    },
    /// Of [`Job::Watch`].
    Watched(QueryId, Result<Glimpse, Kind>),
    /// Of [`Job::BeginExplaining`] and [`Job::Explain`]: what was found, and whether that was all; or why nothing more will
    /// come.
    Explained(Result<(Vec<WhyPiece>, bool), Kind>),
    /// Of [`Job::AnswerForBundle`].
    AnsweredForBundle(Result<(), Kind>),
    /// Of [`Job::Bundle`]; none of a model that no format holds.
    Bundled(Result<Option<Bundled>, Kind>),
    /// Of [`Job::ReadTable`].
    TableRead(RequestId, Result<Table, Error>),
    /// Of [`Job::Look`].
    Looked {
        /// The request that it answers.
        request: RequestId,
        /// The model that was asked.
        place: Place,
        /// The answer, or why there is none.
        answer: Result<Answer, Error>,
    },
    /// Of [`Job::BeginWriting`].
    WritingBegun {
        /// The request that it answers.
        request: RequestId,
        /// The model that writes.
        place: Place,
        /// Why it cannot, if it cannot.
        begun: Result<(), Kind>,
    },
    /// Of [`Job::Write`].
    Wrote {
        /// What comes after all that was written before.
        piece: String,
        /// Whether that is all, or why no more will come.
        over: Result<bool, Kind>,
    },
    /// Of [`Job::Train`].
    Trained(Slice),
    /// Of [`Job::FinishRun`]: the run, and what came out; nothing if there was none.
    Finished(Option<(RunId, Outcome)>),
    /// Of [`Job::Assess`].
    Assessed {
        /// What was found, in this order.
        pieces: Vec<TrustPiece>,
        /// Whether that was all.
        over: bool,
    },
    /// Of [`Job::Compare`]: how much is done, and what came of it once it is over; or why it cannot go on.
    Compared(Result<(f32, Option<Ranking>), Kind>),
    /// Of [`Job::Map`].
    Mapped {
        /// What came of it, in this order.
        pieces: Vec<MapPiece>,
        /// Whether that was all.
        over: bool,
    },
    /// Of [`Job::OpenHead`].
    HeadOpened {
        /// The run that has left it.
        run: RunId,
        /// Whether it is there.
        found: bool,
    },
    /// Of [`Job::Recall`]: what was found.
    Recalled(Vec<Recalled>),
    /// Of [`Job::Embed`].
    Embedded {
        /// The examples that were to be embedded.
        embed: Vec<ExampleId>,
        /// The embeddings with the examples they are of; or why there is none.
        embedded: Result<Vec<(ExampleId, Vec<f32>)>, Kind>,
        /// What came of those that were to be read.
        read: Vec<Read>,
    },
}

/// Every class of a frame with its probability, best first, and how near it is to what the head knows.
pub type Glimpse = (Vec<(ClassId, f32)>, Option<Familiarity>);

/// One of many that was to be read, and what came of it.
pub type ReadToSort<T> = (ToSort, Result<T, Kind>);

/// A model that has been loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What is known of it.
    pub info: ModelInfo,
    /// Where its weights came from.
    pub source: WeightsSource,
    /// Why it is on the CPU where the graphics adapter was to take it.
    pub refused: Option<Kind>,
}

/// A moment of training.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Slice {
    /// The epochs that ended.
    pub progress: Vec<Progress>,
    /// Epochs that are over and all of them, once a head is made of all examples.
    pub again: Option<(u32, u32)>,
    /// Which examples are copies of each other, once they have been compared.
    pub copies: Option<Vec<CopyGroup>>,
    /// What a step took on both devices, where that was found out.
    pub timing: Option<Timing>,
    /// What came out, once the run has come to its end; or why it cannot go on.
    pub end: Option<Result<Outcome, Kind>>,
}

/// An example of which something was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Recalled {
    /// Which example it is.
    pub id: ExampleId,
    /// What the model sees of it, if the page is to be told.
    pub seen: Option<Seen>,
    /// Its embedding by the model in use.
    pub embedding: Option<Vec<f32>>,
}

/// An example that was to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// Which example it is.
    pub id: ExampleId,
    /// What the model sees of it, if the page is to be told.
    pub seen: Option<Seen>,
    /// What should be said of it, though it can be used.
    pub remark: Option<Kind>,
    /// Whether there is something to embed, or only a thumbnail as long as there is no model; or why it
    /// cannot be used.
    pub ready: Result<bool, Kind>,
}
