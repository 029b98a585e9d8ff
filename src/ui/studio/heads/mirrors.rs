//! The switch that has pictures looked at mirrored too.

use leptos::prelude::*;

use super::tick::Tick;
use crate::protocol::Modality;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;

const MIRRORS: Tick = Tick {
    hint_id: "mirrors-hint",
    label: "heads.mirrors",
    hint: "heads.mirrors-hint",
    is_on: |state| state.project().settings().mirrors,
    set: |state, on| state.set_mirrors(on),
};

/// The switch that has what is tried looked at mirrored too; for pictures alone.
#[component]
pub fn Mirrors() -> impl IntoView {
    let can = use_store().slice(|state| state.project().modality == Modality::Pictures);
    view! { <If when=move || can.get()>{MIRRORS.view()}</If> }
}
