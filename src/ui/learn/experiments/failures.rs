//! What goes wrong, beside the same done right.

use crate::data::statistics::mean_and_deviation;
use crate::protocol::lab::{Experiment, Failure, Finding, Side, Specimen, Start};
use crate::ui::learn::design::{Design, Field, Layout, Settings};
use crate::ui::learn::sheet::{Sheet, number};
use crate::words::Catalogue;

use super::curve::weights_name;

/// One of them.
const fn failing(name: &'static str, make: fn(&Settings) -> Experiment) -> Design {
    let fields = &[Field::SEED];
    let layout = Layout::Failures;
    Design { name, layout, fields, sample: None, stepwise: false, studio: None, make, sheet }
}

/// An experiment with the seed of the settings.
fn of(failure: Failure, settings: &Settings) -> Experiment {
    Experiment::Failure { failure, seed: settings.get(Field::SEED) }
}

/// A backbone that is far from the task.
pub static FAR: Design = failing("far", |settings| of(Failure::FarBackbone, settings));

/// Too few examples.
pub static FEW: Design = failing("few", |settings| of(Failure::TooFew, settings));

/// Many examples of one class and few of the other.
pub static UNBALANCED: Design = failing("unbalanced", |settings| of(Failure::Unbalanced, settings));

/// A shortcut in the background.
pub static SHORTCUT: Design = failing("shortcut", |settings| of(Failure::Shortcut, settings));

/// The name of a side.
pub fn side_name(side: Side, words: &Catalogue) -> &'static str {
    words.say(match side {
        Side::Wrong => "side-wrong",
        Side::Right => "side-right",
    })
}

/// The pictures of a side: what it learns from, and what it is used on.
pub fn specimens(findings: &[Finding], of: Side) -> Option<(Vec<Specimen>, Vec<Specimen>)> {
    findings.iter().find_map(|finding| match finding {
        Finding::Specimens { side, training, used, .. } if *side == of => {
            Some((training.clone(), used.clone()))
        }
        _ => None,
    })
}

/// What is told and what is true, of the heads of a side that started from these weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What they started from.
    pub weights: Start,
    /// Each draw: what is told, 0 to 1, if anything is, and what is true.
    pub draws: Vec<(Option<f32>, f32)>,
    /// How many held-out examples what is told is of.
    pub held_out: u32,
    /// Mean share of each class that is taken for what it is, by the class's name.
    pub recalls: Vec<(String, f32)>,
}

impl Told {
    /// The mean of what is told; none where nothing is.
    pub fn mean_told(&self) -> Option<f32> {
        let told: Vec<f32> = self.draws.iter().filter_map(|(told, _)| *told).collect();
        (!told.is_empty()).then(|| mean_and_deviation(&told).0 as f32)
    }

    /// The mean of what is true.
    pub fn mean_truth(&self) -> f32 {
        let truths: Vec<f32> = self.draws.iter().map(|(_, truth)| *truth).collect();
        mean_and_deviation(&truths).0 as f32
    }
}

/// What came of a side, by what its heads started from.
pub fn told(findings: &[Finding], of: Side) -> Vec<Told> {
    let names = findings.iter().find_map(|finding| match finding {
        Finding::Specimens { side, classes, .. } if *side == of => Some(classes.clone()),
        _ => None,
    });
    let names = names.unwrap_or_default();
    [Start::Pretrained, Start::Random]
        .into_iter()
        .filter_map(|from| {
            let mut all =
                Told { weights: from, draws: Vec::new(), held_out: 0, recalls: Vec::new() };
            let mut sums: Vec<f32> = vec![0.0; names.len()];
            for finding in findings {
                let Finding::Verdict { side, weights, told, held_out, truth, recalls, .. } =
                    finding
                else {
                    continue;
                };
                if (*side, *weights) == (of, from) {
                    all.draws.push((*told, *truth));
                    all.held_out = *held_out;
                    sums.iter_mut().zip(recalls).for_each(|(sum, recall)| *sum += recall);
                }
            }
            let count = all.draws.len() as f32;
            all.recalls = names.iter().cloned().zip(sums.iter().map(|sum| sum / count)).collect();
            (count > 0.0).then_some(all)
        })
        .collect()
}

fn sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns = [
        "side",
        "weights",
        "draw",
        "examples-a-class",
        "held-out-count",
        "told",
        "truth",
        "recalls",
    ];
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::Verdict { side, weights, draw, examples, told, held_out, truth, recalls } => {
            let joined = |all: Vec<String>| all.join(" ");
            Some(vec![
                side_name(*side, words).to_owned(),
                weights_name(*weights, words).to_owned(),
                (draw + 1).to_string(),
                joined(examples.iter().map(u32::to_string).collect()),
                held_out.to_string(),
                told.map_or_else(String::new, number),
                number(*truth),
                joined(recalls.iter().map(|&recall| number(recall)).collect()),
            ])
        }
        _ => None,
    });
    Sheet::new(&columns.map(|key| words.say(key))).with(rows)
}
