//! The studio: teaching and trying.

pub mod carry;
pub mod class_group;
pub mod class_list;
pub mod class_pictures;
pub mod class_texts;
pub mod device_picker;
pub mod dragging;
pub mod example_text;
pub mod example_tile;
pub mod examples_card;
pub mod face;
pub mod heads;
pub mod hood;
pub mod kit;
pub mod large_picture;
pub mod large_view;
pub mod marks;
pub mod mistakes;
pub mod model_picker;
pub mod pictures;
pub mod prediction;
pub mod project_bar;
pub mod projects;
mod reopening;
pub mod result;
pub mod selection_bar;
pub mod setup;
pub mod sorted;
pub mod sorted_item;
pub mod switch;
pub mod takeaway;
pub mod texts;
pub mod title;
pub mod training_card;
pub mod trial_card;
pub mod trust;
pub mod try_file;
pub mod try_text;
pub mod undo_bar;
pub mod weights_input;
pub mod why;

use leptos::prelude::*;

use crate::ui::parts::conditional::{If, ever};
use crate::ui::parts::later::later;
use crate::ui::parts::pace::soon;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Stand, State};
use crate::ui::studio::examples_card::ExamplesCard;
use crate::ui::studio::hood::Hood;
use crate::ui::studio::large_view::LargeView;
use crate::ui::studio::project_bar::ProjectBar;
use crate::ui::studio::setup::Setup;
use crate::ui::studio::sorted::Sorted;
use crate::ui::studio::switch::Switch;
use crate::ui::studio::takeaway::TakeawayCard;
use crate::ui::studio::title::Title;
use crate::ui::studio::training_card::TrainingCard;
use crate::ui::studio::trial_card::TrialCard;
use crate::ui::studio::trust::TrustCard;

/// The page that teaches.
#[component]
pub fn Studio() -> impl IntoView {
    let store = use_store();
    // What is done before the project is there would be done to another.
    let opening = store.slice(|state| state.keeping.stand == Stand::Opening);
    let has_run = store.slice(State::has_run);
    let is_empty = store.slice(State::is_empty);
    // It closes by itself, and gives the focus back.
    let looks = store.slice(|state| state.closely().is_some());
    view! {
        <Title />
        <div class="studio-bar">
            <Switch />
            <ProjectBar />
            <Setup />
        </div>
        <div
            class="cards"
            inert=move || opening.get()
            aria-busy=move || opening.get().to_string()
            data-empty=move || is_empty.get().to_string()
        >
            {soon(|| view! { <ExamplesCard /> }.into_any())}
            {soon(|| view! { <TrainingCard /> }.into_any())}
            {soon(|| view! { <TrialCard /> }.into_any())}
        </div>
        <Sorted wide=true />
        <If when=move || has_run.get()>{trust()}{takeaway()}</If>
        {soon(|| view! { <Hood /> }.into_any())}
        <If when=ever(move || looks.get())>{large()}</If>
    }
}

later! {
    /// How far to trust what was learnt, once it has arrived.
    fn trust() of trained { view! { <TrustCard /> } }
}

later! {
    /// The ways to take it along, once they have arrived.
    fn takeaway() of takeaway { view! { <TakeawayCard /> } }
}

later! {
    /// What is looked at closely, once it has arrived.
    fn large() of large { view! { <LargeView /> } }
}
