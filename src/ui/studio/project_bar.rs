//! The project that is open: its name, whether it is kept, the steps back and forth, and the others.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::later::later;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::state::{Removed, Stand};
use crate::ui::studio::carry::{CarryProgress, run_errands};
use crate::ui::studio::class_group::class_name_id;
use crate::ui::studio::example_tile::remove_example_id;
use crate::ui::studio::projects::Projects;
use crate::words::say;

/// The bar above the cards.
#[component]
pub fn ProjectBar() -> impl IntoView {
    let store = use_store();
    let can_undo = store.slice(|state| state.can_undo());
    let can_redo = store.slice(|state| state.can_redo());
    let list = RwSignal::new(false);
    let toggle = move |_| {
        list.update(|open| *open = !*open);
        if list.get_untracked() {
            store.set(|state| state.list_projects());
        }
    };
    let carries = store.slice(|state| state.keeping.carrying.is_some());
    listen_to_keys(store);
    run_errands(store);
    view! {
        <section class="project" aria-label=say("project")>
            <div class="project-bar">
                <Name />
                <div class="steps">
                    <Step name=say("step.undo") keys=say("step.undo-keys") can=can_undo press=undo>
                        <path d="M8 5 3 10l5 5M3 10h11a5.5 5.5 0 0 1 0 11h-4" />
                    </Step>
                    <Step name=say("step.redo") keys=say("step.redo-keys") can=can_redo press=redo>
                        <path d="m16 5 5 5-5 5m5-5H10a5.5 5.5 0 0 0 0 11h4" />
                    </Step>
                </div>
                <Saved />
                <button
                    type="button"
                    class="small"
                    id="projects-button"
                    aria-expanded=move || list.get().to_string()
                    aria-controls="projects"
                    on:click=toggle
                >
                    {say("projects")}
                </button>
            </div>
            <If when=carries>{carrying()}</If>
            <div id="projects">
                <If when=move || list.get()>{projects()}</If>
            </div>
        </section>
    }
}

later! {
    /// The other projects, once they have arrived.
    fn projects() of projects { view! { <Projects /> } }
}

later! {
    /// How far a file is that goes out or comes in, once the means to show it have arrived.
    fn carrying() of projects { view! { <CarryProgress sorted=false /> } }
}

/// A step back or forth, with its arrow.
#[component]
fn Step(
    name: &'static str,
    keys: &'static str,
    can: Memo<bool>,
    press: fn(Store),
    children: Children,
) -> impl IntoView {
    let store = use_store();
    view! {
        <button
            type="button"
            class="small arrow"
            aria-label=name
            aria-disabled=move || (!can.get()).to_string()
            title=keys
            on:click=move |_| press(store)
        >
            <svg viewBox="0 0 24 24" aria-hidden="true">{children()}</svg>
        </button>
    }
}

/// The name of the project, to type over.
#[component]
fn Name() -> impl IntoView {
    let store = use_store();
    let name = store.slice(|state| state.project().name.clone());
    let rename = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        store.set(|state| state.rename_project(&typed));
    };
    view! {
        <input
            type="text"
            class="project-name"
            aria-label=say("project.name")
            placeholder=say("project.untitled")
            maxlength="60"
            autocomplete="off"
            spellcheck="false"
            prop:value=move || name.get()
            on:change=rename
        />
    }
}

/// Whether all that was done is on the device, and what to do if it is not.
#[component]
fn Saved() -> impl IntoView {
    let store = use_store();
    let words = store.slice(|state| state.saved_words());
    let mark = store.slice(|state| state.is_saved().to_string());
    let can_try = store.slice(|state| state.can_save_again());
    let read_only = store.slice(|state| matches!(state.keeping.stand, Stand::ReadOnly(_)));
    view! {
        <div class="saved">
            <p role="status" aria-label=say("saved") data-saved=move || mark.get()>
                {move || words.get()}
            </p>
            <If when=move || can_try.get()>
                <button type="button" class="small" on:click=move |_| store.set(|state| state.save_again())>
                    {say("saved.again")}
                </button>
            </If>
            <If when=move || read_only.get()>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| store.set(|state| state.take_over_project())
                >
                    {say("saved.take-over")}
                </button>
            </If>
        </div>
    }
}

/// Takes the newest step back, and puts the focus on what comes back, if it was removed.
fn undo(store: Store) {
    let back = store.peek(|state| match state.removed() {
        Some(Removed::Class { class, .. }) => Some(class_name_id(class.id)),
        Some(Removed::Example { example, .. }) => Some(remove_example_id(example.id)),
        None => None,
    });
    store.act(|state| state.undo());
    browser::focus(back.into_iter().collect());
}

fn redo(store: Store) {
    store.act(|state| state.redo());
}

/// Ctrl+Z and Ctrl+Shift+Z, or Ctrl+Y, anywhere but in what is typed into: there they are the browser's. A box that the
/// focus has only come to has nothing to take back yet.
fn listen_to_keys(store: Store) {
    let typed = StoredValue::new(false);
    let comes = window_event_listener(ev::focusin, move |_| typed.set_value(false));
    let types = window_event_listener(ev::input, move |_| typed.set_value(true));
    let keys = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let is_command = event.ctrl_key() || event.meta_key();
        let is_browsers = || is_typed_into(&event, typed.get_value());
        if !is_command || event.alt_key() || event.default_prevented() || is_browsers() {
            return;
        }
        match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
            ("z", false) => undo(store),
            ("z", true) | ("y", false) => redo(store),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || {
        keys.remove();
        comes.remove();
        types.remove();
    });
}

/// Whether a key is for a text box: one of several lines, or one that was typed into since the focus came.
fn is_typed_into(event: &KeyboardEvent, typed: bool) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let boxes =
        if typed { "textarea, input:not([type=file]):not([type=range])" } else { "textarea" };
    target.is_some_and(|target| target.matches(boxes).unwrap_or(false))
}
