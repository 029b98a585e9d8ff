//! The second card: training, how it goes, and what came out.

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::ui::parts::later::later;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Phase, State, UnderWay, Verdict, Words};
use crate::ui::studio::heads::{Heads, Unbalanced};
use crate::ui::studio::hood::chart::AccuracyChart;
use crate::ui::studio::kit::use_kit;
use crate::ui::studio::mistakes::Mistakes;
use crate::ui::studio::result::ResultStatus;
use crate::words::{number, say, say_with};

/// The card “Training”.
#[component]
pub fn TrainingCard() -> impl IntoView {
    let store = use_store();
    let running = store.slice(|state| state.training.is_running());
    let words = use_kit().words;
    let says = store.slice(move |state| sentence(state, words));
    // Epochs over and in all, once the first is over: before that nobody knows how long it takes.
    let progress = store.slice(|state| {
        let run = state.training.run.as_ref()?;
        run.again.or_else(|| run.history.last().map(|last| (last.epoch, run.epochs)))
    });
    let has_run = store.slice(State::has_run);
    let in_short = store.slice(move |state| {
        let trained = state.trained().filter(|_| !state.training.is_running())?;
        Some(Verdict::of(&trained.outcome, words).headline)
    });
    let press = move |_| {
        if store.peek(|state| state.training.is_running()) {
            store.act(|state| state.stop_training());
        } else {
            store.attempt(|state| state.train());
        }
    };
    view! {
        <section
            class="card"
            aria-labelledby="training-title"
            aria-busy=move || running.get().to_string()
        >
            <h2 id="training-title"><span class="step" aria-hidden="true">"2"</span>{say("training")}</h2>
            <p class="lead">{says}</p>
            <div class="train-bar" data-running=move || running.get().then_some("true")>
                <button type="button" class="primary" on:click=press>
                    {move || if running.get() { say("training.stop") } else { say("training.start") }}
                </button>
                <If when=move || running.get()>
                    <progress
                        aria-label=say("training")
                        max=move || progress.get().map(|(_, all)| all.to_string())
                        value=move || progress.get().map(|(over, _)| over.to_string())
                    ></progress>
                    <span class="hint epochs">
                        {move || progress.get().map(|(over, all)| format!("{over} / {all}"))}
                    </span>
                </If>
                // Where the bar is all that is in sight. The status says it to who hears the page.
                <p class="in-short" aria-hidden="true">{in_short}</p>
            </div>
            <Unbalanced />
            <ResultStatus />
            <If when=move || has_run.get()>{course()}</If>
            <Heads />
        </section>
    }
}

later! {
    /// How a run goes, and what came out wrong, once it has arrived.
    fn course() of trained { view! { <Mistakes /><AccuracyChart /> } }
}

/// What training does now, or what to do to start it.
fn sentence(state: &State, words: Words) -> String {
    let training = &state.training;
    let run = training.run.as_ref().filter(|run| run.phase != Phase::Ended);
    let of =
        |key, part: usize, all: usize| say_with(key, &[&number(part as u64), &number(all as u64)]);
    let key = if let Some(run) = run {
        if run.phase == Phase::Stopping {
            "training.stopping"
        } else if let Some((epoch, epochs)) = run.again {
            return of("training.again", epoch as usize, epochs as usize);
        } else if let Some(last) = run.history.last() {
            return of("training.pass", last.epoch as usize, run.epochs as usize);
        } else if state.model.loaded.is_none() {
            "training.waits"
        } else if let Some((done, total)) = state.reading() {
            return of(words.reading, done, total);
        } else if !run.has_steps {
            "training.fitting"
        } else {
            "starting"
        }
    } else if let Some(UnderWay { epoch, epochs }) = state.cut_off() {
        return of("training.cut-off", epoch as usize, epochs as usize);
    } else if state.trained().is_some() {
        if state.examples_changed() { "training.changed" } else { "training.done" }
    } else if training.forgotten.is_some() {
        "training.forgotten"
    } else {
        let classes = &state.project().classes;
        let filled = classes.iter().filter(|class| !class.examples.is_empty()).count();
        if filled < 2 { "training.too-few" } else { "training.ready" }
    };
    say(key).to_owned()
}
