//! The way to open weights from the visitor's disk.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::store::use_store;

/// The file input “Open weights from disk”. Shown in one place at a time.
#[component]
pub fn WeightsInput() -> impl IntoView {
    let store = use_store();
    let open = move |event| {
        if let Some(file) = browser::take_files(&event).pop() {
            store.act(|state| state.open_weights(file));
        }
    };
    view! {
        <span class="file">
            <input
                type="file"
                class="visually-hidden"
                id="open-weights"
                accept=".zip,application/zip"
                on:change=open
            />
            <label class="button small" for="open-weights">"Open weights from disk"</label>
        </span>
    }
}
