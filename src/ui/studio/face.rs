//! An example as a list about examples shows it: its picture, or how its text begins.

use leptos::prelude::*;

use crate::protocol::ExampleId;
use crate::ui::parts::thumbnail::Picture;
use crate::ui::shell::store::use_store;

/// The face of an example; nothing of one that is gone.
#[component]
pub fn Face(id: ExampleId) -> impl IntoView {
    let example = use_store().slice(move |state| state.example(id));
    move || {
        let example = example.get()?;
        let name = example.input.name();
        Some(match example.thumbnail {
            Some(bytes) => view! { <Picture bytes alt=name /> }.into_any(),
            None => view! { <span class="said" dir="auto">{name}</span> }.into_any(),
        })
    }
}
