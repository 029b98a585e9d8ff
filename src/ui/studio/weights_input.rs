//! The way to open weights from the visitor's disk.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::shell::store::use_store;
use crate::ui::studio::kit::{GalleryWords, use_kit};
use crate::words::say;

/// The file input “Open weights from disk”. Of each modality there is one at a time.
#[component]
pub fn WeightsInput() -> impl IntoView {
    let store = use_store();
    let open = move |event| store.act(|state| state.open_weights(browser::take_files(&event)));
    // Any file: what it is, its content says, and shards have any name.
    let GalleryWords { open_id: id, open: label, .. } = use_kit().gallery;
    view! {
        <span class="file">
            <input type="file" class="visually-hidden" id=id multiple on:change=open />
            <label class="button small" for=id>{say(label)}</label>
        </span>
    }
}
