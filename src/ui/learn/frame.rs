//! What every experiment has: its settings, Start and Stop, progress, and the table behind what it shows.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::course::{Course, use_course};
use super::design::{Design, Field, Sample, Settings};
use super::experiments;
use super::lab::{Lab, use_lab};
use super::language::Words;
use super::state::{Phase, Trial};
use crate::data::sample;
use crate::protocol::lab::{Finding, OwnClass};
use crate::protocol::{FileRef, TrainingSettings};
use crate::ui::browser;
use crate::ui::components::DownloadBar;
use crate::ui::handover;
use crate::ui::state::{Handover, Place, Received, progress_words};

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
    let mut settings = Settings {
        text: words.find(&format!("text.{}", design.name)).unwrap_or_default().to_owned(),
        ..Settings::default()
    };
    course.address.with_untracked(|address| settings.read(design, &address.values));
    let title = words.with(&format!("title.{}", design.name), &[]);
    let bench = Bench {
        design,
        settings: RwSignal::new(settings),
        lab: use_lab(),
        course,
        words: StoredValue::new(words),
    };
    let phase = bench.phase();
    let id = format!("experiment-{}", design.name);
    let busy = move || phase.with(Phase::is_busy).to_string();
    view! {
        <div class="experiment" role="group" aria-labelledby=id.clone() aria-busy=busy>
            <h3 id=id.clone() tabindex="-1">{title.clone()}</h3>
            {controls.map(|controls| controls(bench))}
            <SettingBoxes bench />
            <Progress bench title />
            <div class="findings">{result(bench)}</div>
            {design.studio.map(|training| view! { <ToStudio bench training /> })}
            <Behind bench />
        </div>
    }
}

/// The choice of pictures, the settings that are numbers, and what starts and stops it.
#[component]
fn SettingBoxes(bench: Bench) -> impl IntoView {
    let one = |&field: &Field| match field.most {
        1 => view! { <Tick bench field /> }.into_any(),
        _ => view! { <NumberBox bench field /> }.into_any(),
    };
    let boxes: Vec<_> = bench.design.fields.iter().map(one).collect();
    let pictures = bench.design.sample.map(|_| view! { <Pictures bench /> });
    view! { <div class="experiment-settings">{pictures}{boxes}<Actions bench /></div> }
}

/// A box for one setting. What is no value leaves the one before.
#[component]
fn NumberBox(bench: Bench, field: Field) -> impl IntoView {
    let id = format!("{}-{}", bench.design.name, field.key);
    let label = bench.with(&format!("field.{}", field.key), &[]);
    let value = Memo::new(move |_| bench.settings.with(|settings| settings.get(field)));
    let change = move |event: web_sys::Event| {
        if let Some(value) = field.read(&event_target_value(&event)) {
            bench.settings.update(|settings| {
                settings.numbers.insert(field.key, value);
            });
            bench.note();
        } else if let Some(input) =
            event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok())
        {
            input.set_value(&value.get_untracked().to_string());
        }
    };
    view! {
        <span class="ask-setting">
            <label for=id.clone()>{label}</label>
            <input
                type="number"
                id=id
                min=field.least.to_string()
                max=field.most.to_string()
                step=field.step.to_string()
                inputmode="numeric"
                prop:value=move || value.get().to_string()
                on:change=change
            />
        </span>
    }
}

/// A box to tick for a setting that is yes or no.
#[component]
fn Tick(bench: Bench, field: Field) -> impl IntoView {
    let label = bench.with(&format!("field.{}", field.key), &[]);
    let change = move |event: web_sys::Event| {
        bench.settings.update(|settings| {
            settings.numbers.insert(field.key, u32::from(event_target_checked(&event)));
        });
        bench.note();
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || bench.settings.with(|settings| settings.get(field) == 1)
                on:change=change
            />
            {label}
        </label>
    }
}

/// The choice between the drawn pictures and the visitor's own, once there are enough of those.
#[component]
fn Pictures(bench: Bench) -> impl IntoView {
    let own = handover::classes();
    let enough = own.iter().filter(|class| class.files.len() > 1).count() > 1;
    let [label, drawn, hint] = bench.say(["pictures", "pictures-drawn", "pictures-hint"]);
    if !enough {
        return view! { <p class="hint pictures-hint">{hint}</p> }.into_any();
    }
    let own: Vec<_> = own.into_iter().filter(|class| class.files.len() > 1).collect();
    let count: usize = own.iter().map(|class| class.files.len()).sum();
    let name = bench.with("pictures-own", &[&own.len().to_string(), &count.to_string()]);
    let id = format!("{}-pictures", bench.design.name);
    let choose = move |event| {
        let chosen = (event_target_value(&event) == "own").then(|| own.clone());
        bench.settings.update(|settings| settings.own = chosen);
    };
    view! {
        <span class="ask-setting">
            <label for=id.clone()>{label}</label>
            <select id=id on:change=choose>
                <option value="drawn">{drawn}</option>
                <option value="own">{name}</option>
            </select>
        </span>
    }
    .into_any()
}

/// Start and Stop; step by step, where that is worth watching.
#[component]
fn Actions(bench: Bench) -> impl IntoView {
    let phase = bench.phase();
    let name = bench.design.name;
    let [start, again, stop, step, play] = bench.say(["start", "again", "stop", "step", "play"]);
    let open = Memo::new(move |_| phase.with(Phase::is_open));
    let waits = Memo::new(move |_| phase.with(|phase| *phase == Phase::Waits));
    let begun = Memo::new(move |_| phase.with(|phase| *phase != Phase::Idle));
    let lab = bench.lab;
    let press = move |_| {
        if open.get_untracked() {
            lab.act(|state| state.stop(name));
        } else {
            bench.start(None);
        }
    };
    let one_step = move |_| {
        if waits.get_untracked() {
            lab.act(|state| state.go_on(name, Some(1)));
        } else if !open.get_untracked() {
            bench.start(Some(1));
        }
    };
    let rest = move |_| lab.act(|state| state.go_on(name, None));
    let label = move || match (open.get(), begun.get()) {
        (true, _) => stop,
        (false, true) => again,
        (false, false) => start,
    };
    let steps = bench.design.stepwise.then(|| {
        view! {
            <button
                type="button"
                disabled=move || phase.with(Phase::is_busy)
                on:click=one_step
            >
                {step}
            </button>
            <button type="button" disabled=move || !waits.get() on:click=rest>{play}</button>
        }
    });
    view! {
        <div class="actions">
            <button type="button" class:primary=move || !open.get() on:click=press>{label}</button>
            {steps}
        </div>
    }
}

/// How far it has come, and what became of it.
#[component]
fn Progress(bench: Bench, title: String) -> impl IntoView {
    let phase = bench.phase();
    let done = bench.lab.trial(bench.design.name, |trial| trial.done);
    let received = Memo::new(move |_| match phase.get() {
        Phase::Preparing(received) => received,
        _ => None::<Received>,
    });
    let title = StoredValue::new(title);
    let runs = Memo::new(move |_| phase.with(|phase| matches!(phase, Phase::Runs | Phase::Waits)));
    let prepares = Memo::new(move |_| phase.with(|phase| matches!(phase, Phase::Preparing(_))));
    let says = move || match phase.get() {
        Phase::Idle | Phase::Runs => String::new(),
        Phase::Preparing(Some(received)) => bench.with("fetching", &[&progress_words(received)]),
        Phase::Preparing(None) => bench.say(["preparing"])[0].to_owned(),
        Phase::Waits => bench.say(["waits"])[0].to_owned(),
        Phase::Ended { stopped: true, .. } => bench.say(["stopped"])[0].to_owned(),
        Phase::Ended { seconds, .. } => bench.with("took", &[&format!("{seconds:.1}")]),
        Phase::Failed(error) => error.to_string(),
    };
    let failed = Memo::new(move |_| phase.with(|phase| matches!(phase, Phase::Failed(_))));
    view! {
        {move || runs.get().then(|| view! {
            <progress
                aria-label=title.get_value()
                max="1"
                value=move || done.get().to_string()
            ></progress>
        })}
        {move || prepares.get().then(|| view! { <DownloadBar received=received.into() /> })}
        <p
            class="hint"
            role=move || if failed.get() { "alert" } else { "status" }
            class:failed=move || failed.get()
        >
            {says}
        </p>
    }
}

/// Goes on in the studio, with the same pictures, settings and model.
#[component]
fn ToStudio(bench: Bench, training: fn(&Settings) -> TrainingSettings) -> impl IntoView {
    let [label] = bench.say(["to-studio"]);
    let go = move |_| {
        let settings = bench.settings.get_untracked();
        let sample = bench.design.sample;
        let classes = settings.own.clone().unwrap_or_else(|| sample.map(drawn).unwrap_or_default());
        let model = experiments::slow::MODEL.into();
        handover::give(&Handover { classes, settings: training(&settings), model });
        bench.course.leave(Place::Studio);
    };
    view! {
        <div class="actions">
            <button type="button" on:click=go>{label}</button>
        </div>
    }
}

/// Drawn pictures as files: of each class as many as there are, but no more than a studio needs.
fn drawn(of: Sample) -> Vec<OwnClass> {
    const MOST: u32 = 20;
    let file = |class: usize, index: usize| FileRef {
        name: format!("{} {}.bmp", sample::CLASSES[class], index + 1),
        url: browser::drawing(class, index),
    };
    let class = |class: usize| OwnClass {
        name: sample::CLASSES[class].to_owned(),
        files: (0..of.each.min(MOST) as usize).map(|index| file(class, index)).collect(),
    };
    (0..of.classes as usize).map(class).collect()
}

/// The table behind what is shown, and how to copy it.
#[component]
fn Behind(bench: Bench) -> impl IntoView {
    let [summary, copy, copied, refused] = bench.say(["table", "copy", "copied", "not-copied"]);
    let sheet = bench.design.sheet;
    let rows = bench.findings(move |findings, words| sheet(findings, words));
    let filled = bench.has_findings();
    let open = RwSignal::new(false);
    let result = RwSignal::new("");
    let toggled = move |event: web_sys::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    let copy_it = move |_| {
        let csv = rows.with_untracked(|sheet| sheet.csv());
        browser::copy(&csv, move |done| result.set(if done { copied } else { refused }));
    };
    let table = move || {
        let sheet = rows.get();
        let head: Vec<_> =
            sheet.columns.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect();
        let row = |cells: Vec<String>| {
            let cells: Vec<_> = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect();
            view! { <tr>{cells}</tr> }
        };
        let rows: Vec<_> = sheet.rows.into_iter().map(row).collect();
        view! {
            <table>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    move || {
        filled.get().then(|| view! {
            <details class="behind" on:toggle=toggled>
                <summary>{summary}</summary>
                <div class="actions">
                    <button type="button" class="small" on:click=copy_it>{copy}</button>
                    <span class="hint" role="status">{move || result.get()}</span>
                </div>
                {move || open.get().then(|| view! {
                    <div class="scroll" tabindex="0" role="region" aria-label=summary>{table}</div>
                })}
            </details>
        })
    }
}
