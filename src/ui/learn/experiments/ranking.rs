//! Which pre-training is best for one task.

use crate::protocol::Modality;
use crate::protocol::lab::{Experiment, Finding, Start};
use crate::ui::learn::design::{Design, Field, Layout, Sample, Settings};
use crate::ui::learn::sheet::{Sheet, number};
use crate::words::Catalogue;

use super::curve::weights_name;

/// Of the models that read pictures.
pub static PICTURES: Design = Design {
    name: "ranking-pictures",
    layout: Layout::Ranking,
    fields: &[Field::SEED],
    sample: Some(Sample { classes: 8, each: 20 }),
    stepwise: false,
    studio: Some(Settings::training),
    make: |settings| Experiment::Ranking {
        modality: Modality::Pictures,
        source: settings.source(PICTURES.sample),
        seed: settings.get(Field::SEED),
    },
    sheet,
};

/// Of the models that read texts.
pub static TEXTS: Design = Design {
    name: "ranking-texts",
    layout: Layout::Ranking,
    fields: &[Field::SEED],
    sample: None,
    stepwise: false,
    studio: None,
    make: |settings| Experiment::Ranking {
        modality: Modality::Texts,
        source: settings.source(None),
        seed: settings.get(Field::SEED),
    },
    sheet,
};

/// How a model did.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    /// What the tutorial calls it, in the language that is read; its id where it has no words.
    pub name: String,
    /// What it started from.
    pub weights: Start,
    /// Mean accuracy over the draws, 0 to 1, and the standard deviation.
    pub accuracy: f32,
    /// Its standard deviation.
    pub deviation: f32,
    /// Milliseconds to embed one example.
    pub milliseconds: f32,
    /// Bytes of its files.
    pub bytes: u64,
    /// Numbers in an embedding.
    pub features: u32,
}

/// All models that were measured, best first.
pub fn ranks(findings: &[Finding], words: &Catalogue) -> Vec<Rank> {
    let rank = |finding: &Finding| match finding {
        Finding::Ranked { model, weights, accuracy, deviation, milliseconds, bytes, features } => {
            let name = words.find(&format!("model.{model}")).unwrap_or(model).to_owned();
            let (accuracy, deviation, milliseconds) = (*accuracy, *deviation, *milliseconds);
            let (weights, bytes, features) = (*weights, *bytes, *features);
            Some(Rank { name, weights, accuracy, deviation, milliseconds, bytes, features })
        }
        _ => None,
    };
    let mut ranks: Vec<Rank> = findings.iter().filter_map(rank).collect();
    ranks.sort_by(|a, b| b.accuracy.total_cmp(&a.accuracy));
    ranks
}

/// The models that could not be had, and why.
pub fn absent(findings: &[Finding], words: &Catalogue) -> Vec<String> {
    let say = |finding: &Finding| match finding {
        Finding::Absent { model, error } => {
            let name = words.find(&format!("model.{model}")).unwrap_or(model);
            let short = name.split(':').next().unwrap_or_default();
            Some(words.with("absent", &[short, &error.to_string()]))
        }
        _ => None,
    };
    findings.iter().filter_map(say).collect()
}

fn sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns =
        ["model", "weights", "accuracy", "deviation", "milliseconds-each", "bytes", "features"];
    let row = |rank: Rank| {
        vec![
            rank.name,
            weights_name(rank.weights, words).to_owned(),
            number(rank.accuracy),
            number(rank.deviation),
            number(rank.milliseconds),
            rank.bytes.to_string(),
            rank.features.to_string(),
        ]
    };
    Sheet::new(&columns.map(|key| words.say(key))).with(ranks(findings, words).into_iter().map(row))
}
