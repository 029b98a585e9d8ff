//! “Let it write”: a decoder goes on from a text, word by word.

use leptos::prelude::*;

use crate::protocol::WritingSettings;
use crate::ui::gallery::exhibits::inquiry::{InquiryProgress, use_inquiry};
use crate::ui::state::State;
use crate::words::say;

/// What is in the box at first.
const START: &str = "The captain looked at the sea, and";

/// The part of a model's article in which it writes.
#[component]
pub fn WritingPart(
    /// The model's id.
    model: String,
) -> impl IntoView {
    let title = format!("writing-{model}");
    let prompt_id = format!("prompt-{model}");
    let asked = use_inquiry(model.clone(), |state| &state.writing);
    let started = asked.slice(|inquiry| inquiry.about.clone());
    let written = asked.slice(|inquiry| inquiry.answer.clone().unwrap_or_default());
    let prompt = RwSignal::new(asked.about().unwrap_or_else(|| START.to_owned()));
    let settings = RwSignal::new(WritingSettings::default());
    let writes = asked.waits.busy;
    let label: Signal<&'static str> =
        Signal::derive(
            move || if writes.get() { say("writing.stop") } else { say("writing.start") },
        );
    let press = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if writes.get_untracked() {
            asked.store.act(State::stop_writing);
        } else {
            let (prompt, settings) = (prompt.get_untracked(), settings.get_untracked());
            asked.store.act(|state| state.write(asked.model(), prompt, settings));
        }
    };
    view! {
        <div class="knows" role="group" aria-labelledby=title.clone() aria-busy=asked.waits.attribute()>
            <h4 id=title.clone() tabindex="-1">{say("writing")}</h4>
            <p class="hint">
                {say("writing.about")}
            </p>
            <form class="ask-lines" novalidate on:submit=press>
                <label class="visually-hidden" for=prompt_id.clone()>{say("writing.beginning")}</label>
                <input
                    type="text"
                    id=prompt_id.clone()
                    autocomplete="off"
                    prop:value=move || prompt.get()
                    on:input=move |event| prompt.set(event_target_value(&event))
                />
                <div class="ask-settings">
                    <SettingsFields model settings />
                    <button type="submit">{label}</button>
                </div>
            </form>
            <InquiryProgress
                waits=asked.waits
                quiet=Signal::derive(move || written.with(|text| !text.is_empty()))
                title=prompt_id
            />
            <p class="written" role="region" aria-label=say("writing.written") dir="auto">
                <strong>{started}</strong>{written}
            </p>
        </div>
    }
}

/// How to choose each next word.
#[component]
fn SettingsFields(
    /// The model's id.
    model: String,
    /// What is set.
    settings: RwSignal<WritingSettings>,
) -> impl IntoView {
    let ids = ["temperature", "top-k", "writing-seed"].map(|it| format!("{it}-{model}"));
    let [temperature_id, top_k_id, seed_id] = ids;
    let number = move |set: fn(&mut WritingSettings, f32)| {
        move |event: web_sys::Event| {
            // What is no number leaves the one before.
            if let Ok(value) = event_target_value(&event).parse() {
                settings.update(|settings| set(settings, value));
            }
        }
    };
    let WritingSettings { temperature, top_k, seed, .. } = WritingSettings::default();
    view! {
        <span class="ask-setting">
            <label for=temperature_id.clone()>{say("writing.temperature")}</label>
            <input
                type="number" id=temperature_id min="0" max=WritingSettings::HOTTEST.to_string()
                step="0.1" value=temperature.to_string()
                title=say("writing.temperature-hint")
                on:input=number(|settings, value| settings.temperature = value)
            />
        </span>
        <span class="ask-setting">
            <label for=top_k_id.clone()>{say("writing.top-k")}</label>
            <input
                type="number" id=top_k_id min="1" max="1000" value=top_k.to_string()
                title=say("writing.top-k-hint")
                on:input=number(|settings, value| settings.top_k = value as u32)
            />
        </span>
        <span class="ask-setting">
            <label for=seed_id.clone()>{say("writing.seed")}</label>
            <input
                type="number" id=seed_id min="0" max="999999" value=seed.to_string()
                title=say("writing.seed-hint")
                on:input=number(|settings, value| settings.seed = value as u32)
            />
        </span>
    }
}
