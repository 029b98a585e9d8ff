//! What the page is for. It stands there for who comes first, and makes room once there is something to work on.

use leptos::prelude::*;

use crate::ui::shell::store::use_store;
use crate::ui::studio::kit::use_kit;

/// The studio's heading, and under it what the page does.
#[component]
pub fn Title() -> impl IntoView {
    let started = use_store().slice(|state| state.project().total() > 0);
    let kit = use_kit();
    view! {
        <div class="title" data-started=move || started.get().to_string()>
            <h1 class:visually-hidden=move || started.get()>{kit.title}</h1>
            <p class="pitch" hidden=move || started.get()>
                {kit.pitch} <em>"pre-trained model"</em> " – so a handful of yours is enough."
            </p>
        </div>
    }
}
