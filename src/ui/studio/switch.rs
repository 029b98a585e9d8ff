//! The switch between teaching with pictures and with texts.

use leptos::prelude::*;

use crate::ui::shell::navigation::use_navigation;
use crate::ui::shell::navigation_bar::PlaceLink;
use crate::ui::state::Place;
use crate::words::say;

/// The switch: a link to each, and the one that is shown is marked.
#[component]
pub fn Switch() -> impl IntoView {
    let navigation = use_navigation();
    let link = move |(place, name): (Place, &'static str)| {
        let current = Signal::derive(move || navigation.place() == place);
        view! { <li><PlaceLink place current>{name}</PlaceLink></li> }
    };
    let links: Vec<_> =
        [(Place::Studio, say("switch.pictures")), (Place::Texts, say("switch.texts"))]
            .map(link)
            .into_iter()
            .collect();
    view! {
        <nav class="switch" aria-label=say("switch")>
            <ul role="list">{links}</ul>
        </nav>
    }
}
