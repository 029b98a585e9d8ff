//! What a run got wrong: example by example, and which classes it takes for which.

use std::cmp::Reverse;

use super::State;
use crate::protocol::{ClassId, ExampleId, HeldOut};

/// A held-out example that was taken for another class than its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// The example.
    pub id: ExampleId,
    /// The name of its class when it was tested.
    pub is: String,
    /// The name of the class that it was taken for.
    pub said: String,
    /// The probability of that, 0 to 1.
    pub share: f32,
}

/// Two classes of which one was taken for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confused {
    /// What it is.
    pub is: ClassId,
    /// What it was taken for.
    pub taken_for: ClassId,
    /// How many held-out examples were.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

impl State {
    /// The rows of the last test: none while nothing was tested.
    fn tested(&self) -> &[HeldOut] {
        let report = self.trained().and_then(|trained| trained.outcome.held_out.as_ref());
        report.map(|report| report.classes.as_slice()).unwrap_or_default()
    }

    /// The first of the held-out examples that were wrong, the surest mistakes first, and how many more there are.
    /// Those that were removed since are left out.
    pub fn wrong(&self, most: usize) -> (Vec<Wrong>, usize) {
        let rows = self.tested().iter();
        let all = rows.flat_map(|row| row.wrong.iter().map(|mistake| (row.class, mistake)));
        let mut all: Vec<_> = all.collect();
        all.sort_unstable_by(|(_, one), (_, other)| other.share.total_cmp(&one.share));
        let total = all.len();
        let mut shown = Vec::new();
        let mut gone = 0;
        for (is, mistake) in all {
            if shown.len() == most {
                break;
            }
            if self.project().place_of(mistake.example).is_none() {
                gone += 1;
                continue;
            }
            shown.push(Wrong {
                id: mistake.example,
                is: self.class_name(is),
                said: self.class_name(mistake.taken_for),
                share: mistake.share,
            });
        }
        let more = total - shown.len() - gone;
        (shown, more)
    }

    /// The pairs of classes of which one was taken for the other, the most frequent first.
    pub fn confused(&self) -> Vec<Confused> {
        let rows = self.tested();
        let mut pairs = Vec::new();
        for row in rows {
            let of = row.taken_for.iter().sum();
            for (column, &count) in rows.iter().zip(&row.taken_for) {
                if count > 0 && column.class != row.class {
                    pairs.push(Confused { is: row.class, taken_for: column.class, count, of });
                }
            }
        }
        pairs.sort_unstable_by_key(|pair| (Reverse(pair.count), pair.is, pair.taken_for));
        pairs
    }
}
