//! How far an experiment has come, and what became of it.

use leptos::prelude::*;

use super::bench::Bench;
use crate::ui::learn::state::Phase;
use crate::ui::parts::download::DownloadBar;
use crate::ui::state::{Received, progress_words};
use crate::words::decimal;

/// How far it has come, and what became of it.
#[component]
pub fn Progress(bench: Bench, title: String) -> impl IntoView {
    let phase = bench.phase();
    let done = bench.lab.trial(bench.design.name, |trial| trial.done);
    let received = Memo::new(move |_| match phase.get() {
        Phase::Preparing(received) => received,
        _ => None::<Received>,
    });
    let title = StoredValue::new(title);
    let runs = Memo::new(move |_| phase.with(|phase| matches!(phase, Phase::Runs | Phase::Waits)));
    let prepares = Memo::new(move |_| phase.with(|phase| matches!(phase, Phase::Preparing(_))));
    // What changes all the time is not for screen readers to tell.
    let comes = move || match phase.get() {
        Phase::Preparing(Some(received)) => bench.with("fetching", &[&progress_words(received)]),
        Phase::Preparing(None) => bench.say(["preparing"])[0].to_owned(),
        _ => String::new(),
    };
    let says = move || match phase.get() {
        Phase::Idle | Phase::Runs | Phase::Preparing(_) => String::new(),
        Phase::Waits => bench.say(["waits"])[0].to_owned(),
        Phase::Ended { stopped: true, .. } => bench.say(["stopped"])[0].to_owned(),
        Phase::Ended { seconds, .. } => bench.with("took", &[&decimal(seconds.into(), 1)]),
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
        <p class="hint">{comes}</p>
        <p
            class="hint"
            role=move || if failed.get() { "alert" } else { "status" }
            class:failed=move || failed.get()
        >
            {says}
        </p>
    }
}
