//! What went wrong with the lab, in the language of the tutorial.

use leptos::prelude::*;

use super::course::use_course;
use super::lab::use_lab;
use crate::ui::shell::alert::{AlertWords, LifelineAlert};

/// What went wrong with the lab, and what to do.
#[component]
pub fn LabAlert() -> impl IntoView {
    let lab = use_lab();
    let failure = lab.slice(|state| state.lifeline.failure.clone());
    let notices = lab.slice(|state| state.lifeline.notices.clone());
    let [restart, reload, dismiss, more] =
        use_course().say(["restart", "reload", "dismiss", "more-notices"]);
    let words = AlertWords { restart, reload, dismiss, more };
    let restart = move || lab.reopen();
    let dismiss = move || lab.set(|state| state.lifeline.dismiss());
    view! { <LifelineAlert failure notices words restart dismiss /> }
}
