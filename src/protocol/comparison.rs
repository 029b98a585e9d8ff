//! Which kind of head works best on the visitor's examples: all kinds by cross-validation, on the same parts.

use serde::{Deserialize, Serialize};

use super::recipe::HeadChoice;
use crate::error::Error;

/// What the page is told of a comparison of heads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ComparisonPiece {
    /// How much is done, 0 to 1; sent now and then.
    Going(f32),
    /// What came of it.
    Over(Ranking),
    /// It could not begin.
    Failed(Error),
    /// It was given up, as a later one, an edit, another model or the visitor made it useless: nothing more will come.
    Stopped,
}

/// What came of all kinds of head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// How many examples were asked about, copies once; 0 where nothing could be left out.
    pub examples: usize,
    /// How often each was asked about, each time with other parts left out.
    pub repeats: usize,
    /// Every kind, the best first.
    pub heads: Vec<RankedHead>,
    /// Seconds that all of it took.
    pub seconds: f32,
}

/// What came of one kind of head.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RankedHead {
    /// Which kind.
    pub head: HeadChoice,
    /// The share of right answers about examples that it had not seen, 0 to 1.
    pub accuracy: f32,
    /// Where that lies with 95 % confidence, from and to.
    pub range: [f32; 2],
    /// By how much it is less right than the best, 0 to 1: the mean over the same parts.
    pub behind: f32,
    /// How much more or less that may be, with 95 % confidence.
    pub give_or_take: f32,
    /// Seconds that making one took.
    pub seconds: f32,
}

impl RankedHead {
    /// Whether chance alone may have put it behind the best.
    pub fn may_be_chance(&self) -> bool {
        self.behind <= self.give_or_take
    }
}
