//! The choice of a pre-trained model, and how far its weights have come.

use leptos::prelude::*;

use super::weights_input::WeightsInput;
use crate::error::Kind;
use crate::protocol::{Command, WeightsSource};
use crate::ui::browser;
use crate::ui::state::{Stage, State};
use crate::ui::store::use_store;

/// The box “Pre-trained model” with all that is to be said about it.
#[component]
pub fn ModelPicker() -> impl IntoView {
    let store = use_store();
    let models = store.slice(|state| {
        let offered = &state.model.offered;
        offered.iter().map(|info| (info.id.clone(), info.name.clone())).collect::<Vec<_>>()
    });
    let chosen = store.slice(|state| state.model.chosen.clone().unwrap_or_default());
    let about = store.slice(|state| state.model.chosen_info().map(|info| info.about.clone()));
    let option = move |(id, name): (String, String)| {
        let value = id.clone();
        view! { <option value=value selected=move || chosen.get() == id>{name}</option> }
    };
    let choose = move |event| {
        let id = event_target_value(&event);
        store.act(|state| state.choose_model(id));
    };
    view! {
        <div class="pick">
            <label for="model">"Pre-trained model"</label>
            <select id="model" aria-describedby="model-about" on:change=choose>
                {move || models.get().into_iter().map(option).collect_view()}
            </select>
            <p class="hint" id="model-about">{move || about.get()}</p>
            <Weights />
        </div>
    }
}

/// How far the weights have come.
#[component]
fn Weights() -> impl IntoView {
    let store = use_store();
    let coming = store.slice(|state| state.model.is_coming());
    let progress = store.slice(|state| match state.model.stage {
        Stage::Downloading { received, total } => Some((received, total)),
        _ => None,
    });
    let failed = store.slice(|state| matches!(state.model.stage, Stage::Failed(_)));
    let says = store.slice(|state| match &state.model.stage {
        Stage::Waiting if state.failure.is_some() => "Not running.".to_owned(),
        Stage::Waiting => "Starting…".to_owned(),
        Stage::Asked => "Looking for the weights…".to_owned(),
        Stage::Downloading { received, total } if received < total => {
            format!("{} of {} MB of weights fetched", megabytes(*received), megabytes(*total))
        }
        Stage::Downloading { .. } => "All weights are here. Checking them…".to_owned(),
        Stage::Loaded => match state.model.loaded.as_ref().map(|loaded| loaded.source) {
            Some(WeightsSource::Cache) => "Ready, from this browser's cache.".to_owned(),
            Some(WeightsSource::Disk) => "Ready, from your file.".to_owned(),
            _ => "Ready. Next time nothing needs to be fetched.".to_owned(),
        },
        Stage::Failed(error) => {
            let what = match error.kind {
                Kind::Cancelled => "The download was cancelled.",
                _ => "The weights did not load.",
            };
            match &state.model.loaded {
                Some(before) => {
                    format!("{what} {} stays in use.", state.model_name(&before.model))
                }
                None => what.to_owned(),
            }
        }
    });
    // The button goes once it has done its work, so the focus needs another place.
    let press = move |act: fn(&mut State) -> Vec<Command>| {
        store.act(act);
        browser::focus(vec!["model".into()]);
    };
    view! {
        <div class="weights">
            <Show when=move || progress.get().is_some()>
                <progress
                    aria-label="Downloading weights"
                    max=move || progress.get().unwrap_or_default().1.to_string()
                    value=move || progress.get().unwrap_or_default().0.to_string()
                ></progress>
            </Show>
            <span class="hint">{move || says.get()}</span>
            <Show when=move || coming.get()>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| press(State::cancel_download)
                >
                    "Cancel download"
                </button>
            </Show>
            <Show when=move || failed.get()>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| press(State::retry_model)
                >
                    "Try again"
                </button>
                <WeightsInput />
            </Show>
        </div>
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}
