//! The line of a prediction that there is none.

use leptos::prelude::*;

use crate::words::say;

/// The first line of a prediction of what is like nothing that was taught.
pub fn dont_know() -> impl IntoView {
    view! { <li class="unknown">{say("unknown")}</li> }
}
