//! What went wrong with the lab.

use leptos::prelude::*;

use super::lab::use_lab;
use crate::ui::shell::alert::LifelineAlert;

/// What went wrong with the lab, and what to do.
#[component]
pub fn LabAlert() -> impl IntoView {
    let lab = use_lab();
    let failure = lab.slice(|state| state.lifeline.failure.clone());
    let notices = lab.slice(|state| state.lifeline.notices.clone());
    let restart = move || lab.reopen();
    let dismiss = move || lab.set(|state| state.lifeline.dismiss());
    view! { <LifelineAlert failure notices restart dismiss /> }
}
