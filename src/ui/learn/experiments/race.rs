//! The race: pre-trained against random weights.

use crate::protocol::TrainingSettings;
use crate::protocol::lab::{Contestant, Experiment, Finding, RaceSettings, Start, Trained};
use crate::ui::learn::design::{Design, Field, Layout, Sample};
use crate::ui::learn::graph::{Graph, Line, Point};
use crate::ui::learn::sheet::{Sheet, number};
use crate::ui::learn::standings::{Lap, Mark, standings};
use crate::words::{Catalogue, decimal};

const HEAD_EPOCHS: Field = Field::new("head-epochs", 1, 500, 50);
const WHOLE_EPOCHS: Field = Field::new("whole-epochs", 1, 200, 10);
const FINE_TUNE: Field = Field::new("fine-tune", 0, 1, 0);

/// All of it.
pub static RACE: Design = Design {
    name: "race",
    layout: Layout::Race,
    fields: &[HEAD_EPOCHS, WHOLE_EPOCHS, FINE_TUNE, Field::SEED],
    sample: Some(Sample { classes: 8, each: 30 }),
    stepwise: false,
    studio: Some(|settings| TrainingSettings {
        epochs: settings.get(HEAD_EPOCHS),
        ..settings.training()
    }),
    make: |settings| {
        Experiment::Race(RaceSettings {
            source: settings.source(RACE.sample),
            head_epochs: settings.get(HEAD_EPOCHS),
            whole_epochs: settings.get(WHOLE_EPOCHS),
            fine_tune: settings.get(FINE_TUNE) == 1,
            seed: settings.get(Field::SEED),
        })
    },
    sheet,
};

/// All who may take part, in the order of their colours.
const CONTESTANTS: [Contestant; 4] = [
    Contestant { weights: Start::Pretrained, trained: Trained::Head },
    Contestant { weights: Start::Random, trained: Trained::Head },
    Contestant { weights: Start::Random, trained: Trained::Whole },
    Contestant { weights: Start::Pretrained, trained: Trained::Whole },
];

/// The name of a contestant.
fn name(contestant: Contestant, words: &Catalogue) -> &'static str {
    words.say(match (contestant.weights, contestant.trained) {
        (Start::Pretrained, Trained::Head) => "pretrained-head",
        (Start::Random, Trained::Head) => "random-head",
        (Start::Random, Trained::Whole) => "random-whole",
        (Start::Pretrained, Trained::Whole) => "pretrained-whole",
    })
}

fn sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns = [
        "contestant",
        "epoch",
        "steps",
        "milliseconds",
        "loss-training",
        "accuracy-training",
        "loss-held-out",
        "accuracy-held-out",
    ];
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::Lap { contestant, epoch, steps, milliseconds, training, held_out } => Some(vec![
            name(*contestant, words).to_owned(),
            epoch.to_string(),
            steps.to_string(),
            number(*milliseconds),
            number(training.loss),
            number(training.accuracy),
            number(held_out.loss),
            number(held_out.accuracy),
        ]),
        _ => None,
    });
    Sheet::new(&columns.map(|key| words.say(key))).with(rows)
}

fn laps(findings: &[Finding]) -> Vec<Lap> {
    findings.iter().filter_map(Lap::of).collect()
}

/// Held-out accuracy by what `x` reads of a lap; laps that it reads nothing of are left out.
fn graph(laps: &[Lap], words: &Catalogue, axis: &str, x: impl Fn(&Lap) -> Option<f64>) -> Graph {
    let lines = CONTESTANTS.into_iter().enumerate().filter_map(|(style, contestant)| {
        let of = laps.iter().filter(|lap| lap.contestant == contestant);
        let point = |lap: &Lap| Some(Point::new(x(lap)?, 100.0 * f64::from(lap.mark.accuracy)));
        let points: Vec<_> = of.filter_map(point).collect();
        let name = name(contestant, words).to_owned();
        (!points.is_empty()).then_some(Line { name, style, points })
    });
    Graph {
        title: words.say("accuracy-held-out-percent").to_owned(),
        x: words.say(axis).to_owned(),
        y_most: Some(100.0),
        lines: lines.collect(),
    }
}

/// The race by epochs.
pub fn by_epochs(findings: &[Finding], words: &Catalogue) -> Graph {
    let laps = laps(findings);
    // Laps are told within the first epoch too, when most happens.
    let whole = laps.iter().find(|lap| lap.epoch > 0);
    let steps = whole.map(|lap| f64::from(lap.mark.steps) / f64::from(lap.epoch));
    graph(&laps, words, "epoch", |lap| Some(f64::from(lap.mark.steps) / steps?))
}

/// The race by seconds.
pub fn by_seconds(findings: &[Finding], words: &Catalogue) -> Graph {
    graph(&laps(findings), words, "seconds", |lap| Some(f64::from(lap.mark.milliseconds) / 1000.0))
}

/// Who got how far, and how much sooner the pre-trained network was as good as each of the others, in a
/// sentence each.
pub fn conclusions(findings: &[Finding], words: &Catalogue) -> Vec<String> {
    let standings = standings(&laps(findings));
    let ours = standings.iter().find(|standing| standing.contestant == CONTESTANTS[0]);
    let Some(ours) = ours else { return Vec::new() };
    let seconds = |mark: Mark| decimal((mark.milliseconds / 1000.0).into(), 1);
    let percent = |mark: Mark| format!("{:.0}", 100.0 * mark.accuracy);
    let sentence = |(other, reached): &(Contestant, Option<Mark>)| {
        let theirs = standings.iter().find(|standing| standing.contestant == *other)?.best;
        let name = name(*other, words);
        let far = [name, &percent(theirs), &theirs.steps.to_string(), &seconds(theirs)]
            .map(str::to_owned);
        Some(match reached {
            Some(mark) => {
                let ours = [mark.steps.to_string(), seconds(*mark)];
                let values: Vec<&str> = far.iter().chain(&ours).map(String::as_str).collect();
                words.with("race-sooner", &values)
            }
            None => words.with("race-never", &far.each_ref().map(String::as_str)),
        })
    };
    ours.reached.iter().filter_map(sentence).collect()
}
