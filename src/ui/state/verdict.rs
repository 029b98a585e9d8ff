//! What a run's outcome means, in plain words.

use super::Words;
use crate::protocol::Outcome;
use crate::words::{number, percent, say, say_count};

/// What to tell of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The number that counts, or why there is none.
    pub headline: String,
    /// How far to trust it.
    pub explanation: String,
}

impl Verdict {
    /// What to tell of this outcome.
    pub fn of(outcome: &Outcome, words: Words) -> Self {
        match &outcome.held_out {
            Some(report) => Self::measured(report.score.accuracy, report.examples(), words),
            None => Self {
                headline: say("verdict.not-measured").to_owned(),
                explanation: say("verdict.too-few").to_owned(),
            },
        }
    }

    fn measured(accuracy: f32, tested: usize, words: Words) -> Self {
        let accuracy = f64::from(accuracy);
        let right = (accuracy * tested as f64).round() as usize;
        let (low, high) = likely_range(right, tested);
        Self {
            headline: say_count(words.right, tested, &[&number(right as u64)]),
            explanation: say_count(
                "verdict.expect",
                tested,
                &[&percent(low), &percent(high), &percent(accuracy)],
            ),
        }
    }
}

/// Where the true share likely lies when `right` of `all` came out right: Wilson's score interval
/// at 95 % confidence (E. B. Wilson, 1927, J. Am. Stat. Assoc. 22:209–212).
pub fn likely_range(right: usize, all: usize) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    /// The 97.5 % quantile of the normal distribution.
    const Z: f64 = 1.959_964;
    let n = all as f64;
    let share = right as f64 / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / scale;
    let reach = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((centre - reach).max(0.0), (centre + reach).min(1.0))
}
