//! What a run's outcome means, in plain words.

use super::{State, Words};
use crate::data::interval::wilson;
use crate::protocol::Outcome;
use crate::words::{count, number, percent, say, say_count, say_with};

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
            Some(report) => {
                let key = if outcome.whole { "verdict.expect-then-all" } else { "verdict.expect" };
                Self::measured(report.score.accuracy, report.examples(), key, words)
            }
            None => Self {
                headline: say("verdict.not-measured").to_owned(),
                explanation: say("verdict.too-few").to_owned(),
            },
        }
    }

    fn measured(accuracy: f32, tested: usize, key: &'static str, words: Words) -> Self {
        let accuracy = f64::from(accuracy);
        let right = (accuracy * tested as f64).round() as usize;
        let (low, high) = likely_range(right, tested);
        Self {
            headline: say_count(words.right, tested, &[&number(right as u64)]),
            explanation: say_count(
                key,
                tested,
                &[&percent(low), &percent(high), &percent(accuracy)],
            ),
        }
    }
}

/// Where the true share likely lies when `right` of `all` came out right, with 95 % confidence.
pub fn likely_range(right: usize, all: usize) -> (f64, f64) {
    let [low, high] = wilson(right as f64 / all.max(1) as f64, all);
    (low, high)
}

impl State {
    /// Which classes nothing was measured of, though it was of others.
    pub fn untested(&self) -> Option<String> {
        let report = self.trained()?.outcome.held_out.as_ref()?;
        let rows = report.classes.iter().filter(|row| row.examples.is_empty());
        let names: Vec<_> = rows.map(|row| self.class_name(row.class)).collect();
        match &*names {
            [] => None,
            [name] => Some(say_with("result.untested", &[name])),
            many => Some(count("result.untested-several", many.len())),
        }
    }
}
