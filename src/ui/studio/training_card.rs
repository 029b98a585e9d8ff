//! The second card: training, how it goes, and what came out.

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Phase, State, UnderWay, Verdict, Words};
use crate::ui::studio::hood::chart::AccuracyChart;
use crate::ui::studio::kit::use_kit;
use crate::ui::studio::mistakes::Mistakes;
use crate::ui::studio::result::ResultStatus;

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
        run.history.last().map(|last| (last.epoch, run.epochs))
    });
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
            <h2 id="training-title"><span class="step" aria-hidden="true">"2"</span>"Training"</h2>
            <p class="lead">{says}</p>
            <div class="train-bar" data-running=move || running.get().then_some("true")>
                <button type="button" class="primary" on:click=press>
                    {move || if running.get() { "Stop" } else { "Train" }}
                </button>
                <If when=move || running.get()>
                    <progress
                        aria-label="Training"
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
            <ResultStatus />
            <Mistakes />
            <AccuracyChart />
        </section>
    }
}

/// What training does now, or what to do to start it.
fn sentence(state: &State, words: Words) -> String {
    let training = &state.training;
    let run = training.run.as_ref().filter(|run| run.phase != Phase::Ended);
    if let Some(run) = run {
        if run.phase == Phase::Stopping {
            return "Stopping after the step under way…".into();
        }
        if let Some(last) = run.history.last() {
            let (epoch, epochs) = (last.epoch, run.epochs);
            return format!("Pass {epoch} of {epochs} over your examples (an epoch each).");
        }
        if state.model.loaded.is_none() {
            return "Waiting for the pre-trained model, then training starts by itself.".into();
        }
        return match state.reading() {
            Some((done, total)) => format!(
                "Reading the rest of your {} first: {done} of {total}. Then training starts \
                 by itself.",
                words.many
            ),
            None => "Starting…".into(),
        };
    }
    if let Some(UnderWay { epoch, epochs }) = state.cut_off() {
        return format!(
            "The last training was cut off after {epoch} of {epochs} passes. Press Train to do it again."
        );
    }
    if state.trained().is_some() {
        return if state.examples_changed() {
            "Your examples have changed since. Train again to include them.".into()
        } else {
            "Trained. Add more examples and train again whenever you like.".into()
        };
    }
    if training.forgotten.is_some() {
        return "What was trained is gone, your examples are not. Press Train to get it back."
            .into();
    }
    let classes = &state.project().classes;
    let filled = classes.iter().filter(|class| !class.examples.is_empty()).count();
    if filled < 2 {
        "Once two classes have a few examples each, press Train. It takes seconds.".into()
    } else {
        "Press Train. Some of your examples are kept aside to test what was learnt.".into()
    }
}
