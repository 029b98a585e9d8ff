//! A share as a bar, with its name and number above it.

use leptos::prelude::*;

use crate::words::percent;

/// A share, 0 to 1. The class says how it looks.
pub fn share_bar(name: String, share: f64, class: &'static str) -> impl IntoView {
    let width = format!("width: {:.1}%", (share * 100.0).clamp(0.0, 100.0));
    view! {
        <p class=class>
            <span class="share">{name}" "<strong>{percent(share)}</strong></span>
            <span class="bar" aria-hidden="true"><span style=width></span></span>
        </p>
    }
}
