//! What an expert wants: settings, figures, where everything comes from.

use leptos::prelude::*;

use super::confusion::Confusion;
use super::facts::{ModelFacts, RunFacts};
use super::settings::Settings;

/// The part “Under the hood”, closed at first.
#[component]
pub fn Hood() -> impl IntoView {
    view! {
        <details class="card hood">
            <summary>"Under the hood"</summary>
            <div class="hood-parts">
                <Settings />
                <RunFacts />
                <ModelFacts />
                <Confusion />
            </div>
        </details>
    }
}
