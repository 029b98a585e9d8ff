//! The way to open weights from the visitor's disk.

use leptos::prelude::*;

use crate::protocol::Modality;
use crate::ui::browser;
use crate::ui::shell::store::use_store;

/// The file input “Open weights from disk”. Of each modality there is one at a time.
#[component]
pub fn WeightsInput() -> impl IntoView {
    let store = use_store();
    let open = move |event| store.act(|state| state.open_weights(browser::take_files(&event)));
    // Any file: what it is, its content says, and shards have any name.
    // The gallery has one for each modality.
    let (id, label) = store.peek(|state| match state.modality {
        Modality::Pictures => ("open-weights", "Open weights from disk"),
        Modality::Texts => ("open-text-weights", "Open a text model from disk"),
    });
    view! {
        <span class="file">
            <input type="file" class="visually-hidden" id=id multiple on:change=open />
            <label class="button small" for=id>{label}</label>
        </span>
    }
}
