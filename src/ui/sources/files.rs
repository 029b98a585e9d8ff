//! Files of pictures that are chosen from the visitor's disk. Those that are dropped come through
//! [`drop`](super::drop).

use leptos::prelude::*;

use super::{Give, Sink, Source, addressed};
use crate::protocol::ClassId;
use crate::ui::browser;
use crate::ui::shell::store::use_store;

/// What a file of pictures may be: whatever the browser takes for one, or a zip of them.
const ACCEPT: &str = "image/*,.zip";

/// Files of pictures.
pub static PICTURE_FILES: Source = Source {
    offers: |sink| sink != Sink::Page,
    part: |sink, give| match sink {
        Sink::Class(id) => view! { <AddExamples id accept=ACCEPT give /> }.into_any(),
        Sink::Trial => view! { <TryFile accept=ACCEPT give /> }.into_any(),
        Sink::Page => ().into_any(),
    },
};

/// The way to choose files for a class.
#[component]
pub fn AddExamples(
    /// The class that the files are added to.
    id: ClassId,
    /// What the files may be, as the browser's dialog is told.
    accept: &'static str,
    /// How the button looks, beside being one.
    #[prop(default = "button")]
    look: &'static str,
    /// What more there is to say of the files.
    #[prop(optional)]
    title: Option<&'static str>,
    give: Give,
) -> impl IntoView {
    let store = use_store();
    let name = store.slice(move |state| state.class_name(id));
    view! {
        <input
            type="file"
            class="visually-hidden"
            id=add_examples_id(id)
            accept=accept
            multiple
            on:change=move |event| addressed::give(store, give, browser::chosen(&event))
        />
        <label class=look for=add_examples_id(id) title=title>
            "Add examples"
            <span class="visually-hidden">" to " {name}</span>
        </label>
    }
}

/// The way to choose files to try.
#[component]
pub fn TryFile(
    /// What the files may be, as the browser's dialog is told.
    accept: &'static str,
    /// How the button looks, beside being one.
    #[prop(default = "button")]
    look: &'static str,
    give: Give,
) -> impl IntoView {
    let store = use_store();
    view! {
        <input
            type="file"
            class="visually-hidden"
            id="try-file"
            accept=accept
            multiple
            on:change=move |event| addressed::give(store, give, browser::chosen(&event))
        />
        <label class=look for="try-file">"Try a file"</label>
    }
}

/// The id of the file input of a class.
pub fn add_examples_id(class: ClassId) -> String {
    format!("add-examples-{class}")
}
