//! How a head does over a few examples, to be added up over many.

use crate::protocol::Score;

/// Loss and right answers added up over some examples.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Sum of cross-entropies, in nats.
    pub loss: f64,
    /// Examples classified rightly.
    pub right: usize,
    /// Examples in all.
    pub count: usize,
}

impl Tally {
    /// Adds those of other examples.
    pub fn add(&mut self, other: Self) {
        self.loss += other.loss;
        self.right += other.right;
        self.count += other.count;
    }

    /// Means over the examples; zeros of none.
    pub fn score(self) -> Score {
        let count = self.count.max(1) as f64;
        Score { loss: (self.loss / count) as f32, accuracy: (self.right as f64 / count) as f32 }
    }
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepResult {
    /// Over the examples of the step, as the head was before it.
    pub training: Tally,
    /// Over the held-out examples after it, where there are any and the schedule asks for it.
    pub held_out: Option<Score>,
}
