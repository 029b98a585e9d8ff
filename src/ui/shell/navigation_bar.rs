//! The links between the pages.

use leptos::prelude::*;

use crate::ui::shell::navigation::use_navigation;
use crate::ui::state::Place;

/// The navigation, the same on every page.
#[component]
pub fn NavigationBar() -> impl IntoView {
    let navigation = use_navigation();
    // Both studios are one place here; within it there is a switch.
    let studio = move || navigation.place().modality().is_some();
    let link = move |place: Place| {
        let is_studio = place == Place::Studio;
        let current = move || navigation.place() == place || (is_studio && studio());
        view! {
            <li>
                <PlaceLink place current=Signal::derive(current)>
                    {place.name()}
                </PlaceLink>
            </li>
        }
    };
    view! {
        <nav aria-label="Pages">
            <ul role="list">{[Place::Studio, Place::Models, Place::Learn].map(link).collect_view()}</ul>
        </nav>
    }
}

/// A link to a page.
#[component]
pub fn PlaceLink(
    /// Where it leads.
    place: Place,
    /// Whether that is the page that is shown.
    #[prop(optional, into)]
    current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let navigation = use_navigation();
    view! {
        <a
            href=navigation.address(place)
            aria-current=move || current.get().then_some("page")
            on:click=move |event| navigation.follow(&event, place)
        >
            {children()}
        </a>
    }
}
