//! What the points of the map mean.

use leptos::prelude::*;

use super::shape::{STAR, Shape, look};
use crate::protocol::ClassId;
use crate::ui::parts::swatch::class_colour;
use crate::ui::shell::store::use_store;
use crate::ui::state::MapShown;
use crate::words::say;

/// The marks that are on the map, and the classes.
#[component]
pub fn Legend(shown: Memo<MapShown>) -> impl IntoView {
    let store = use_store();
    let classes = store.slice(|state| {
        let classes = state.project().classes.iter();
        classes.map(|class| (class.id, class.name.clone())).collect::<Vec<_>>()
    });
    let class = |(id, name): (ClassId, String)| {
        let (_, shape) = look(id);
        let style = class_colour(id);
        view! { <li style=style><Icon shape mark="point" />{name}</li> }
    };
    let marks = Memo::new(move |_| {
        shown.with(|shown| {
            let any = |is: fn(&crate::ui::state::Dot) -> bool| shown.dots.iter().any(is);
            [
                (any(|dot| dot.held_out), "held-out", "map.held-out"),
                (any(|dot| dot.wrong), "wrong", "map.wrong"),
                (any(|dot| dot.suspect), "suspect", "map.suspect"),
                (shown.tried.is_some(), "tried", "map.tried"),
            ]
        })
    });
    let mark = |(is, mark, name): (bool, &'static str, &'static str)| {
        let shape: Shape = if mark == "tried" { STAR } else { &[] };
        is.then(|| view! { <li><Icon shape mark />{say(name)}</li> })
    };
    view! {
        <ul class="map-legend" role="list" aria-label=say("map.legend")>
            {move || classes.get().into_iter().map(class).collect_view()}
            {move || marks.get().map(mark).into_iter().collect_view()}
        </ul>
    }
}

/// A point as it is drawn on the map.
#[component]
fn Icon(shape: Shape, mark: &'static str) -> impl IntoView {
    let corners = shape.iter().map(|[x, y]| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    let point = match shape.is_empty() {
        true => view! { <circle r="1"></circle> }.into_any(),
        false => view! { <polygon points=corners></polygon> }.into_any(),
    };
    let suspect = (mark == "suspect")
        .then(|| view! { <rect x="-1.6" y="-1.6" width="3.2" height="3.2"></rect> });
    let held_out = (mark == "held-out").then(|| view! { <circle class="dot" r="0.4"></circle> });
    view! {
        <svg class=format!("map-icon {mark}") viewBox="-2 -2 4 4" aria-hidden="true">
            {point}
            {suspect}
            {held_out}
        </svg>
    }
}
