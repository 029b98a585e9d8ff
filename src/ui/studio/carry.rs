//! The project as one file: out and in.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::shell::navigation::use_navigation;
use crate::ui::shell::store::{PROJECT, Store, use_store};
use crate::ui::state::{Errand, Place};
use crate::ui::studio::reopening::Reopening;
use crate::words::say;

/// What a project's file may be.
const ACCEPT: &str = ".headstart,.tm,.zip,.onnx,.tflite,.safetensors,.html";

/// The ways to save the project as a file and to open one.
#[component]
pub fn Carry() -> impl IntoView {
    let store = use_store();
    let idle = store.slice(|state| state.keeping.carrying.is_none());
    let reopening = Reopening::new(store);
    let open = move |event: web_sys::Event| reopening.open(browser::take_files(&event));
    view! {
        <button
            type="button"
            class="small"
            aria-disabled=move || (!idle.get()).to_string()
            on:click=move |_| store.set(|state| state.save_as_file())
        >
            {say("carry.save")}
        </button>
        <input
            type="file"
            class="visually-hidden"
            id="open-project-file"
            accept=ACCEPT
            on:change=open
        />
        <label class="button small" for="open-project-file">{say("carry.open")}</label>
        <p role="status" class="hint">
            {move || reopening.is_busy().then(|| say("carrying.in"))}
        </p>
    }
}

/// How far it has come, while a project, or what was sorted, is on its way into a file, or a project out of one.
#[component]
pub fn CarryProgress(
    /// Whether it is what was sorted.
    sorted: bool,
) -> impl IntoView {
    let store = use_store();
    let carrying = store.slice(move |state| {
        state.keeping.carrying.as_ref().filter(|it| it.is_sorted() == sorted).cloned()
    });
    let files = move || carrying.get().and_then(|carrying| carrying.files);
    view! {
        <If when=move || carrying.get().is_some()>
            <p class="carrying">
                <progress
                    aria-label=if sorted { say("carry.zip") } else { say("carry.file") }
                    max=move || files().map(|(_, total)| total.max(1).to_string())
                    value=move || files().map(|(done, _)| done.to_string())
                ></progress>
                <span class="hint">{move || carrying.get().map(|carrying| carrying.words())}</span>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| store.set(|state| state.stop_carrying())
                >
                    {say("cancel")}
                </button>
            </p>
        </If>
    }
}

/// Does what is to be done outside of the page, whatever is shown.
pub fn run_errands(store: Store) {
    let navigation = use_navigation();
    let waits = store.slice(|state| state.has_errand());
    Effect::new(move |_| {
        if !waits.get() {
            return;
        }
        let mut errand = None;
        store.set(|state| errand = state.take_errand());
        match errand {
            Some(Errand::Download { address, name }) => browser::download(&address, &name),
            Some(Errand::Visit { modality, project }) => {
                let place = Place::ALL.into_iter().find(|it| it.modality() == Some(modality));
                let address = navigation.address(place.unwrap_or_default());
                browser::visit(&address, PROJECT, project.as_str());
            }
            None => {}
        }
    });
}
