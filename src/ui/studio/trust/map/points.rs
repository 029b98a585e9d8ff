//! The points of the map as a list.

use leptos::prelude::*;

use super::surface::Surface;
use super::{name_and_class, words_of};
use crate::protocol::ExampleId;
use crate::ui::parts::conditional::If;
use crate::ui::parts::opened::Opened;
use crate::ui::shell::store::use_store;
use crate::ui::state::Dot;
use crate::words::{self, say};

/// So many are shown, and so many more at each press.
const SHOWN: usize = 50;

/// The list “Points of the map”: made once it is opened.
#[component]
pub fn PointList(surface: Surface) -> impl IntoView {
    let opened = Opened::new();
    view! {
        <details on:toggle=move |event| opened.toggled(&event)>
            <summary>{say("map.list")}</summary>
            <If when=move || opened.get()>
                <Points surface />
            </If>
        </details>
    }
}

#[component]
fn Points(surface: Surface) -> impl IntoView {
    let store = use_store();
    let shown = surface.shown;
    let most = RwSignal::new(SHOWN);
    let all = Memo::new(move |_| shown.with(|shown| shown.dots.len()));
    let rows = Memo::new(move |_| {
        shown.with(|shown| {
            let dots = shown.dots.iter().take(most.get());
            let said = |dot: &Dot| store.peek(|state| words_of(name_and_class(state, dot), dot));
            dots.map(|dot| (dot.id, said(dot))).collect::<Vec<_>>()
        })
    });
    let row = move |(id, said): (ExampleId, String)| {
        let is_selected = store.slice(move |state| state.selected().contains(&id));
        let pick = move |_| {
            surface.selects.set(true);
            surface.reached.set(Some(id));
            store.set(|state| state.pick(id));
        };
        view! {
            <li>
                <label>
                    <input type="checkbox" prop:checked=move || is_selected.get() on:change=pick />
                    <span dir="auto">{said}</span>
                </label>
            </li>
        }
    };
    view! {
        <ul class="map-list" role="list" aria-label=say("map.list")>
            <For each=move || rows.get() key=Clone::clone children=row />
        </ul>
        <If when=move || { most.get() < all.get() }>
            <button
                type="button"
                class="small"
                on:click=move |_| most.update(|most| *most += SHOWN)
            >
                {move || words::count("and-more", all.get().saturating_sub(most.get()))}
            </button>
        </If>
    }
}
