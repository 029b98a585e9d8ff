//! Where the examples are, seen by the model: those that look alike to it are near each other.

use std::collections::BTreeSet;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::protocol::trust::PointMap;
use crate::protocol::{ClassId, ExampleId};
use crate::ui::parts::conditional::If;
use crate::ui::parts::swatch::class_colour;
use crate::ui::shell::store::use_store;
use crate::ui::studio::large_view::look_at;
use crate::words::{percent, say, say_with};

/// Width and height of the plane, in units of its own.
const SIZE: (f32, f32) = (100.0, 60.0);

/// How far points stay from the edge, in these units.
const MARGIN: f32 = 2.5;

/// A point: the example, its class, its place, and whether it was told wrong.
type Point = (ExampleId, ClassId, [f32; 2], bool);

/// The region “Map of examples”.
#[component]
pub fn ExampleMap() -> impl IntoView {
    let store = use_store();
    let points = store.slice(|state| {
        let map = state.trust.map.as_ref()?;
        let wrong: BTreeSet<ExampleId> =
            state.trust.answers.iter().flat_map(|answers| answers.mistakes.clone()).collect();
        let class = |id| state.project().place_of(id).map(|(class, _)| class.id);
        let placed = map.points.iter().zip(places(map)).filter_map(|(point, place)| {
            let id = point.example;
            Some((id, class(id)?, place, wrong.contains(&id)))
        });
        Some(placed.collect::<Vec<Point>>())
    });
    let about = store.slice(|state| {
        let [across, upwards] = state.trust.map.as_ref()?.explained;
        Some(say_with("map.about", &[&percent(f64::from(across + upwards))]))
    });
    let press = move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let id = target.and_then(|target| target.get_attribute("data-example")?.parse().ok());
        if let Some(id) = id {
            look_at(store, ExampleId(id));
        }
    };
    let point = |(id, class, [x, y], wrong): Point| {
        view! {
            <circle
                cx=format!("{x:.2}")
                cy=format!("{y:.2}")
                r=if wrong { "1.3" } else { "0.9" }
                style=class_colour(class)
                data-example=id.0.to_string()
                data-wrong=wrong.then_some("true")
            ></circle>
        }
    };
    let (width, height) = SIZE;
    view! {
        <If when=move || points.with(Option::is_some)>
            <div class="wide" role="region" aria-labelledby="map-title">
                <p class="part-title" id="map-title">{say("map")}</p>
                <p class="hint">{about}</p>
                <svg
                    class="example-map"
                    viewBox=format!("0 0 {width} {height}")
                    role="img"
                    aria-label=say("map.picture")
                    on:click=press
                >
                    {move || points.get().map(|points| points.into_iter().map(point).collect_view())}
                </svg>
            </div>
        </If>
    }
}

/// The points in units of the plane, both axes by the same measure.
fn places(map: &PointMap) -> Vec<[f32; 2]> {
    let range = |of: fn(&[f32; 2]) -> f32| {
        let all = map.points.iter().map(|point| of(&[point.x, point.y]));
        let all = all.filter(|it| it.is_finite());
        all.fold((f32::MAX, f32::MIN), |(low, high), it| (low.min(it), high.max(it)))
    };
    let ((left, right), (bottom, top)) = (range(|it| it[0]), range(|it| it[1]));
    let room = (SIZE.0 - 2.0 * MARGIN, SIZE.1 - 2.0 * MARGIN);
    let scale = (room.0 / (right - left).max(1e-6)).min(room.1 / (top - bottom).max(1e-6));
    let place = |x: f32, y: f32| {
        let across = SIZE.0 / 2.0 + (x - (left + right) / 2.0) * scale;
        let down = SIZE.1 / 2.0 - (y - (bottom + top) / 2.0) * scale;
        [across, down]
    };
    map.points.iter().map(|point| place(point.x, point.y)).collect()
}
