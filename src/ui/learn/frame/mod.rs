//! What every experiment has: its settings, Start and Stop, progress, and the table behind what it shows.

mod actions;
mod behind;
mod bench;
mod progress;
mod settings;
mod to_studio;

use leptos::prelude::*;

use super::address::Address;
use super::course::use_course;
use super::design::{Design, Settings};
use super::lab::use_lab;
use super::state::Phase;
use behind::Behind;
pub use bench::Bench;
use progress::Progress;
use settings::SettingBoxes;
use to_studio::ToStudio;

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
    let words = course.words();
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
    let bench = Bench::new(design, settings, words);
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
