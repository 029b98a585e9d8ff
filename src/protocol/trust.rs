//! How far to trust a head: what is found out in the background after a run.
//!
//! Everything here is measured *out of fold*: the examples of the run, those held out too, are divided into five parts,
//! and each part is asked of a head that was trained on the other four in the same way. So every example is measured with
//! once, by a head that has not seen it. Copies of one picture or text are in the same part, and count once.
//!
//! It comes in [`TrustPiece`]s, each as soon as it is found. Examples and classes are named by their ids, shares and
//! probabilities are 0 to 1.

use serde::{Deserialize, Serialize};

use super::ids::{ClassId, ExampleId};

/// A part of what is found out about how far to trust the head of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TrustPiece {
    /// How much is done; sent now and then.
    Going(f32),
    /// Which examples are copies of each other. The first to come, already when the run begins; empty where there are
    /// none.
    Copies(Vec<CopyGroup>),
    /// What was said of every example.
    Answers(Answers),
    /// Whether probabilities mean what they say. Not sent where nothing could be measured.
    Calibration(Calibration),
    /// Sets of classes that hold the right one so often: for 90 %, then for 95 %. Not sent where nothing could be measured.
    Sets(Vec<ClassSets>),
    /// How well every class is told from the others. Not sent where nothing could be measured.
    PerClass(PerClass),
    /// When to say "I don't know". Not sent where nothing could be measured.
    Unknown(Unknown),
    /// Which labels are likely wrong.
    Suspects(Suspects),
    /// Where the examples are on a plane.
    Map(PointMap),
    /// That is what the head needs: it is calibrated from now on, and what is tried is better tried again. Only
    /// [`Curve`](Self::Curve) is still to come.
    Over {
        /// Seconds that it took.
        seconds: f32,
    },
    /// What more examples would bring. The last to come, some time after [`Over`](Self::Over); not sent where too little
    /// could be tried.
    Curve(LearningCurve),
    /// It was given up, as another run, an edit or Stop made it useless: nothing more will come.
    Stopped,
}

/// Examples that are copies of each other, or nearly so: at least two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyGroup {
    /// The examples, in the order of the run. The first stands for all where copies count once.
    pub examples: Vec<ExampleId>,
    /// The classes that they are in, each once. More than one: the same picture is in several classes, and is not measured
    /// with, as nobody can say which answer is right.
    pub classes: Vec<ClassId>,
    /// Whether the model sees exactly the same of all, as of copied files; or only nearly the same, as of another size or
    /// the next frame.
    pub same: bool,
}

/// What heads said of examples that they had not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// An answer each, in the order of the run.
    pub all: Vec<AnswerOutOfFold>,
    /// The wrong answers among them that count, the surest first.
    pub mistakes: Vec<ExampleId>,
    /// Examples of which nothing can be said: the only one of its class, or copies of that.
    pub unasked: Vec<ExampleId>,
}

/// What was said of an example. A cell of the confusion matrix are those of one `class` with one `taken_for` that count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AnswerOutOfFold {
    /// The example.
    pub example: ExampleId,
    /// The class that it is in.
    pub class: ClassId,
    /// The likeliest class.
    pub taken_for: ClassId,
    /// The calibrated probability of that class.
    pub sure: f32,
    /// The calibrated probability of the class that it is in.
    pub own: f32,
    /// Whether it counts in all measures: not a copy of one that counts, nor a picture that is in two classes.
    pub counts: bool,
}

/// Whether probabilities mean what they say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// How many examples it is measured with.
    pub examples: usize,
    /// The share of right answers among them.
    pub accuracy: f32,
    /// What the logits are divided by: above 1 where the head was too sure, below 1 where it was not sure enough.
    pub temperature: f32,
    /// The expected calibration error as trained: by how much "95 % sure" is off, on average.
    pub error_before: f32,
    /// The same with the temperature. That of a part is found on the other parts.
    pub error_after: f32,
    /// The reliability diagram as trained: answers in ten bins by how sure they are, without the empty ones.
    pub before: Vec<ReliabilityBin>,
    /// The same with the temperature.
    pub after: Vec<ReliabilityBin>,
}

/// Answers that are about equally sure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// Where the bin begins.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// How many answers are in it.
    pub examples: usize,
    /// How sure they are on average: across.
    pub confidence: f32,
    /// The share of them that is right: upwards. Where sure means right, it is the same.
    pub accuracy: f32,
}

/// Sets of classes that hold the right one so often.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClassSets {
    /// How often they are to hold it.
    pub level: f32,
    /// Examples that are needed for that.
    pub least: usize,
    /// Examples that there are.
    pub examples: usize,
    /// How they turn out; none where there are too few examples.
    pub measured: Option<MeasuredSets>,
}

/// How sets of classes turn out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeasuredSets {
    /// The calibrated probability from which on a class is in the set of a prediction.
    pub threshold: f32,
    /// How often a set held the right class; the threshold of a part is found on the other parts.
    pub coverage: f32,
    /// How many classes were in a set on average. Below 1 where some sets are empty: nothing is likely enough.
    pub size: f32,
}

/// How well every class is told from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PerClass {
    /// In the order of the run.
    pub classes: Vec<ClassFigures>,
    /// The mean of the classes, each counting the same.
    pub macro_mean: Figures,
    /// The mean of the classes by how many examples they have.
    pub weighted_mean: Figures,
    /// The share of right answers.
    pub accuracy: f32,
}

/// How well one class is told from the others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// The class.
    pub class: ClassId,
    /// How well.
    pub figures: Figures,
    /// How many of its examples are measured with.
    pub support: usize,
}

/// How well; 0 where nothing can be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Of what is taken for the class, the share that is of it.
    pub precision: f32,
    /// Of what is of the class, the share that is taken for it.
    pub recall: f32,
    /// The harmonic mean of the two.
    pub f1: f32,
}

/// When to say "I don't know": the distance to the nearest examples is measured, which is larger for things that are of
/// no class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unknown {
    /// Which of the nearest examples counts: 1, the nearest, or 3, where there are many.
    pub nth: usize,
    /// How many examples it is measured with.
    pub examples: usize,
    /// The distance above which predictions say it: it keeps 95 % of what is known.
    pub threshold: f32,
    /// What another distance would do, from keeping half of what is known to keeping all, in steps of 1 %.
    pub curve: Vec<UnknownPoint>,
}

impl Unknown {
    /// Examples that it takes: of fewer a share of 95 % is no share of anything.
    pub const LEAST: usize = 20;
}

/// What a distance would do, above which one says "I don't know".
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UnknownPoint {
    /// The share of what is known that stays known.
    pub kept: f32,
    /// The distance: compare it with a [`Familiarity::distance`].
    pub threshold: f32,
    /// The share of examples that would be told if nobody had taught their class; of other things it may be more or less.
    pub told: f32,
}

/// Where the examples are on a plane: by the first two principal components of their directions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointMap {
    /// A point each, in the order of the run. The mean is at (0, 0); both axes have the same unit.
    pub points: Vec<MapPoint>,
    /// The share of all differences that is seen along each axis.
    pub explained: [f32; 2],
}

/// Where an example is on a plane.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MapPoint {
    /// The example.
    pub example: ExampleId,
    /// How far to the right.
    pub x: f32,
    /// How far up.
    pub y: f32,
}

/// What more examples would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearningCurve {
    /// What heads made of parts of the examples came to, from the fewest to all that one is made of out of fold.
    pub points: Vec<CurvePoint>,
    /// How many more of each class the forecast is of.
    pub more: f32,
    /// The accuracy that is expected with so many more than the last point has.
    pub accuracy: f32,
    /// Where it lies with 95 % confidence, from and to.
    pub range: [f32; 2],
}

/// What heads of so many examples came to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Examples of each class, on average.
    pub examples: f32,
    /// The share of right answers on examples that they had not seen.
    pub accuracy: f32,
    /// How many they were asked about.
    pub asked: usize,
}

/// How near something that is tried is to what is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Familiarity {
    /// The cosine distance to the nearest examples of the run, 0 to 2.
    pub distance: f32,
    /// The distance above which it is unknown, as it was found after the run.
    pub threshold: f32,
}

impl Familiarity {
    /// Whether the head knows nothing like it.
    pub fn is_unknown(&self) -> bool {
        self.distance > self.threshold
    }
}

/// Which labels are likely wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suspects {
    /// How many are likely wrong, by confident learning: so many of the list to show at first. About two thirds of them
    /// are.
    pub likely: usize,
    /// The most suspicious first; at most 200, or as many as are likely.
    pub list: Vec<Suspect>,
}

/// An example whose label may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// The example.
    pub example: ExampleId,
    /// The class that it is in.
    pub class: ClassId,
    /// The class that it looks like: the likeliest other one.
    pub looks_like: ClassId,
    /// The probability of the class that it is in.
    pub own: f32,
    /// The probability of the class that it looks like.
    pub other: f32,
}
