//! What every experiment has: its settings, Start and Stop, progress, and the table behind what it shows.

mod actions;
mod behind;
mod progress;
mod settings;
mod to_studio;

use leptos::prelude::*;

use super::address::Address;
use super::course::{Course, use_course};
use super::design::{Design, Settings};
use super::lab::{Lab, use_lab};
use super::language::Words;
use super::state::{Phase, Trial};
use crate::protocol::lab::Finding;
use behind::Behind;
use progress::Progress;
use settings::SettingBoxes;
use to_studio::ToStudio;

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
    words: StoredValue<Words>,
}

impl Bench {
    /// What is made of its findings, each time that there are more.
    pub fn findings<T: Send + Sync + 'static>(
        self,
        read: impl Fn(&[Finding], &Words) -> T + Send + Sync + 'static,
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

/// An experiment in its frame.
#[component]
pub fn Frame(
    design: &'static Design,
    /// What is set in its own way, beside the numbers.
    controls: Option<fn(Bench) -> AnyView>,
    /// What it shows of its findings.
    result: fn(Bench) -> AnyView,
) -> impl IntoView {
    let course = use_course();
    let words = Words::of(course.language.get_untracked());
    let lab = use_lab();
    let text = words.find(&format!("text.{}", design.name)).unwrap_or_default().to_owned();
    let settings = lab.settings(design.name, || Settings { text, ..Settings::default() });
    let take = move |address: &Address| {
        let mut read = settings.get_untracked();
        read.read(design, &address.values);
        if read != settings.get_untracked() {
            settings.set(read);
        }
    };
    course.address.with_untracked(take);
    // Somebody may follow a link to other settings of what is shown.
    Effect::new(move |_| course.address.with(take));
    // An experiment that nobody sees would only keep what computes busy.
    on_cleanup(move || lab.act(|state| state.stop(design.name)));
    let title = words.with(&format!("title.{}", design.name), &[]);
    let bench = Bench { design, settings, lab, course, words: StoredValue::new(words) };
    // What it was set to before its chapter was left is in no address that leads back.
    bench.note();
    let phase = bench.phase();
    let id = format!("experiment-{}", design.name);
    let busy = move || phase.with(Phase::is_busy).to_string();
    view! {
        <div class="experiment" role="group" aria-labelledby=id.clone() aria-busy=busy>
            <h3 id=id.clone() tabindex="-1">{title.clone()}</h3>
            {controls.map(|controls| controls(bench))}
            <SettingBoxes bench />
            <Progress bench title=title.clone() />
            <div class="findings">{result(bench)}</div>
            {design.studio.map(|training| view! { <ToStudio bench training /> })}
            <Behind bench title />
        </div>
    }
}
