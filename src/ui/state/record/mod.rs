//! The record of a result: what was learnt from what, how well, and what it must not be used for. Plain data, which is
//! written as JSON (`docs/record.md` says it to others) and as one page of HTML.
//!
//! It has no example's content, unless the visitor wants those that came out wrong in it.

mod html;
mod limits;
mod made;

use serde::Serialize;

pub use html::page;
pub use limits::Limit;
pub use made::record;

use crate::protocol::trust::{Calibration, ClassSets, Figures, LearningCurve};
use crate::protocol::{Recipe, WeightsFile};
use crate::ui::state::likely_range;
use crate::words::{number, percent, say_count};

/// What a record calls its format.
pub const FORMAT: &str = "headstart-record";

/// The version of what is written: whoever changes a field raises it.
pub const VERSION: u32 = 1;

/// What a record says that is not of the project.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Making {
    /// The day and time, as ISO 8601 writes it.
    pub made: String,
    /// Whether what came out wrong is in it.
    pub with_wrong: bool,
}

/// The record of a result. Shares are 0 to 1; what was not measured is null.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// [`FORMAT`].
    pub format: &'static str,
    /// [`VERSION`].
    pub version: u32,
    /// The day and time it was made, as ISO 8601 writes it.
    pub made: String,
    /// The language of what is said in it.
    pub language: &'static str,
    /// What has made it.
    pub page: Page,
    /// What the visitor calls the project.
    pub project: String,
    /// What was taught with: `pictures` or `texts`.
    pub modality: &'static str,
    /// What it learnt from.
    pub data: Data,
    /// How it was trained.
    pub training: Training,
    /// The pre-trained model; null where it is not loaded.
    pub model: Option<ModelFacts>,
    /// On the examples that were held out.
    pub held_out: Option<Verdict>,
    /// On all examples, each told by a head that had not seen it.
    pub out_of_fold: Option<Verdict>,
    /// How well every class is told, out of fold.
    pub per_class: Vec<ClassRow>,
    /// Which classes the held-out examples were taken for.
    pub confusion_held_out: Option<Confusion>,
    /// The same of all examples that count, out of fold.
    pub confusion_out_of_fold: Option<Confusion>,
    /// Whether probabilities mean what they say.
    pub calibration: Option<Calibration>,
    /// Sets of classes that hold the right one so often.
    pub sets: Vec<ClassSets>,
    /// When it says "I don't know".
    pub unknown: Option<UnknownFacts>,
    /// Labels that are likely wrong, and not dealt with: null where that was not looked for.
    pub suspects_left: Option<usize>,
    /// What more examples would bring.
    pub forecast: Option<LearningCurve>,
    /// What it must not be used for.
    pub limits: Vec<Limit>,
    /// What came out wrong, if it was to be in it; at most 50.
    pub wrong: Option<Vec<WrongOne>>,
}

/// What has made a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// The version of the page.
    pub version: &'static str,
    /// That of what page and worker say to each other.
    pub protocol: u32,
    /// That of how pictures and texts are made ready for a model.
    pub preprocessing: u32,
}

/// What it learnt from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Data {
    /// The classes in their order.
    pub classes: Vec<ClassData>,
    /// Examples that were there for the run.
    pub examples: usize,
    /// Examples that are copies of others, or nearly: they count once. Null where that was not looked for.
    pub copies: Option<usize>,
    /// Groups of copies that are in several classes.
    pub in_several_classes: Option<usize>,
    /// Examples of which nothing could be measured, as they are alone in their class.
    pub not_measured: Option<usize>,
    /// Examples of its classes that the visitor has runs leave out.
    pub left_out: usize,
    /// Rows of tables that did not become examples.
    pub rows_left_out: usize,
    /// Whether the examples are others by now.
    pub changed_since: bool,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassData {
    /// What it is called.
    pub name: String,
    /// Its examples, those held out among them.
    pub examples: usize,
    /// Those that were held out.
    pub held_out: usize,
}

/// How it was trained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Training {
    /// The kind of head with its settings, as a project's file has it; the seed is among them.
    pub recipe: Recipe,
    /// Epochs that were trained.
    pub epochs: u32,
    /// Whether the visitor stopped it before its end.
    pub stopped: bool,
    /// Seconds it took.
    pub seconds: f32,
    /// The device that trained: `cpu` or `webgpu`.
    pub trained_on: &'static str,
    /// The device that embeds with the model: `cpu` or `webgpu`; null before it was chosen.
    pub embeds_on: Option<&'static str>,
    /// The graphics adapter, as the browser calls it.
    pub adapter: Option<String>,
}

/// The pre-trained model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelFacts {
    /// Its short name.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The network, in a few words.
    pub architecture: String,
    /// The licence of the weights; empty where it is not known.
    pub licence: String,
    /// Numbers in the embedding.
    pub embedding_size: usize,
    /// The files of its weights, with their SHA-256.
    pub files: Vec<WeightsFile>,
}

/// How often it was right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Verdict {
    /// The share of right answers.
    pub accuracy: f64,
    /// How many were right.
    pub right: usize,
    /// Of how many.
    pub examples: usize,
    /// Where the true share likely lies, from and to: Wilson's interval at 95 % confidence.
    pub range: [f64; 2],
}

impl Verdict {
    /// What so many right answers to so many examples come to.
    fn of(right: usize, examples: usize) -> Self {
        let (low, high) = likely_range(right, examples);
        Self {
            accuracy: right as f64 / examples.max(1) as f64,
            right,
            examples,
            range: [low, high],
        }
    }

    /// The sentence of this key about it.
    pub fn sentence(&self, key: &'static str) -> String {
        let Self { accuracy, right, examples, range: [low, high] } = *self;
        let values = [number(right as u64), percent(accuracy), percent(low), percent(high)];
        say_count(key, examples, &values.each_ref().map(String::as_str))
    }
}

/// How well a class is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassRow {
    /// The class.
    pub class: String,
    /// How many of its examples were measured with.
    pub support: usize,
    /// Precision, recall and F1.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Which classes examples were taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Confusion {
    /// The classes, of rows and of columns.
    pub classes: Vec<String>,
    /// For each class how many of its examples were taken for each.
    pub rows: Vec<Vec<usize>>,
}

/// When it says "I don't know".
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct UnknownFacts {
    /// The cosine distance above which it does.
    pub threshold: f32,
    /// Which of the nearest examples the distance is to.
    pub nth: usize,
    /// The share of what is known that is still answered.
    pub kept: f32,
    /// The share of what it was not taught that is told.
    pub told: f32,
    /// Whether the visitor has chosen the threshold.
    pub chosen: bool,
}

/// An example that came out wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrongOne {
    /// The class that it is in.
    pub class: String,
    /// The class that it was taken for.
    pub taken_for: String,
    /// How sure that was.
    pub sure: f32,
    /// What the model saw of a picture, small: a `data:` address of a JPEG file.
    pub picture: Option<String>,
    /// A text.
    pub text: Option<String>,
}

impl Record {
    /// It as JSON, for people to read too.
    pub fn json(&self) -> String {
        // Plain data whose maps have texts as keys always becomes JSON.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
