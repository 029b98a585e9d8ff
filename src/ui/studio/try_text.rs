//! Trying the trained head on a text, as it is typed, or on many.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use crate::protocol::{Input, Seen};
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::sources::Sink;
use crate::ui::sources::drop::DropTarget;
use crate::ui::studio::example_text::{TextParts, parted};
use crate::ui::studio::kit::use_kit;
use crate::words::{count, say};

/// The box “Try a text”, and the ways to sort many.
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
    let kit = use_kit();
    let target = DropTarget::new(Sink::Trial, kit.giver(Sink::Trial));
    // One text may have several lines, and so may several texts.
    let lines = store.slice(|state| match &state.trial.input {
        Some(Input::Text(text)) => text.lines().filter(|line| !line.trim().is_empty()).count(),
        _ => 0,
    });
    let has_lines = move || lines.get() > 1;
    let sort = move |_| {
        let element = document().get_element_by_id("try-text");
        let area = element.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        let text = area.map(|area| area.value()).unwrap_or_default();
        let texts: Vec<_> = text.lines().map(|line| (line, None)).collect();
        store.attempt(|state| state.sort_texts(&texts));
    };
    view! {
        <textarea
            id="try-text"
            class="try-text"
            rows="3"
            aria-label=say("trial.text")
            placeholder=say("trial.type")
            dir="auto"
            prop:value=before.unwrap_or_default()
            on:input=typed
        ></textarea>
        <If when=has_lines>
            <button type="button" class="small" on:click=sort>
                {move || count("trial.sort-lines", lines.get())}
            </button>
        </If>
        <div
            class="class-ways try-ways"
            data-over=move || target.attribute()
            on:dragenter=move |_| target.enter()
            on:dragleave=move |_| target.leave()
            on:drop=move |event| target.drop(&event)
        >
            {kit.offered(Sink::Trial)}
            <span class="hint">{say("trial.sort-many")}</span>
        </div>
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
