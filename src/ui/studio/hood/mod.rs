//! What an expert wants: settings, figures, where everything comes from.

pub mod chart;
pub mod confusion;
pub mod facts;
pub mod settings;

use leptos::prelude::*;

use crate::ui::studio::hood::chart::LossChart;
use crate::ui::studio::hood::confusion::Confusion;
use crate::ui::studio::hood::facts::{ModelFacts, RunFacts};
use crate::ui::studio::hood::settings::Settings;
use crate::words::say;

/// The part “Under the hood”, closed at first.
#[component]
pub fn Hood() -> impl IntoView {
    view! {
        <details class="card hood">
            <summary>{say("hood")}</summary>
            <div class="hood-parts">
                <Settings />
                <RunFacts />
                <LossChart />
                <ModelFacts />
                <Confusion />
            </div>
        </details>
    }
}
