//! A head that learns, one step at a time.

use crate::protocol::TrainingSettings;
use crate::protocol::lab::{Experiment, Finding};
use crate::ui::learn::design::{Design, Field, Layout, Sample, Settings};
use crate::ui::learn::graph::{Graph, Line, Point};
use crate::ui::learn::sheet::{Sheet, number};
use crate::words::Catalogue;

const EPOCHS: Field = Field::new("epochs", 1, 200, 50);
const BATCH: Field = Field::new("batch", 4, 64, 16);

/// The model that embeds: it needs no network but the page's own host.
pub const MODEL: &str = "small-resnet";

/// All of it.
pub static SLOW: Design = Design {
    name: "slow",
    layout: Layout::Slow,
    fields: &[EPOCHS, BATCH, Field::SEED],
    sample: Some(Sample { classes: 4, each: 10 }),
    stepwise: true,
    studio: Some(training),
    make: |settings| Experiment::SlowMotion {
        source: settings.source(SLOW.sample),
        model: MODEL.into(),
        settings: training(settings),
    },
    sheet,
};

/// The settings of training, as the studio has them.
pub fn training(settings: &Settings) -> TrainingSettings {
    TrainingSettings {
        epochs: settings.get(EPOCHS),
        batch_size: settings.get(BATCH),
        ..settings.training()
    }
}

fn sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns = [
        "step-number",
        "epoch",
        "loss-training",
        "accuracy-training",
        "loss-held-out",
        "accuracy-held-out",
    ];
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::Step { step, epoch, training, held_out, .. } => Some(vec![
            step.to_string(),
            epoch.to_string(),
            number(training.loss),
            number(training.accuracy),
            held_out.map_or_else(String::new, |score| number(score.loss)),
            held_out.map_or_else(String::new, |score| number(score.accuracy)),
        ]),
        _ => None,
    });
    Sheet::new(&columns.map(|key| words.say(key))).with(rows)
}

/// The loss by steps.
pub fn graph(findings: &[Finding], words: &Catalogue) -> Graph {
    let line = |style: usize, name: &str, held_out: bool| {
        let points = findings.iter().filter_map(|finding| match finding {
            Finding::Step { step, training, held_out: theirs, .. } => {
                let score = if held_out { (*theirs)? } else { *training };
                Some(Point::new(f64::from(*step), f64::from(score.loss)))
            }
            _ => None,
        });
        Line { name: words.say(name).to_owned(), style, points: points.collect() }
    };
    Graph {
        title: words.say("loss-nats").to_owned(),
        x: words.say("step-number").to_owned(),
        y_most: None,
        lines: vec![line(0, "trained-on", false), line(1, "held-out", true)],
    }
}
