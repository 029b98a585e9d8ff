//! Where the examples are, seen by the model: those that look alike to it are near each other.

mod controls;
mod draw;
mod legend;
mod points;
mod shape;
mod surface;

use leptos::prelude::*;

use crate::protocol::ExampleId;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Dot, State};
use crate::ui::studio::selection_bar::SelectionBar;
use crate::ui::studio::trust::map::controls::{Arranging, Groups, Tools};
use crate::ui::studio::trust::map::legend::Legend;
use crate::ui::studio::trust::map::points::PointList;
use crate::ui::studio::trust::map::surface::Surface;
use crate::words::{self, percent, say, say_with};

/// The id of the surface, which takes the focus.
const SURFACE: &str = "example-map";

/// The region “Map of examples”.
#[component]
pub fn ExampleMap() -> impl IntoView {
    let is_there = use_store().slice(|state| state.trust.map.is_some());
    view! {
        <If when=move || is_there.get()>
            <div class="wide" role="region" aria-labelledby="map-title">
                <p class="part-title" id="map-title">{say("map")}</p>
                <Map />
            </div>
        </If>
    }
}

#[component]
fn Map() -> impl IntoView {
    let store = use_store();
    // What it depends on is compared quickly, and it is made anew only when that has changed.
    let key = store.slice(State::map_key);
    let shown = Memo::new(move |_| {
        // Read, as what only follows it would never have it computed.
        key.with(|_| store.peek(State::map_shown))
    });
    let surface = Surface::new(store, shown);
    let about = move || match shown.with(|shown| shown.seen) {
        Some(seen) => say_with("map.about", &[&percent(f64::from(seen))]),
        None => say("map.about-neighbours").to_owned(),
    };
    let pictured = Signal::derive(move || {
        shown.with(|shown| {
            let classes = store.peek(|state| state.project().classes.len());
            let count = |is: fn(&&Dot) -> bool| shown.dots.iter().filter(is).count().to_string();
            let [all, wrong, suspect] =
                [count(|_| true), count(|dot| dot.wrong), count(|dot| dot.suspect)];
            say_with("map.picture", &[&all, &classes.to_string(), &wrong, &suspect])
        })
    });
    let reached = Memo::new(move |_| {
        let id = surface.reached.get()?;
        shown.with(|shown| shown.dots.iter().find(|dot| dot.id == id).copied())
    });
    let selected = store.slice(|state| state.selected());
    let says = move || {
        let dot = reached.get()?;
        let said = words_of(store.peek(|state| name_and_class(state, &dot)), &dot);
        let is_selected = selected.with(|selected| selected.contains(&dot.id));
        Some(if is_selected { format!("{said}, {}", say("map.selected")) } else { said })
    };
    let count = Memo::new(move |_| selected.with(|selected| selected.len()));
    Effect::new(move |before: Option<usize>| {
        let now = count.get();
        if now == 0 && before.is_some_and(|before| before > 0) && surface.selects.get_untracked() {
            surface.selects.set(false);
        }
        now
    });
    view! {
        <Arranging />
        <p class="hint">{about}</p>
        <Tools surface />
        {surface.view(Signal::derive(|| say("map").to_owned()), pictured)}
        <p class="map-says" aria-live="polite">
            {move || says().unwrap_or_else(|| say("map.says-nothing").to_owned())}
        </p>
        <If when=move || surface.selects.get() && count.get() != 0>
            <SelectionBar label="map.selection" back=SURFACE />
        </If>
        <Legend shown />
        <Groups surface />
        <p class="hint" id="map-keys">{say("map.keys")}</p>
        <PointList surface />
    }
}

/// What an example is called, and its class.
fn name_and_class(state: &State, dot: &Dot) -> [String; 2] {
    let name = state.example(dot.id).map(|example| example.input.name()).unwrap_or_default();
    let class = state.project().class(dot.class).map(|class| class.name.clone());
    [name, class.unwrap_or_default()]
}

/// What is to be said of a point.
fn words_of([name, class]: [String; 2], dot: &Dot) -> String {
    let mut said = say_with("map.says", &[&name, &class]);
    let marks =
        [(dot.held_out, "map.held-out"), (dot.wrong, "map.wrong"), (dot.suspect, "map.suspect")];
    for (_, mark) in marks.into_iter().filter(|(is, _)| *is) {
        said.push_str(", ");
        said.push_str(say(mark));
    }
    said
}

/// How many there are, as a sentence of the page.
fn how_many(key: &'static str, ids: &[ExampleId]) -> String {
    words::count(key, ids.len())
}
