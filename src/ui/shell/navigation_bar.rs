//! The links between the pages.

use leptos::prelude::*;

use crate::ui::shell::navigation::use_navigation;
use crate::ui::state::Place;
use crate::words::say;

/// The navigation, the same on every page.
#[component]
pub fn NavigationBar() -> impl IntoView {
    let navigation = use_navigation();
    // Both studios are one place here; within it there is a switch.
    let studio = move || navigation.place().modality().is_some();
    let link = move |place: Place| {
        let is_studio = place == Place::Studio;
        let current = move || navigation.place() == place || (is_studio && studio());
        // From elsewhere one comes back to the studio that one was in.
        let to = move || if is_studio && !studio() { navigation.studio() } else { place };
        view! {
            <li>
                <PlaceLink place=Signal::derive(to) current=Signal::derive(current)>
                    {place.name()}
                </PlaceLink>
            </li>
        }
    };
    view! {
        <nav aria-label=say("pages")>
            <ul role="list">{[Place::Studio, Place::Models, Place::Learn].map(link).collect_view()}</ul>
        </nav>
    }
}

/// A link to a page.
#[component]
pub fn PlaceLink(
    /// Where it leads.
    #[prop(into)]
    place: Signal<Place>,
    /// Whether that is the page that is shown.
    #[prop(optional, into)]
    current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let navigation = use_navigation();
    view! {
        <a
            href=move || navigation.address(place.get())
            aria-current=move || current.get().then_some("page")
            on:click=move |event| navigation.follow(&event, place.get_untracked())
        >
            {children()}
        </a>
    }
}
