//! What is the same of every experiment, and what differs: its name, its settings, and the table of what it
//! finds. How it looks is in the `views`.

use std::collections::BTreeMap;

use super::sheet::Sheet;
use crate::protocol::lab::{Experiment, Finding, OwnClass, Source};
use crate::protocol::{FileRef, TrainingSettings};
use crate::words::Catalogue;

/// An experiment of the tutorial.
#[derive(Debug)]
pub struct Design {
    /// Names it in chapters, in addresses, and among the words: `title.{name}`.
    pub name: &'static str,
    /// What it shows, and how.
    pub layout: Layout,
    /// Its settings that are numbers.
    pub fields: &'static [Field],
    /// The pictures of the sample that it works on unless the visitor's own are chosen; none if it works on
    /// no choice of pictures.
    pub sample: Option<Sample>,
    /// Whether it can be gone through step by step.
    pub stepwise: bool,
    /// The settings of training to go on with in the studio, where it has the pictures for it.
    pub studio: Option<fn(&Settings) -> TrainingSettings>,
    /// The experiment with these settings.
    pub make: fn(&Settings) -> Experiment,
    /// The table of what it found.
    pub sheet: fn(&[Finding], &Catalogue) -> Sheet,
}

/// What an experiment shows: what draws it is in the `views`, one for each of these, and needs a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// What is drawn again, and the loss by epochs.
    Autoencoder,
    /// How sure and how often right a head is.
    Certainty,
    /// Accuracy by examples, of a start and another.
    Curve,
    /// Failures beside the same done right.
    Failures,
    /// Filters that are found in patches.
    Filters,
    /// Groups of pictures.
    Groups,
    /// What a network makes of a picture, layer by layer.
    Maps,
    /// Words for what is hidden.
    Masking,
    /// How a text goes on.
    Next,
    /// Points in a plane.
    Points,
    /// A head and a whole network, side by side.
    Race,
    /// Backbones by their accuracy.
    Ranking,
    /// One step of training after another.
    Slow,
    /// What a head was taught beside what it never was.
    Strangers,
    /// Labels that may be wrong.
    Suspects,
}

/// A setting that is a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Names it in addresses, and among the words: `field.{key}`.
    pub key: &'static str,
    /// The least value.
    pub least: u32,
    /// The greatest value.
    pub most: u32,
    /// The value at first.
    pub usual: u32,
    /// How far the box's arrows go.
    pub step: u32,
}

impl Field {
    /// A setting from `least` to `most`, in steps of 1.
    pub const fn new(key: &'static str, least: u32, most: u32, usual: u32) -> Self {
        Self { key, least, most, usual, step: 1 }
    }

    /// The same, going so far at once.
    pub const fn in_steps_of(self, step: u32) -> Self {
        Self { step, ..self }
    }

    /// What chance starts from.
    pub const SEED: Self = Self::new("seed", 0, 999_999, 42);

    /// The value of a text.
    pub fn read(&self, text: &str) -> Option<u32> {
        let value = text.trim().parse().ok()?;
        (self.least..=self.most).contains(&value).then_some(value)
    }
}

/// Pictures of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Classes, the first of them.
    pub classes: u32,
    /// Pictures of each.
    pub each: u32,
}

/// How an experiment is to be done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Numbers by the keys of their fields, those that are not as usual.
    pub numbers: BTreeMap<&'static str, u32>,
    /// The text it works on.
    pub text: String,
    /// The points it works on.
    pub points: Vec<[f32; 2]>,
    /// The picture it works on.
    pub file: Option<FileRef>,
    /// The pictures of the visitor's that it works on in place of the sample.
    pub own: Option<Vec<OwnClass>>,
}

impl Settings {
    /// The value of a field.
    pub fn get(&self, field: Field) -> u32 {
        self.numbers.get(field.key).copied().unwrap_or(field.usual)
    }

    /// Where the pictures come from.
    pub fn source(&self, sample: Option<Sample>) -> Source {
        let Sample { classes, each } = sample.unwrap_or(Sample { classes: 8, each: 20 });
        match &self.own {
            Some(classes) => Source::Own(classes.clone()),
            None => Source::Sample { classes, each },
        }
    }

    /// The studio's usual settings of training, with the same seed.
    pub fn training(&self) -> TrainingSettings {
        TrainingSettings { seed: self.get(Field::SEED), ..TrainingSettings::default() }
    }

    /// Takes the numbers and the text from an address, as far as they are values of this experiment. What it does
    /// not name stays as it is.
    pub fn read(&mut self, design: &Design, values: &BTreeMap<String, String>) {
        for field in design.fields {
            let value = values.get(&format!("{}.{}", design.name, field.key));
            if let Some(value) = value.and_then(|value| field.read(value)) {
                self.numbers.insert(field.key, value);
            }
        }
        if let Some(text) = values.get(&format!("{}.text", design.name)) {
            self.text.clone_from(text);
        }
    }

    /// Writes what is not as usual into an address.
    pub fn write(&self, design: &Design, usual_text: &str, values: &mut BTreeMap<String, String>) {
        let name = |key: &str| format!("{}.{key}", design.name);
        for field in design.fields {
            match self.get(*field) {
                value if value == field.usual => values.remove(&name(field.key)),
                value => values.insert(name(field.key), value.to_string()),
            };
        }
        if self.text == usual_text {
            values.remove(&name("text"));
        } else {
            values.insert(name("text"), self.text.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::learn::experiments::race::RACE;

    #[test]
    fn an_address_changes_what_it_names_and_nothing_else() {
        let values = |pairs: &[(&str, &str)]| {
            let owned = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string()));
            owned.collect::<BTreeMap<_, _>>()
        };
        let mut settings = Settings::default();
        settings.read(&RACE, &values(&[("race.seed", "7"), ("race.whole-epochs", "0")]));
        assert_eq!(settings.numbers, BTreeMap::from([("seed", 7)]), "no epochs are none");
        settings.read(&RACE, &values(&[("race.head-epochs", "9"), ("curve.seed", "8")]));
        assert_eq!(settings.numbers, BTreeMap::from([("head-epochs", 9), ("seed", 7)]));
        let mut address = values(&[("curve.seed", "8"), ("race.head-epochs", "1")]);
        settings.numbers.insert("head-epochs", 50);
        settings.write(&RACE, "", &mut address);
        assert_eq!(address, values(&[("curve.seed", "8"), ("race.seed", "7")]), "50 is as usual");
    }
}
