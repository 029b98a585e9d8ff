//! The way to open weights from the visitor's disk.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::store::use_store;

/// The file input “Open weights from disk”. Shown in one place at a time.
#[component]
pub fn WeightsInput() -> impl IntoView {
    let store = use_store();
    let open = move |event| store.act(|state| state.open_weights(browser::take_files(&event)));
    // Any file: what it is, its content says, and shards have any name.
    view! {
        <span class="file">
            <input type="file" class="visually-hidden" id="open-weights" multiple on:change=open />
            <label class="button small" for="open-weights">"Open weights from disk"</label>
        </span>
    }
}
