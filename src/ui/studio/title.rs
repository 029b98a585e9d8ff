//! What the page is for. It stands there for who comes first, and makes room once there is something to work on.

use leptos::prelude::*;

use crate::ui::shell::store::use_store;
use crate::ui::studio::kit::use_kit;
use crate::words::say;

/// The studio's heading, and under it what the page does.
#[component]
pub fn Title() -> impl IntoView {
    let started = use_store().slice(|state| state.project().total() > 0);
    let kit = use_kit();
    let (before, after) = say(kit.pitch).split_once("{0}").unwrap_or_default();
    view! {
        <div class="title" data-started=move || started.get().to_string()>
            <h1 class:visually-hidden=move || started.get()>{say(kit.title)}</h1>
            <p class="pitch" hidden=move || started.get()>
                {before}<em>{say("studio.pre-trained")}</em>{after}
            </p>
        </div>
    }
}
