//! What can be done with the map beside it.

use leptos::prelude::*;

use super::how_many;
use super::surface::{CLOSER, Surface};
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Group, MapView};
use crate::words::{say, say_with};

/// By what the examples are arranged, and how far that has come.
#[component]
pub fn Arranging() -> impl IntoView {
    let store = use_store();
    let by_neighbours = store.slice(|state| state.trust.atlas.by_neighbours);
    let going = store.slice(|state| state.trust.atlas.going);
    let is_gone = store.slice(|state| state.trust.atlas.is_gone);
    let choice = move |neighbours: bool, name: &'static str| {
        view! {
            <button
                type="button"
                class="small"
                aria-pressed=move || (by_neighbours.get() == neighbours).to_string()
                on:click=move |_| store.act(|state| state.show_by_neighbours(neighbours))
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="map-tools">
            <span class="map-choice" role="group" aria-label=say("map.arranged-by")>
                {choice(false, say("map.components"))} {choice(true, say("map.neighbours"))}
            </span>
            <If when=move || going.get().is_some()>
                <progress
                    aria-label=say("map.arranging")
                    max="1"
                    value=move || going.get().map(|share| share.to_string())
                ></progress>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| store.act(|state| state.stop_arranging())
                >
                    {say("map.stop")}
                </button>
            </If>
            <If when=move || by_neighbours.get() && going.get().is_none()>
                <button
                    type="button"
                    class="small"
                    title=say("map.anew-title")
                    on:click=move |_| store.act(|state| state.arrange_anew())
                >
                    {say("map.anew")}
                </button>
            </If>
        </div>
        <If when=move || is_gone.get()>
            <p class="hint" role="status">{say("map.gone")}</p>
        </If>
    }
}

/// Enlarging, and drawing a line round examples.
#[component]
pub fn Tools(surface: Surface) -> impl IntoView {
    let Surface { view, is_lasso, .. } = surface;
    let is_whole = move || view.get() == MapView::default();
    view! {
        <div class="map-tools" role="group" aria-label=say("map.tools")>
            <button
                type="button"
                class="small"
                aria-pressed=move || is_lasso.get().to_string()
                on:click=move |_| is_lasso.update(|is_lasso| *is_lasso = !*is_lasso)
            >
                {say("map.lasso")}
            </button>
            <button type="button" class="small" on:click=move |_| surface.zoom(CLOSER)>
                {say("map.closer")}
            </button>
            <button
                type="button"
                class="small"
                disabled=is_whole
                on:click=move |_| surface.zoom(1.0 / CLOSER)
            >
                {say("map.farther")}
            </button>
            <button
                type="button"
                class="small"
                disabled=is_whole
                on:click=move |_| view.set(MapView::default())
            >
                {say("map.whole")}
            </button>
        </div>
    }
}

/// How many groups there are to be, and what is in each.
#[component]
pub fn Groups(surface: Surface) -> impl IntoView {
    let store = use_store();
    let count = store.slice(|state| state.trust.atlas.group_count);
    let groups = store.slice(|state| state.map_groups());
    let ask = move |event: web_sys::Event| {
        // What is no number is none, as the box itself says.
        let count = event_target_value(&event).parse().unwrap_or(0);
        store.act(|state| state.group(count));
    };
    let item = move |(at, group): (usize, Group)| {
        let Group { examples, mostly: (class, most) } = group;
        let examples_said = how_many("map.group-examples", &examples);
        let said = say_with(
            "map.group",
            &[&(at + 1).to_string(), &examples_said, &class, &most.to_string()],
        );
        let pick = move |_| {
            surface.selects.set(true);
            let ids = examples.clone();
            store.set(|state| state.pick_all(ids));
        };
        view! {
            <li>
                <button type="button" class="small" title=say("map.group-title") on:click=pick>
                    {said}
                </button>
            </li>
        }
    };
    view! {
        <label class="map-groups">
            {say("map.groups")}
            <input
                type="number"
                min="0"
                max=crate::protocol::map::MOST_GROUPS.to_string()
                prop:value=move || count.get().to_string()
                on:change=ask
            />
            <span class="hint">{say("map.groups-hint")}</span>
        </label>
        <If when=move || groups.with(|groups| !groups.is_empty())>
            <ol class="map-group-list" role="list" aria-label=say("map.groups-found")>
                {move || groups.get().into_iter().enumerate().map(item).collect_view()}
            </ol>
        </If>
    }
}
