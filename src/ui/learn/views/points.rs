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

/// The centres, and the group of each point.
type Groups = (Vec<[f32; 2]>, Vec<u32>);

/// The plane, as its parts see it. Cheap to copy.
#[derive(Debug, Clone, Copy)]
struct Plane {
    bench: Bench,
    /// What was found last.
    newest: Memo<Option<Groups>>,
    /// The point that is dragged.
    held: RwSignal<Option<usize>>,
    /// The one that the Tab key leads to: sixty of them would be in the way.
    current: RwSignal<usize>,
}

impl Plane {
    /// Puts a point somewhere, or at the edge if that is outside.
    fn put(self, index: usize, [x, y]: [f32; 2]) {
        let Bench { design, settings, lab, .. } = self.bench;
        // What was found is of where the points were.
        if self.bench.has_findings().get_untracked() {
            lab.act(|state| state.forget(design.name));
        }
        settings.update(|settings| {
            if let Some(point) = settings.points.get_mut(index) {
                *point = [x.clamp(0.0, 1.0), y.clamp(0.0, 1.0)];
            }
        });
    }

    /// Where a point is.
    fn point(self, index: usize) -> Memo<[f32; 2]> {
        let settings = self.bench.settings;
        Memo::new(move |_| {
            settings.with(|settings| settings.points.get(index).copied().unwrap_or_default())
        })
    }

    /// How many points there are.
    fn count(self) -> usize {
        self.bench.settings.with(|settings| settings.points.len())
    }

    /// A pointer presses a point.
    fn hold(self, index: usize, event: &PointerEvent) {
        event.prevent_default();
        self.held.set(Some(index));
        if let Some(element) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
            // A browser that refuses loses a point that is dragged too fast, no more.
            let _ = element.set_pointer_capture(event.pointer_id());
        }
    }

    /// A pointer moves over the plane.
    fn drag(self, event: &PointerEvent) {
        let Some(index) = self.held.get_untracked() else { return };
        let plane = document().get_element_by_id(PLANE);
        let Some(area) = plane.map(|plane| plane.get_bounding_client_rect()) else { return };
        let x = (f64::from(event.client_x()) - area.left()) / area.width();
        let y = (f64::from(event.client_y()) - area.top()) / area.height();
        self.put(index, [x as f32, y as f32]);
    }

    /// A key is pressed on a point, which is here: arrows move it, others lead to the next.
    fn press(self, index: usize, [x, y]: [f32; 2], event: &KeyboardEvent) {
        let to = match event.key().as_str() {
            "ArrowLeft" => [x - STEP, y],
            "ArrowRight" => [x + STEP, y],
            "ArrowUp" => [x, y - STEP],
            "ArrowDown" => [x, y + STEP],
            "PageDown" | "PageUp" => {
                event.prevent_default();
                let count = untrack(move || self.count()).max(1);
                let on = if event.key() == "PageDown" { 1 } else { count - 1 };
                return focus(&format!("point-{}", (index + on) % count));
            }
            _ => return,
        };
        event.prevent_default();
        self.put(index, to);
    }
}

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
    let plane = Plane { bench, newest, held: RwSignal::new(None), current: RwSignal::new(0) };
    let release = move |_| plane.held.set(None);
    let [point_name, plane_name] = bench.say(["point", "plane"]);
    let count = Memo::new(move |_| plane.count());
    let dots = move || {
        let dot = |index| view! { <Dot plane index name=point_name /> };
        (0..count.get()).map(dot).collect::<Vec<_>>()
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
            on:pointermove=move |event| plane.drag(&event)
            on:pointerup=release
            on:pointercancel=release
        >
            {dots}
            <g aria-hidden="true">{centres}</g>
        </svg>
        <LineChart graph />
    }
    .into_any()
}

/// A point, to be dragged.
#[component]
fn Dot(
    plane: Plane,
    index: usize,
    /// What a point is called.
    name: &'static str,
) -> impl IntoView {
    let at = plane.point(index);
    let group = move || plane.newest.with(|newest| newest.as_ref()?.1.get(index).copied());
    view! {
        <circle
            class=move || format!("dot group-{}", group().map_or("none".into(), |it| it.to_string()))
            cx=move || at.get()[0] * SIDE
            cy=move || at.get()[1] * SIDE
            r="6"
            id=format!("point-{index}")
            tabindex=move || if plane.current.get() == index { "0" } else { "-1" }
            on:focus=move |_| plane.current.set(index)
            role="button"
            aria-label=format!("{name} {}", index + 1)
            on:pointerdown=move |event| plane.hold(index, &event)
            on:keydown=move |event| plane.press(index, at.get_untracked(), &event)
        />
    }
}

/// The centre of a group.
fn centre((index, [x, y]): (usize, [f32; 2])) -> impl IntoView {
    let (x, y) = (x * SIDE, y * SIDE);
    let path = format!("M {} {y} h 16 M {x} {} v 16", x - 8.0, y - 8.0);
    view! {
        <circle class=format!("centre group-{index}") cx=x cy=y r="10" />
        <path class="centre-cross" d=path />
    }
}
