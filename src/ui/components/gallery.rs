//! The gallery: the models there are, and the ways to bring another.

use leptos::prelude::*;

use super::model_card::ModelCard;
use super::own_weights::OwnWeights;
use crate::ui::store::use_store;

/// The page of models.
#[component]
pub fn Gallery() -> impl IntoView {
    let store = use_store();
    let models = store.slice(|state| state.gallery());
    let ready = store.slice(|state| state.ready);
    view! {
        <section aria-labelledby="models-title" aria-busy=move || (!ready.get()).to_string()>
            <h2 class="visually-hidden" id="models-title">"All models"</h2>
            <Show when=move || models.with(Vec::is_empty)>
                <p class="hint">"Looking for the models…"</p>
            </Show>
            <div class="models">
                <For
                    each=move || models.get()
                    // The visitor's own may be followed by another.
                    key=|info| (info.id.clone(), info.name.clone())
                    children=|info| view! { <ModelCard info /> }
                />
            </div>
        </section>
        <OwnWeights />
    }
}
