//! The settings of the next run.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::ui::shell::store::use_store;
use crate::ui::state::{Field, OutOfBounds};
use crate::words::say;

/// A box for each setting.
#[component]
pub fn Settings() -> impl IntoView {
    let has_steps = use_store().slice(|state| state.project().recipe.has_steps());
    view! {
        <section>
            <h3>{say("settings")}</h3>
            <p class="hint">
                {move || if has_steps.get() { say("settings.about") } else { say("settings.no-steps") }}
            </p>
            <div class="settings">
                {Field::ALL.map(|field| view! { <Setting field /> }).collect_view()}
                <Early />
            </div>
        </section>
    }
}

/// The switch for early stopping.
#[component]
fn Early() -> impl IntoView {
    let store = use_store();
    let has_steps = store.slice(|state| state.project().recipe.has_steps());
    let is_on = store.slice(|state| state.project().settings().stops_early);
    let flip = move |event| {
        let on = event_target_checked(&event);
        store.act(|state| state.set_stops_early(on));
    };
    view! {
        <div class="setting" hidden=move || !has_steps.get()>
            <label for="setting-early">{say("setting.early")}</label>
            <input
                type="checkbox"
                id="setting-early"
                aria-describedby="setting-early-hint"
                prop:checked=move || is_on.get()
                on:change=flip
            />
            <span class="hint" id="setting-early-hint">{say("setting.early-hint")}</span>
        </div>
    }
}

/// A box for one setting. What is no value is said beside it, and the value before stays.
#[component]
fn Setting(field: Field) -> impl IntoView {
    let store = use_store();
    let refused = RwSignal::new(None::<OutOfBounds>);
    let text = store.slice(move |state| field.text(state.project().settings()));
    let counts = store.slice(move |state| Field::of(&state.project().recipe).any(|it| it == field));
    let id = format!("setting-{field:?}");
    let hint = format!("{id}-hint");
    let (least, most) = field.bounds();
    let change = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        let mut result = Ok(());
        store.set(|state| result = state.set(field, &typed));
        refused.set(result.err());
        // The box still holds what was refused.
        if let Some(input) = event.target().and_then(|target| target.dyn_into().ok()) {
            let input: HtmlInputElement = input;
            input.set_value(&text.get_untracked());
        }
    };
    view! {
        <div class="setting" hidden=move || !counts.get()>
            <label for=id.clone()>{field.label()}</label>
            <input
                type="number"
                id=id
                min=least.to_string()
                max=most.to_string()
                step=if field.is_whole() { "1" } else { "any" }
                inputmode=if field.is_whole() { "numeric" } else { "decimal" }
                prop:value=move || text.get()
                aria-invalid=move || refused.get().map(|_| "true")
                aria-describedby=hint.clone()
                on:change=change
            />
            <span class="hint" id=hint aria-live="polite">
                {move || match refused.get() {
                    Some(refused) => refused.to_string(),
                    None => field.hint().to_owned(),
                }}
            </span>
        </div>
    }
}
