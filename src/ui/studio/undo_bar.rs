//! What was removed last, with a way back.

use std::time::Duration;

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::shell::store::use_store;
use crate::ui::state::Removed;
use crate::ui::studio::class_group::class_name_id;
use crate::ui::studio::example_tile::remove_example_id;
use crate::words::say;

/// How long the way back stays open.
const OPEN: Duration = Duration::from_secs(20);

/// Says what was removed, and offers to undo it. The region is always there, so that a screen
/// reader tells what appears in it.
#[component]
pub fn UndoBar() -> impl IntoView {
    let store = use_store();
    let removed = store.slice(|state| state.removed().cloned());
    Effect::new(move |last: Option<Option<TimeoutHandle>>| {
        if let Some(Some(timeout)) = last {
            timeout.clear();
        }
        let close = move || store.set(|state| state.forget_removed());
        removed.with(Option::is_some).then(|| set_timeout_with_handle(close, OPEN).ok()).flatten()
    });
    let undo = move |_| {
        let back = store.peek(|state| match state.removed() {
            Some(Removed::Class { class, .. }) => Some(class_name_id(class.id)),
            Some(Removed::Example { example, .. }) => Some(remove_example_id(example.id)),
            None => None,
        });
        store.act(|state| state.bring_back());
        browser::focus(back.into_iter().collect());
    };
    view! {
        <div class="undo" role="status">
            {move || {
                removed.with(|removed| removed.as_ref().map(|removed| removed.sentence())).map(
                    |sentence| view! {
                        <p class="undo-bar">
                            <span>{sentence}</span>
                            <button type="button" on:click=undo>{say("bring-back")}</button>
                        </p>
                    },
                )
            }}
        </div>
    }
}
