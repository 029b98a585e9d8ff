//! k-means on points that can be dragged, with the mouse, a finger or the arrow keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

use super::line_chart::LineChart;
use crate::protocol::lab::Finding;
use crate::ui::learn::experiments::clustering::{graph, usual_points};
use crate::ui::learn::frame::Bench;

/// Side of the plane in its own units.
const SIDE: f32 = 300.0;

/// How far an arrow key moves a point.
const STEP: f32 = 0.02;

/// Moves the focus to the element of this id.
fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element {
        // Elements of SVG have the same method. One that cannot take the focus leaves it where it is.
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }
}

/// The id of the plane.
const PLANE: &str = "plane";

/// The plane with the points and, once there are some, the centres; and the distance by iterations.
pub fn view(bench: Bench) -> AnyView {
    let settings = bench.settings;
    if settings.with_untracked(|settings| settings.points.is_empty()) {
        settings.update(|settings| settings.points = usual_points());
    }
    let newest = bench.findings(|findings, _| {
        findings.iter().rev().find_map(|finding| match finding {
            Finding::Points { centres, nearest, .. } => Some((centres.clone(), nearest.clone())),
            _ => None,
        })
    });
    let newest = Memo::new(move |_| newest.get());
    let held = RwSignal::new(None::<usize>);
    // The one that the Tab key leads to: sixty of them would be in the way.
    let current = RwSignal::new(0);
    let put = move |index: usize, [x, y]: [f32; 2]| {
        // What was found is of where the points were.
        if bench.has_findings().get_untracked() {
            bench.lab.act(|state| state.forget(bench.design.name));
        }
        settings.update(|settings| {
            if let Some(point) = settings.points.get_mut(index) {
                *point = [x.clamp(0.0, 1.0), y.clamp(0.0, 1.0)];
            }
        });
    };
    let drag = move |event: PointerEvent| {
        let Some(index) = held.get_untracked() else { return };
        let plane = document().get_element_by_id(PLANE);
        let Some(area) = plane.map(|plane| plane.get_bounding_client_rect()) else { return };
        let x = (f64::from(event.client_x()) - area.left()) / area.width();
        let y = (f64::from(event.client_y()) - area.top()) / area.height();
        put(index, [x as f32, y as f32]);
    };
    let release = move |_| held.set(None);
    let [point_name, plane_name] = bench.say(["point", "plane"]);
    let count = Memo::new(move |_| settings.with(|settings| settings.points.len()));
    let dot = move |index: usize| {
        let at = Memo::new(move |_| {
            settings.with(|settings| settings.points.get(index).copied().unwrap_or_default())
        });
        let group = move || newest.with(|newest| newest.as_ref()?.1.get(index).copied());
        let hold = move |event: PointerEvent| {
            event.prevent_default();
            held.set(Some(index));
            if let Some(element) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
                // A browser that refuses loses a point that is dragged too fast, no more.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
        };
        let key = move |event: KeyboardEvent| {
            let [x, y] = at.get_untracked();
            let to = match event.key().as_str() {
                "ArrowLeft" => [x - STEP, y],
                "ArrowRight" => [x + STEP, y],
                "ArrowUp" => [x, y - STEP],
                "ArrowDown" => [x, y + STEP],
                "PageDown" | "PageUp" => {
                    event.prevent_default();
                    let count = count.get_untracked().max(1);
                    let on = if event.key() == "PageDown" { 1 } else { count - 1 };
                    return focus(&format!("point-{}", (index + on) % count));
                }
                _ => return,
            };
            event.prevent_default();
            put(index, to);
        };
        view! {
            <circle
                class=move || format!("dot group-{}", group().map_or("none".into(), |it| it.to_string()))
                cx=move || at.get()[0] * SIDE
                cy=move || at.get()[1] * SIDE
                r="6"
                id=format!("point-{index}")
                tabindex=move || if current.get() == index { "0" } else { "-1" }
                on:focus=move |_| current.set(index)
                role="button"
                aria-label=format!("{point_name} {}", index + 1)
                on:pointerdown=hold
                on:keydown=key
            />
        }
    };
    let centre = |(index, [x, y]): (usize, [f32; 2])| {
        let (x, y) = (x * SIDE, y * SIDE);
        let path = format!("M {} {y} h 16 M {x} {} v 16", x - 8.0, y - 8.0);
        view! {
            <circle class=format!("centre group-{index}") cx=x cy=y r="10" />
            <path class="centre-cross" d=path />
        }
    };
    let centres = move || {
        let centres = newest.get().map(|(centres, _)| centres).unwrap_or_default();
        centres.into_iter().enumerate().map(centre).collect::<Vec<_>>()
    };
    let graph = bench.findings(graph);
    view! {
        <svg
            class="plane"
            id=PLANE
            viewBox=format!("0 0 {SIDE} {SIDE}")
            role="group"
            aria-label=plane_name
            on:pointermove=drag
            on:pointerup=release
            on:pointercancel=release
        >
            {move || (0..count.get()).map(dot).collect::<Vec<_>>()}
            <g aria-hidden="true">{centres}</g>
        </svg>
        <LineChart graph />
    }
    .into_any()
}
