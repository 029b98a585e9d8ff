//! Why a head says what it says: what each part of a picture or a text adds, and what is said without it.
//!
//! What is said without a part is never estimated: the model runs on the picture with a cell covered, or on the text with a
//! word left out.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::ids::ClassId;
use super::media::Pixels;

/// A part of the answer to why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum WhyPiece {
    /// What is said of all of it, and which parts it has. The first to come.
    Whole(Whole),
    /// What is said without some of the parts.
    Without(Vec<Without>),
    /// That was all.
    Over,
}

/// What is said of all of it, and which parts it has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Whole {
    /// Its parts.
    pub parts: Parts,
    /// The pixels of a picture that the model sees.
    pub seen: Option<Pixels>,
    /// The classes, in the order of everything that is said.
    pub classes: Vec<ClassId>,
    /// What is said of it.
    pub said: Said,
    /// What logits are divided by before they become probabilities; 1 before it was found.
    pub temperature: f32,
}

/// The parts of something that is looked into.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Parts {
    /// The square cells of a picture, row by row.
    Cells {
        /// Cells along each side.
        side: usize,
        /// What each class's logit is the sum of, or why it is no sum of cells.
        sums: Result<Vec<ClassSum>, NoSum>,
    },
    /// Words of a text: where each is, in bytes.
    Words {
        /// Those that are left out one after the other: the first ones of a long text. None of a text of one word.
        places: Vec<Range<usize>>,
        /// How many words there are.
        all: usize,
    },
}

/// What the logit of a class is the sum of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassSum {
    /// What each cell adds, row by row; below 0 where it speaks against the class.
    pub cells: Vec<f32>,
    /// What is there without any picture.
    pub bias: f32,
}

/// Why a logit is not the sum of what each cell adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoSum {
    /// The head has a hidden layer: what a cell adds depends on all others.
    HiddenLayer,
    /// The head compares with examples or class means: only the whole picture has a distance.
    Distances,
    /// The model's embedding is not the mean over cells.
    NoCells,
}

/// What a head says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The logit of each class, before it is calibrated.
    pub logits: Vec<f32>,
    /// The calibrated probability of each class.
    pub probabilities: Vec<f32>,
}

/// What a head says without a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Without {
    /// The part, counted from 0.
    pub part: usize,
    /// What is said of the rest.
    pub said: Said,
}
