//! How far a head is to be trusted: what is found out of the examples, beside what is true of new pictures.

use crate::protocol::Pixels;
use crate::protocol::lab::{Doubt, Experiment, Finding, Side};
use crate::protocol::trust::ReliabilityBin;
use crate::ui::learn::design::{Design, Field, Layout, Settings};
use crate::ui::learn::graph::{Graph, Line, Point};
use crate::ui::learn::sheet::{Sheet, number};
use crate::words::{Catalogue, decimal, of_sample, percent};

/// One of them.
const fn doubting(
    name: &'static str,
    layout: Layout,
    make: fn(&Settings) -> Experiment,
    sheet: fn(&[Finding], &Catalogue) -> Sheet,
) -> Design {
    let fields = &[Field::SEED];
    Design { name, layout, fields, sample: None, stepwise: false, studio: None, make, sheet }
}

/// An experiment with the seed of the settings.
fn of(doubt: Doubt, settings: &Settings) -> Experiment {
    Experiment::Doubt { doubt, seed: settings.get(Field::SEED) }
}

/// Whether it is as often right as it is sure.
pub static CERTAINTY: Design = doubting(
    "certainty",
    Layout::Certainty,
    |settings| of(Doubt::Certainty, settings),
    certainty_sheet,
);

/// Whether it knows what it was never taught.
pub static STRANGERS: Design = doubting(
    "strangers",
    Layout::Strangers,
    |settings| of(Doubt::Strangers, settings),
    strangers_sheet,
);

/// Whether the labels are right.
pub static SUSPECTS: Design =
    doubting("suspects", Layout::Suspects, |settings| of(Doubt::Labels, settings), suspects_sheet);

/// How sure and how often right a head is.
#[derive(Debug, Clone, PartialEq)]
pub struct Certain {
    /// What its logits are divided by.
    pub temperature: f32,
    /// The calibration error, 0 to 1.
    pub error: f32,
    /// Its answers by how sure they are.
    pub bins: Vec<ReliabilityBin>,
}

/// What was found of the head as it was trained, or with its temperature.
pub fn certain(findings: &[Finding], with_temperature: bool) -> Option<Certain> {
    findings.iter().find_map(|finding| match finding {
        Finding::Certainty { tempered, temperature, error, bins }
            if *tempered == with_temperature =>
        {
            Some(Certain { temperature: *temperature, error: *error, bins: bins.clone() })
        }
        _ => None,
    })
}

/// The name of a head as trained, or with its temperature.
pub fn tempered_name(with_temperature: bool, words: &Catalogue) -> &'static str {
    words.say(if with_temperature { "tempered" } else { "as-trained" })
}

/// How often it is right, by how sure it is: on the line from corner to corner it is as often right as it is sure.
pub fn reliability(findings: &[Finding], words: &Catalogue) -> Graph {
    let corners = vec![Point::new(0.0, 0.0), Point::new(100.0, 100.0)];
    let ideal = Line { name: words.say("as-sure-as-right").to_owned(), style: 2, points: corners };
    let line = |tempered: bool| {
        let found = certain(findings, tempered)?;
        let point = |bin: &ReliabilityBin| {
            Point::new(100.0 * f64::from(bin.confidence), 100.0 * f64::from(bin.accuracy))
        };
        let points = found.bins.iter().map(point).collect();
        let style = usize::from(!tempered);
        Some(Line { name: tempered_name(tempered, words).to_owned(), style, points })
    };
    let found: Vec<Line> = [false, true].into_iter().filter_map(line).collect();
    let lines = if found.is_empty() { found } else { [vec![ideal], found].concat() };
    Graph {
        title: words.say("accuracy-percent").to_owned(),
        x: words.say("sure-percent").to_owned(),
        y_most: Some(100.0),
        lines,
    }
}

/// By how much it is off, without and with its temperature.
pub fn reliability_says(findings: &[Finding], words: &Catalogue) -> Option<String> {
    let (before, after) = certain(findings, false).zip(certain(findings, true))?;
    let [from, to] = [before.error, after.error].map(|error| percent(f64::from(error)));
    let temperature = decimal(f64::from(after.temperature), 2);
    Some(words.with("certainty-says", &[&from, &temperature, &to]))
}

fn certainty_sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns = ["head", "sure-from", "sure-to", "answers", "sure-mean", "accuracy"];
    let rows = [false, true].into_iter().flat_map(|tempered| {
        let bins = certain(findings, tempered).map(|it| it.bins).unwrap_or_default();
        bins.into_iter().map(move |bin| {
            let numbers = [bin.from, bin.to].map(number);
            let [from, to] = numbers;
            let name = tempered_name(tempered, words).to_owned();
            let (sure, right) = (number(bin.confidence), number(bin.accuracy));
            vec![name, from, to, bin.examples.to_string(), sure, right]
        })
    });
    Sheet::new(&columns.map(|key| words.say(key))).with(rows)
}

/// What a head says of pictures of a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Met {
    /// How many they are.
    pub pictures: u32,
    /// Of how many it is at least 90 % sure.
    pub certain: u32,
    /// Of how many it says "I don't know".
    pub unknown: u32,
    /// Some of them.
    pub some: Vec<Pixels>,
}

/// What it says of strangers, or of what it was taught.
pub fn met(findings: &[Finding], of_strangers: bool) -> Option<Met> {
    findings.iter().find_map(|finding| match finding {
        Finding::Met { strangers, pictures, certain, unknown, some, .. }
            if *strangers == of_strangers =>
        {
            let (pictures, certain, unknown) = (*pictures, *certain, *unknown);
            Some(Met { pictures, certain, unknown, some: some.clone() })
        }
        _ => None,
    })
}

/// The name of a kind of pictures.
pub fn met_name(of_strangers: bool, words: &Catalogue) -> &'static str {
    words.say(if of_strangers { "strange" } else { "taught" })
}

fn strangers_sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns =
        ["pictures-of", "pictures-count", "certain", "unknown", "mean-distance", "threshold"];
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::Met { strangers, pictures, certain, unknown, distance, threshold, .. } => {
            let share = |count: u32| number(count as f32 / (*pictures).max(1) as f32);
            Some(vec![
                met_name(*strangers, words).to_owned(),
                pictures.to_string(),
                share(*certain),
                share(*unknown),
                number(*distance),
                number(*threshold),
            ])
        }
        _ => None,
    });
    Sheet::new(&columns.map(|key| words.say(key))).with(rows)
}

/// An example whose label may be wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspected {
    /// What it looks like.
    pub small: Pixels,
    /// The name of the class that it is in.
    pub class: String,
    /// That of the class that it looks like.
    pub looks_like: String,
    /// Whether its label is wrong indeed.
    pub wrong: bool,
}

/// The suspects, the most suspicious first.
pub fn suspected(findings: &[Finding]) -> Vec<Suspected> {
    let of = |finding: &Finding| match finding {
        Finding::Suspect { small, class, looks_like, wrong, .. } => Some(Suspected {
            small: small.clone(),
            class: of_sample(class).to_owned(),
            looks_like: of_sample(looks_like).to_owned(),
            wrong: *wrong,
        }),
        _ => None,
    };
    findings.iter().filter_map(of).collect()
}

/// How many of the suspects are wrong indeed.
pub fn suspects_say(findings: &[Finding], words: &Catalogue) -> Option<String> {
    let all = suspected(findings);
    let wrong = all.iter().filter(|suspect| suspect.wrong).count();
    let counts = [wrong, all.len()].map(|count| count.to_string());
    (!all.is_empty()).then(|| words.with("suspects-say", &[&counts[0], &counts[1]]))
}

/// Wrong labels, and the share of right answers on new pictures, with the labels of a side.
pub fn relabelled(findings: &[Finding], of: Side) -> Option<(u32, f32)> {
    findings.iter().find_map(|finding| match finding {
        Finding::Relabelled { side, wrong, accuracy } if *side == of => Some((*wrong, *accuracy)),
        _ => None,
    })
}

fn suspects_sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let columns = ["rank", "class", "looks-like", "own-share", "other-share", "is-wrong"];
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::Suspect { rank, class, looks_like, own, other, wrong, .. } => Some(vec![
            rank.to_string(),
            class.clone(),
            looks_like.clone(),
            number(*own),
            number(*other),
            words.say(if *wrong { "yes" } else { "no" }).to_owned(),
        ]),
        _ => None,
    });
    Sheet::new(&columns.map(|key| words.say(key))).with(rows)
}
