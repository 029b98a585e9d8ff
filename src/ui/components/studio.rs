//! The studio: teaching and trying.

use leptos::prelude::*;

use super::examples_card::ExamplesCard;
use super::hood::Hood;
use super::setup::Setup;
use super::switch::Switch;
use super::training_card::TrainingCard;
use super::trial_card::TrialCard;

/// The page that teaches.
#[component]
pub fn Studio() -> impl IntoView {
    view! {
        <Switch />
        <Setup />
        <div class="cards">
            <ExamplesCard />
            <TrainingCard />
            <TrialCard />
        </div>
        <Hood />
    }
}
