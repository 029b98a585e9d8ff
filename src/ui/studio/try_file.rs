//! Trying the trained head on a picture, or on several.

use leptos::prelude::*;

use crate::ui::sources::Sink;
use crate::ui::sources::drop::DropTarget;
use crate::ui::studio::kit::use_kit;
use crate::words::say;

/// The ways to show it pictures: chosen, dropped or pasted.
#[component]
pub fn TryFile() -> impl IntoView {
    let kit = use_kit();
    let target = DropTarget::new(Sink::Trial, kit.giver(Sink::Trial));
    view! {
        <div
            class="drop"
            data-over=move || target.attribute()
            on:dragenter=move |_| target.enter()
            on:dragleave=move |_| target.leave()
            on:drop=move |event| target.drop(&event)
        >
            {kit.offered(Sink::Trial)}
            <span class="hint">{say("trial.drop")}</span>
        </div>
    }
}
