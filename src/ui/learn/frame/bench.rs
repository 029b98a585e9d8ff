//! An experiment as its parts see it.

use leptos::prelude::*;

use crate::protocol::lab::Finding;
use crate::ui::learn::course::{Course, use_course};
use crate::ui::learn::design::{Design, Settings};
use crate::ui::learn::lab::{Lab, use_lab};
use crate::ui::learn::state::{Phase, Trial};
use crate::words::Catalogue;

/// An experiment, for what is special about it. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Bench {
    /// What it is.
    pub design: &'static Design,
    /// How it is to be done.
    pub settings: RwSignal<Settings>,
    /// What it is done in.
    pub lab: Lab,
    /// Where it stands.
    pub course: Course,
    words: StoredValue<Catalogue>,
}

impl Bench {
    /// An experiment that is done so, in the language of these words.
    pub fn new(design: &'static Design, settings: RwSignal<Settings>, words: Catalogue) -> Self {
        let words = StoredValue::new(words);
        Self { design, settings, lab: use_lab(), course: use_course(), words }
    }

    /// What is made of its findings, each time that there are more.
    pub fn findings<T: Send + Sync + 'static>(
        self,
        read: impl Fn(&[Finding], &Catalogue) -> T + Send + Sync + 'static,
    ) -> Signal<T> {
        let words = self.words;
        self.lab.findings(self.design.name, move |all| words.with_value(|words| read(all, words)))
    }

    /// The words of the language.
    pub fn say<const N: usize>(self, keys: [&'static str; N]) -> [&'static str; N] {
        self.words.with_value(|words| keys.map(|key| words.say(key)))
    }

    /// The words of a key, with values in their places.
    pub fn with(self, key: &str, values: &[&str]) -> String {
        self.words.with_value(|words| words.with(key, values))
    }

    /// Whether there are findings.
    pub fn has_findings(self) -> Memo<bool> {
        self.lab.trial(self.design.name, |trial| !trial.findings.is_empty())
    }

    /// How it stands.
    pub fn phase(self) -> Memo<Phase> {
        self.lab.trial(self.design.name, |trial: &Trial| trial.phase.clone())
    }

    /// Starts it, to wait after so many steps or never.
    pub fn start(self, steps: Option<u32>) {
        let experiment = self.settings.with_untracked(|settings| (self.design.make)(settings));
        self.lab.act(|state| state.start(self.design.name, experiment, steps));
    }

    /// Notes its settings in the address.
    pub fn note(self) {
        let text = self.words.with_value(|words| {
            words.find(&format!("text.{}", self.design.name)).unwrap_or_default()
        });
        self.course.note(|address| {
            self.settings.with_untracked(|settings| {
                settings.write(self.design, text, &mut address.values);
            });
        });
    }
}
