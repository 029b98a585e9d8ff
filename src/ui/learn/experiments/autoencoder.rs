//! An autoencoder that learns to draw pictures again, in front of the visitor.

use crate::protocol::lab::{AutoencoderSettings, Experiment, Finding};
use crate::ui::learn::design::{Design, Field, Layout, Sample};
use crate::ui::learn::graph::{Graph, Line, Point};
use crate::ui::learn::sheet::{Sheet, number};
use crate::words::Catalogue;

const CODE: Field = Field::new("code", 16, 256, 128).in_steps_of(16);
const EPOCHS: Field = Field::new("epochs", 1, 200, 16);

/// All of it.
pub static AUTOENCODER: Design = Design {
    name: "autoencoder",
    layout: Layout::Autoencoder,
    fields: &[CODE, EPOCHS, Field::SEED],
    sample: Some(Sample { classes: 8, each: 40 }),
    stepwise: false,
    studio: None,
    make: |settings| {
        Experiment::Autoencoder(AutoencoderSettings {
            source: settings.source(AUTOENCODER.sample),
            code: settings.get(CODE),
            epochs: settings.get(EPOCHS),
            seed: settings.get(Field::SEED),
        })
    },
    sheet,
};

fn sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns = ["epoch", "milliseconds", "loss-training", "loss-held-out"];
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::Redrawn { epoch, milliseconds, training_loss, held_out_loss, .. } => Some(vec![
            epoch.to_string(),
            number(*milliseconds),
            number(*training_loss),
            number(*held_out_loss),
        ]),
        _ => None,
    });
    Sheet::new(&columns.map(|key| words.say(key))).with(rows)
}

/// The mean squared difference by epochs.
pub fn graph(findings: &[Finding], words: &Catalogue) -> Graph {
    let line = |style: usize, name: &str, held_out: bool| {
        let points = findings.iter().filter_map(|finding| match finding {
            Finding::Redrawn { epoch, training_loss, held_out_loss, .. } => {
                let loss = if held_out { held_out_loss } else { training_loss };
                Some(Point::new(f64::from(*epoch), f64::from(*loss)))
            }
            _ => None,
        });
        Line { name: words.say(name).to_owned(), style, points: points.collect() }
    };
    Graph {
        title: words.say("redrawn-loss").to_owned(),
        x: words.say("epoch").to_owned(),
        y_most: None,
        lines: vec![line(0, "trained-on", false), line(1, "held-out", true)],
    }
}
