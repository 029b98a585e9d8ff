//! What starts and stops an experiment.

use leptos::prelude::*;

use super::bench::Bench;
use crate::ui::browser;
use crate::ui::learn::state::Phase;

/// Seconds after the end in which a press was meant to stop it.
const TOO_LATE: f64 = 0.4;

/// Start and Stop; step by step, where that is worth watching.
#[component]
pub fn Actions(bench: Bench) -> impl IntoView {
    let phase = bench.phase();
    let name = bench.design.name;
    let [start, again, stop, step, play] = bench.say(["start", "again", "stop", "step", "play"]);
    let open = Memo::new(move |_| phase.with(Phase::is_open));
    let waits = Memo::new(move |_| phase.with(|phase| *phase == Phase::Waits));
    let begun = Memo::new(move |_| phase.with(|phase| *phase != Phase::Idle));
    let lab = bench.lab;
    // When it came to its end by itself.
    let over = StoredValue::new(f64::NEG_INFINITY);
    Effect::new(move |_| {
        if phase.with(|phase| matches!(phase, Phase::Ended { stopped: false, .. })) {
            over.set_value(browser::seconds());
        }
    });
    let press = move |_| {
        if open.get_untracked() {
            lab.act(|state| state.stop(name));
        } else if browser::seconds() - over.get_value() > TOO_LATE {
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
            // Not disabled: what has the focus would lose it at every step.
            <button
                type="button"
                aria-disabled=move || phase.with(Phase::is_busy).to_string()
                on:click=one_step
            >
                {step}
            </button>
            <button
                type="button"
                aria-disabled=move || (!waits.get()).to_string()
                on:click=rest
            >
                {play}
            </button>
        }
    });
    view! {
        <div class="actions">
            <button type="button" class:primary=move || !open.get() on:click=press>{label}</button>
            {steps}
        </div>
    }
}
