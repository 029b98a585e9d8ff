//! What an expert wants: settings, figures, where everything comes from.

pub mod chart;
pub mod confusion;
pub mod facts;
pub mod settings;

use leptos::prelude::*;

use crate::ui::parts::conditional::{If, ever};
use crate::ui::parts::later::later;
use crate::ui::parts::opened::Opened;
use crate::ui::studio::hood::chart::LossChart;
use crate::ui::studio::hood::confusion::Confusion;
use crate::ui::studio::hood::facts::{ModelFacts, RunFacts};
use crate::ui::studio::hood::settings::Settings;
use crate::words::say;

/// The part “Under the hood”, closed at first.
#[component]
pub fn Hood() -> impl IntoView {
    let opened = Opened::new();
    view! {
        <details class="card hood" on:toggle=move |event| opened.toggled(&event)>
            <summary>{say("hood")}</summary>
            <If when=ever(move || opened.get())>{inside()}</If>
        </details>
    }
}

later! {
    /// What is in it, once it has arrived.
    fn inside() of trained {
        view! {
            <div class="hood-parts">
                <Settings />
                <RunFacts />
                <LossChart />
                <ModelFacts />
                <Confusion />
            </div>
        }
    }
}
