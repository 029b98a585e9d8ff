//! The gallery: the models there are, and the ways to bring another.

pub mod exhibits;
pub mod few_shot;
pub mod model_card;
pub mod own_weights;
pub mod skills;

use leptos::prelude::*;

use crate::ui::gallery::model_card::ModelCard;
use crate::ui::gallery::own_weights::OwnWeights;
use crate::ui::parts::conditional::If;
use crate::ui::parts::later::later;
use crate::ui::shell::store::use_store;
use crate::ui::studio::kit::{GalleryWords, use_kit};
use crate::words::say;

later! {
    /// The gallery, once it has arrived.
    pub fn gallery() of models { view! { <Gallery /> } }
}

/// The models that read pictures, or those that read texts.
#[component]
fn Gallery() -> impl IntoView {
    let store = use_store();
    let models = store.slice(|state| state.gallery());
    let ready = store.slice(|state| state.lifeline.ready);
    let GalleryWords { title_id: id, title, .. } = use_kit().gallery;
    view! {
        <section
            class="gallery"
            aria-labelledby=id
            aria-busy=move || (!ready.get()).to_string()
        >
            <h2 id=id>{say(title)}</h2>
            <If when=move || models.with(Vec::is_empty)>
                <p class="hint">{say("models.looking")}</p>
            </If>
            <div class="models">
                <For
                    each=move || models.get()
                    // The visitor's own may be followed by another.
                    key=|info| (info.id.clone(), info.name.clone())
                    children=|info| view! { <ModelCard info /> }
                />
            </div>
            <OwnWeights />
        </section>
    }
}
