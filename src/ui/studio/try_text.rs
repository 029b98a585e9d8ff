//! Trying the trained head on a text, as it is typed.

use leptos::prelude::*;

use crate::protocol::{Input, Seen};
use crate::ui::shell::store::use_store;
use crate::ui::studio::example_text::{TextParts, parted};

/// The box “Try a text”.
#[component]
pub fn TryText() -> impl IntoView {
    let store = use_store();
    // The text lives on while other pages are shown.
    let before = store.peek(|state| {
        state.trial.input.as_ref().map(|input| match input {
            Input::Text(text) => text.clone(),
            Input::Picture(_) => String::new(),
        })
    });
    let typed = move |event| {
        let text = event_target_value(&event);
        store.act(|state| state.try_text(&text));
    };
    view! {
        <textarea
            id="try-text"
            class="try-text"
            rows="3"
            aria-label="Try a text"
            placeholder="Type here, and see what it says as you do"
            dir="auto"
            prop:value=before.unwrap_or_default()
            on:input=typed
        ></textarea>
    }
}

/// What the model read of a text, where that is not all, with a remark.
pub fn tried_text(seen: Seen, input: Option<Input>, remark: String) -> AnyView {
    let cut = match seen {
        Seen::Text { cut, .. } => cut,
        Seen::Picture(_) => None,
    };
    let parts = match (cut, input) {
        (Some(_), Some(Input::Text(text))) => {
            let (read, unread) = parted(&text, cut);
            let (read, unread) = (read.to_owned(), unread.to_owned());
            Some(view! { <p class="text"><TextParts read unread /></p> })
        }
        _ => None,
    };
    view! {
        {parts}
        <p class="hint">{remark}</p>
    }
    .into_any()
}
