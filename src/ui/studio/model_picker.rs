//! The choice of a pre-trained model, and how far its weights have come.

use leptos::prelude::*;

use crate::error::{DownloadError, Kind};
use crate::protocol::{Command, OWN_MODEL, WeightsSource};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::download::DownloadBar;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Received, Stage, State, progress_words};
use crate::ui::studio::weights_input::WeightsInput;
use crate::words::{say, say_with};

/// The box “Pre-trained model”.
#[component]
pub fn ModelPicker() -> impl IntoView {
    let store = use_store();
    let models = store.slice(|state| {
        let shown = state.model.offered.iter().chain(state.model.own());
        shown.map(|info| (info.id.clone(), info.name.clone())).collect::<Vec<_>>()
    });
    let chosen =
        store.slice(|state| state.model.shown().map(|info| info.id.clone()).unwrap_or_default());
    let option = move |(id, name): (String, String)| {
        let value = id.clone();
        view! { <option value=value selected=move || chosen.get() == id>{name}</option> }
    };
    let choose = move |event| {
        let id = event_target_value(&event);
        // The visitor's own is there only while it is in use, so choosing it changes nothing.
        if id != OWN_MODEL {
            store.act(|state| state.choose_model(id));
        }
    };
    view! {
        <div class="pick">
            <label for="model">{say("model")}</label>
            <select id="model" aria-describedby="model-about" on:change=choose>
                {move || models.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// What the model is.
#[component]
pub fn ModelAbout() -> impl IntoView {
    let about = use_store().slice(|state| state.model.shown().map(|info| info.about.clone()));
    view! { <p class="hint" id="model-about">{about}</p> }
}

/// How far the weights have come.
#[component]
pub fn Weights() -> impl IntoView {
    let store = use_store();
    let coming = store.slice(|state| state.model.is_coming());
    let received = store.slice(|state| match state.model.stage {
        Stage::Downloading(received) => Some(received),
        _ => None,
    });
    let failed = store.slice(|state| matches!(state.model.stage, Stage::Failed(_)));
    let stand_in = store.slice(|state| {
        let wanted = state.model_name(&state.model.stand_in.as_ref()?.instead_of);
        let used = state.model.shown().map(|info| info.name.clone()).unwrap_or_default();
        Some(say_with("model.stand-in", &[&wanted, &used]))
    });
    let says = store.slice(|state| match &state.model.stage {
        Stage::Waiting if state.lifeline.failure.is_some() => say("model.not-running").to_owned(),
        Stage::Waiting => say("starting").to_owned(),
        Stage::Asked => say("model.looking").to_owned(),
        Stage::Downloading(Received { received, total }) if Some(*received) == *total => {
            say("model.checking").to_owned()
        }
        Stage::Downloading(received) => say_with("model.fetched", &[&progress_words(*received)]),
        Stage::Loaded => match state.model.loaded.as_ref().map(|loaded| loaded.source) {
            Some(WeightsSource::Cache) => say("model.from-cache").to_owned(),
            Some(WeightsSource::Disk) => say("model.from-disk").to_owned(),
            Some(WeightsSource::Address) => say("model.from-address").to_owned(),
            Some(WeightsSource::Unkept) => say("model.unkept").to_owned(),
            _ => say("model.ready").to_owned(),
        },
        Stage::Failed(error) => {
            let what = say(match error.kind {
                Kind::Download(DownloadError::Cancelled) => "model.cancelled",
                _ => "model.not-loaded",
            });
            match &state.model.loaded {
                Some(before) => {
                    format!("{what} {}", say_with("model.stays", &[&before.info.name]))
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
            <If when=move || received.get().is_some()>
                <DownloadBar received=received.into() />
            </If>
            <span class="hint says">{says}</span>
            <If when=move || coming.get()>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| press(State::cancel_download)
                >
                    {say("download.cancel")}
                </button>
            </If>
            <div class="stand-in" role="status">
                {move || stand_in.get().map(|says| view! { <p class="older">{says}</p> })}
            </div>
            <If when=move || failed.get() || stand_in.with(Option::is_some)>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| press(State::retry_model)
                >
                    {say("try-again")}
                </button>
                <WeightsInput />
            </If>
        </div>
    }
}
