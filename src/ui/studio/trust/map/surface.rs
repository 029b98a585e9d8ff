//! The map as a surface: what the pointer and the keys do on it.

use std::collections::BTreeMap;

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, KeyboardEvent, PointerEvent,
    WheelEvent,
};

use super::draw::{PICTURES, Scene, draw, in_sight};
use crate::data::address;
use crate::protocol::ExampleId;
use crate::ui::shell::store::Store;
use crate::ui::state::{MapShown, MapView, hull, inside, nearest, toward};
use crate::ui::studio::large_view::look_at;

/// How near the pointer must be to a point, in pixels.
const NEAR: f64 = 14.0;

/// How far a pointer goes before it drags, in pixels.
const STILL: f64 = 4.0;

/// How much a step enlarges.
pub const CLOSER: f64 = 1.5;

/// The map as a surface. Cheap to copy: a few keys.
#[derive(Debug, Clone, Copy)]
pub struct Surface {
    /// The state.
    pub store: Store,
    /// What is shown.
    pub shown: Memo<MapShown>,
    /// What of it is in sight.
    pub view: RwSignal<MapView>,
    /// The example that the keys or the pointer have reached.
    pub reached: RwSignal<Option<ExampleId>>,
    /// Whether the pointer draws a line round examples, and does not move the map.
    pub is_lasso: RwSignal<bool>,
    /// Whether something was selected here.
    pub selects: RwSignal<bool>,
    /// Corners of the groups.
    hulls: Memo<Vec<Vec<[f64; 2]>>>,
    line: RwSignal<Vec<[f64; 2]>>,
    /// Counts up when a picture has come.
    come: RwSignal<usize>,
    canvas: NodeRef<Canvas>,
    /// The pointers that press, and where they are.
    pointers: StoredValue<Vec<(i32, [f64; 2])>>,
    gesture: StoredValue<Gesture>,
    is_due: StoredValue<bool>,
    pictures: StoredValue<BTreeMap<ExampleId, HtmlImageElement>, LocalStorage>,
}

/// What pressed pointers do.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Gesture {
    /// Nothing yet: it began here.
    Press([f64; 2]),
    Move,
    /// A line is drawn; what was selected before stays selected, or not.
    Draw {
        adds: bool,
    },
}

impl Surface {
    /// A surface of this map.
    pub fn new(store: Store, shown: Memo<MapShown>) -> Self {
        let groups = store.slice(|state| state.map_groups());
        let hulls = Memo::new(move |_| {
            let places: BTreeMap<ExampleId, [f64; 2]> =
                shown.with(|shown| shown.dots.iter().map(|dot| (dot.id, dot.place)).collect());
            let around = |ids: &[ExampleId]| {
                hull(ids.iter().filter_map(|id| places.get(id).copied()).collect())
            };
            groups.with(|groups| groups.iter().map(|group| around(&group.examples)).collect())
        });
        let surface = Self {
            store,
            shown,
            view: RwSignal::new(MapView::default()),
            reached: RwSignal::new(None),
            is_lasso: RwSignal::new(false),
            selects: RwSignal::new(false),
            hulls,
            line: RwSignal::new(Vec::new()),
            come: RwSignal::new(0),
            canvas: NodeRef::new(),
            pointers: StoredValue::new(Vec::new()),
            gesture: StoredValue::new(Gesture::Move),
            is_due: StoredValue::new(false),
            pictures: StoredValue::new_local(BTreeMap::new()),
        };
        let selected = store.slice(|state| state.selected());
        Effect::new(move |_| {
            // Read, as what only follows them would never have them computed.
            shown.with(|_| selected.with(|_| hulls.with(|_| ())));
            surface.view.track();
            surface.reached.track();
            surface.line.track();
            surface.come.track();
            surface.canvas.track();
            surface.soon();
        });
        let resized = window_event_listener(leptos::ev::resize, move |_| surface.soon());
        on_cleanup(move || resized.remove());
        surface
    }

    /// Draws with the next frame, once however often it is asked for.
    fn soon(self) {
        if self.is_due.try_update_value(|is_due| std::mem::replace(is_due, true)) == Some(false) {
            request_animation_frame(move || {
                self.is_due.try_update_value(|is_due| *is_due = false);
                self.draw();
            });
        }
    }

    fn draw(self) {
        // It may have gone since.
        let Some(canvas) = self.canvas.try_get_untracked().flatten() else { return };
        let size = size(&canvas);
        let density = window().device_pixel_ratio().clamp(1.0, 3.0);
        let [width, height] = size.map(|length| (length * density).round() as u32);
        if (canvas.width(), canvas.height()) != (width, height) {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        let context = canvas.get_context("2d").ok().flatten();
        let Some(context) = context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok())
        else {
            return;
        };
        // Fails for no numbers alone.
        let _ = context.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
        let view = self.view.get_untracked();
        let selected = self.store.peek(|state| state.selected());
        self.shown.with_untracked(|shown| {
            self.ask_for_pictures(shown, view, size);
            let (hulls, line) = (self.hulls.get_untracked(), self.line.get_untracked());
            self.pictures.with_value(|pictures| {
                let reached = self.reached.get_untracked();
                let (selected, hulls, line) = (&selected, &hulls[..], &line[..]);
                let scene = Scene { shown, view, size, hulls, selected, reached, line, pictures };
                draw(&canvas, &context, &scene);
            });
        });
    }

    /// Has the browser read the small pictures of what is in sight, where that is little.
    fn ask_for_pictures(self, shown: &MapShown, view: MapView, size: [f64; 2]) {
        let dots = in_sight(shown, view, size);
        if dots.len() > PICTURES {
            return;
        }
        for (dot, _) in dots {
            if self.pictures.with_value(|pictures| pictures.contains_key(&dot.id)) {
                continue;
            }
            let thumbnail = self.store.peek(|state| state.example(dot.id)?.thumbnail);
            let Some(bytes) = thumbnail else { continue };
            let Ok(picture) = HtmlImageElement::new() else { continue };
            let come = Closure::once_into_js(move || {
                self.come.try_update(|come| *come += 1);
            });
            picture.set_onload(Some(come.unchecked_ref()));
            picture.set_src(&address::of_jpeg(&bytes));
            self.pictures.update_value(|pictures| drop(pictures.insert(dot.id, picture)));
        }
    }

    /// The size of the canvas in pixels of the page.
    fn size(self) -> [f64; 2] {
        self.canvas.get_untracked().map_or([1.0; 2], |canvas| size(&canvas))
    }

    /// The example that is at these pixels.
    fn at(self, at: [f64; 2]) -> Option<ExampleId> {
        let (view, size) = (self.view.get_untracked(), self.size());
        let (place, within) = (view.to_place(at, size), view.length(NEAR, size));
        self.shown.with_untracked(|shown| nearest(&shown.dots, place, within))
    }

    fn pick(self, ids: Vec<ExampleId>) {
        self.selects.set(true);
        self.store.set(|state| state.pick_all(ids));
    }

    fn toggle(self, id: ExampleId) {
        self.selects.set(true);
        self.store.set(|state| state.pick(id));
    }

    fn pressed(self, event: &PointerEvent) {
        let Some(canvas) = self.canvas.get_untracked() else { return };
        if event.button() != 0 {
            return;
        }
        // What goes beyond the edge comes back.
        let _ = canvas.set_pointer_capture(event.pointer_id());
        let at = place(event);
        let mut count = 0;
        self.pointers.update_value(|pointers| {
            pointers.push((event.pointer_id(), at));
            count = pointers.len();
        });
        self.line.set(Vec::new());
        let is_lasso = self.is_lasso.get_untracked();
        self.gesture.set_value(match (count, is_lasso || event.shift_key()) {
            (1, true) => Gesture::Draw { adds: event.shift_key() },
            (1, false) => Gesture::Press(at),
            // Two fingers move and enlarge.
            _ => Gesture::Move,
        });
    }

    fn went(self, event: &PointerEvent) {
        let (id, at) = (event.pointer_id(), place(event));
        let mut before = Vec::new();
        self.pointers.update_value(|pointers| {
            before.clone_from(pointers);
            pointers.iter_mut().filter(|pointer| pointer.0 == id).for_each(|it| it.1 = at);
        });
        let Some(&(_, from)) = before.iter().find(|pointer| pointer.0 == id) else {
            if event.pointer_type() == "mouse" && before.is_empty() {
                self.reached.maybe_update(|reached| {
                    let now = self.at(at);
                    let is_other = now.is_some() && now != *reached;
                    if is_other {
                        *reached = now;
                    }
                    is_other
                });
            }
            return;
        };
        let size = self.size();
        let by = [at[0] - from[0], at[1] - from[1]];
        match self.gesture.get_value() {
            Gesture::Press(start) if far(start, at) > STILL => {
                self.gesture.set_value(Gesture::Move);
                let by = [at[0] - start[0], at[1] - start[1]];
                self.view.update(|view| *view = view.moved(by, size));
            }
            Gesture::Press(_) => {}
            Gesture::Draw { .. } => {
                let place = self.view.get_untracked().to_place(at, size);
                self.line.update(|line| line.push(place));
            }
            Gesture::Move => {
                let other = before.iter().find(|pointer| pointer.0 != id).map(|it| it.1);
                self.view.update(|view| match other {
                    None => *view = view.moved(by, size),
                    Some(other) => {
                        let middle = [0, 1].map(|axis| (at[axis] + other[axis]) / 2.0);
                        let times = far(at, other) / far(from, other).max(1.0);
                        let half = by.map(|by| by / 2.0);
                        *view = view.moved(half, size).zoomed(times, middle, size);
                    }
                });
            }
        }
    }

    fn released(self, event: &PointerEvent) {
        let id = event.pointer_id();
        if self.pointers.with_value(|pointers| pointers.iter().all(|it| it.0 != id)) {
            return;
        }
        match self.gesture.get_value() {
            Gesture::Press(at) => self.choose(at, event.ctrl_key() || event.meta_key()),
            Gesture::Draw { adds } => {
                let line = self.line.get_untracked();
                let ids = self.shown.with_untracked(|shown| inside(&shown.dots, &line));
                if line.len() < 3 {
                    self.choose(place(event), true);
                } else {
                    if !adds {
                        self.store.set(|state| state.select_none());
                    }
                    self.pick(ids);
                }
            }
            Gesture::Move => {}
        }
        self.lost(id);
    }

    /// A pointer that presses no more, wherever it went.
    fn lost(self, id: i32) {
        self.pointers.update_value(|pointers| pointers.retain(|it| it.0 != id));
        self.gesture.set_value(Gesture::Move);
        self.line.set(Vec::new());
    }

    /// An example was pressed: it is selected or not, or looked at.
    fn choose(self, at: [f64; 2], selects: bool) {
        let Some(id) = self.at(at) else { return };
        self.reached.set(Some(id));
        if selects { self.toggle(id) } else { look_at(self.store, id) }
    }

    fn wheeled(self, event: &WheelEvent) {
        let is_meant = event.ctrl_key() || event.meta_key() || self.has_focus();
        let Some(canvas) = self.canvas.get_untracked().filter(|_| is_meant) else { return };
        let at = [f64::from(event.offset_x()), f64::from(event.offset_y())];
        // Lines and pages are told in their own units.
        let unit = [1.0, 20.0, 300.0].get(event.delta_mode() as usize).copied().unwrap_or(1.0);
        let times = (-event.delta_y() * unit * 0.002).exp();
        let before = self.view.get_untracked();
        let after = before.zoomed(times, at, size(&canvas));
        // Where it is no nearer nor farther, the page scrolls.
        if after != before {
            event.prevent_default();
            self.view.set(after);
        }
    }

    fn has_focus(self) -> bool {
        let focused = document().active_element();
        focused.is_some_and(|element| element.id() == super::SURFACE)
    }

    /// Enlarges so many times, about what was reached if it is in sight.
    pub fn zoom(self, times: f64) {
        let (size, view) = (self.size(), self.view.get_untracked());
        let reached = self.reached.get_untracked();
        let place = self.shown.with_untracked(|shown| {
            shown.dots.iter().find(|dot| Some(dot.id) == reached).map(|dot| dot.place)
        });
        let at = place.map(|place| view.to_canvas(place, size));
        let is_seen = |at: &[f64; 2]| (0..2).all(|axis| (0.0..=size[axis]).contains(&at[axis]));
        let at = at.filter(is_seen).unwrap_or(size.map(|length| length / 2.0));
        self.view.set(view.zoomed(times, at, size));
    }

    fn go(self, direction: [f64; 2], extends: bool) {
        let from = self.reached.get_untracked();
        let next = self.shown.with_untracked(|shown| {
            let id = toward(&shown.dots, from, direction)?;
            Some((id, shown.dots.iter().find(|dot| dot.id == id)?.place))
        });
        let Some((id, place)) = next else { return };
        if extends {
            self.pick(from.into_iter().chain([id]).collect());
        }
        let size = self.size();
        self.reached.set(Some(id));
        self.view.update(|view| *view = view.with_in_sight(place, size));
    }

    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let reached = self.reached.get_untracked();
        match event.key().as_str() {
            "ArrowRight" => self.go([1.0, 0.0], event.shift_key()),
            "ArrowLeft" => self.go([-1.0, 0.0], event.shift_key()),
            "ArrowDown" => self.go([0.0, 1.0], event.shift_key()),
            "ArrowUp" => self.go([0.0, -1.0], event.shift_key()),
            " " => reached.into_iter().for_each(|id| self.toggle(id)),
            "Enter" => reached.into_iter().for_each(|id| look_at(self.store, id)),
            "+" | "=" => self.zoom(CLOSER),
            "-" => self.zoom(1.0 / CLOSER),
            "0" => self.view.set(MapView::default()),
            "Escape" => self.store.set(|state| state.select_none()),
            "Delete" => self.store.act(|state| state.remove_selected()),
            _ => return,
        }
        event.prevent_default();
    }

    /// What is to be put on the page.
    pub fn view(self, label: Signal<String>, about: Signal<String>) -> impl IntoView {
        let is_held = move || self.is_lasso.get() || self.view.get().zoom() > 1.0;
        view! {
            <div
                id=super::SURFACE
                class="map-surface"
                role="application"
                tabindex="0"
                aria-label=label
                aria-describedby="map-keys"
                on:keydown=move |event| self.key(&event)
            >
                <canvas
                    node_ref=self.canvas
                    role="img"
                    aria-label=about
                    data-lasso=move || self.is_lasso.get().then_some("true")
                    data-held=move || is_held().then_some("true")
                    on:pointerdown=move |event| self.pressed(&event)
                    on:pointermove=move |event| self.went(&event)
                    on:pointerup=move |event| self.released(&event)
                    on:pointercancel=move |event| self.lost(event.pointer_id())
                    on:wheel=move |event| self.wheeled(&event)
                ></canvas>
            </div>
        }
    }
}

fn size(canvas: &HtmlCanvasElement) -> [f64; 2] {
    [canvas.client_width(), canvas.client_height()].map(|length| f64::from(length.max(1)))
}

fn place(event: &PointerEvent) -> [f64; 2] {
    [f64::from(event.offset_x()), f64::from(event.offset_y())]
}

fn far(one: [f64; 2], other: [f64; 2]) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}
