//! What a result must not be used for: what follows from what was found, and from what was not.

use serde::Serialize;

use super::Record;
use crate::words::{number, percent, say, say_count, say_with};

/// With fewer examples a class is hardly known.
const FEW: usize = 10;

/// Classes that are told less often than this are named.
const POOR: f32 = 0.8;

/// A class with so many times the examples of another is preferred.
const UNBALANCED: usize = 4;

/// A calibration error from which on "90 % sure" means little.
const UNSURE: f32 = 0.1;

/// A sentence about what a result must not be used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// What it is about, the same in every language: `few-examples`.
    pub about: &'static str,
    /// The sentence, in the visitor's language.
    pub says: String,
}

/// What a result must not be used for, what weighs most first.
pub fn limits(record: &Record) -> Vec<Limit> {
    let mut found = Vec::new();
    let mut add = |about, says: String| found.push(Limit { about, says });
    let measured = record.out_of_fold.or(record.held_out);
    match measured {
        None => add("not-measured", say("limit.not-measured").to_owned()),
        Some(it) => {
            let wrong = percent(1.0 - it.range[0]);
            add("errors", say_count("limit.errors", it.examples, &[&wrong]));
        }
    }
    for class in record.data.classes.iter().filter(|class| class.examples < FEW) {
        add("few-examples", say_count("limit.few", class.examples, &[&class.name]));
    }
    for row in &record.per_class {
        let share = |share: f32| percent(f64::from(share));
        if row.figures.recall < POOR {
            let says = say_with("limit.missed", &[&share(1.0 - row.figures.recall), &row.class]);
            add("poor-class", says);
        }
        if row.figures.precision < POOR {
            let says = say_with("limit.false", &[&row.class, &share(1.0 - row.figures.precision)]);
            add("poor-class", says);
        }
    }
    let sizes = record.data.classes.iter().map(|class| class.examples);
    if let (Some(least), Some(most)) = (sizes.clone().min(), sizes.max())
        && most >= least.max(1) * UNBALANCED
    {
        add("unbalanced", say("limit.unbalanced").to_owned());
    }
    match &record.calibration {
        None => add("not-calibrated", say("limit.not-calibrated").to_owned()),
        Some(it) if it.error_after > UNSURE => {
            let off = percent(f64::from(it.error_after));
            add("not-calibrated", say_with("limit.unsure", &[&off]));
        }
        Some(_) => {}
    }
    match &record.unknown {
        None => add("never-unknown", say("limit.never-unknown").to_owned()),
        Some(it) => {
            let passes = percent(1.0 - f64::from(it.told));
            add("unknown", say_with("limit.unknown", &[&passes]));
        }
    }
    if let Some(left) = record.suspects_left.filter(|left| *left > 0) {
        add("suspects", say_count("limit.suspects", left, &[]));
    }
    if let Some(torn) = record.data.in_several_classes.filter(|torn| *torn > 0) {
        add("in-several-classes", say_with("limit.torn", &[&number(torn as u64)]));
    }
    if record.data.changed_since {
        add("changed-since", say("limit.changed").to_owned());
    }
    add("other-sources", say("limit.other-sources").to_owned());
    add("people", say("limit.people").to_owned());
    found
}
