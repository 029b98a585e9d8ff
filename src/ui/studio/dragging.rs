//! Tiles are dragged to another class, and many are selected by a frame that is drawn around them: by mouse or pen. All
//! of it can be done with the boxes of the tiles and the menu of what is selected as well.
//!
//! By pointer events: what browsers call drag and drop is for files, and begins with a picture as a file.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use crate::protocol::{ClassId, ExampleId};
use crate::ui::shell::store::Store;
use crate::ui::studio::class_group::class_id;

/// Pixels that a pointer moves in a click.
const CLICK: f64 = 6.0;

/// A place in the window, in pixels.
type Place = (f64, f64);

/// Where the pointer was pressed, and what on.
#[derive(Debug, Clone, Copy)]
struct Press {
    at: Place,
    /// The tile; none beside them.
    tile: Option<ExampleId>,
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Drag {
    /// So many examples follow the pointer.
    Tiles(usize, Place),
    /// A frame is drawn from here to there.
    Frame(Place, Place),
}

/// What is dragged over the classes. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Dragging {
    store: Store,
    press: StoredValue<Option<Press>>,
    drag: RwSignal<Option<Drag>>,
}

impl Dragging {
    /// Nothing is.
    pub fn new(store: Store) -> Self {
        Self { store, press: StoredValue::new(None), drag: RwSignal::new(None) }
    }

    /// The pointer is pressed somewhere among the classes.
    pub fn press(self, event: &PointerEvent) {
        // A finger scrolls.
        let is_mine = event.button() == 0 && event.pointer_type() != "touch";
        let Some(target) = target(event).filter(|_| is_mine) else { return };
        let on = |what: &str| target.closest(what).ok().flatten();
        let tile = on(".face").and_then(|_| on(".tile")).as_ref().and_then(example);
        // What can be used by itself is.
        if tile.is_some()
            || on("button, input, textarea, select, label, a, video, canvas").is_none()
        {
            self.press.set_value(Some(Press { at: place(event), tile }));
        }
    }

    /// The pointer moves.
    pub fn go(self, event: &PointerEvent) {
        let Some(Press { at, tile }) = self.press.get_value() else { return };
        // It was let go where nobody heard of it.
        if event.buttons() == 0 {
            return self.end();
        }
        let to = place(event);
        if self.drag.get_untracked().is_none() {
            if (to.0 - at.0).hypot(to.1 - at.1) < CLICK {
                return;
            }
            // What follows is no click on what it began on.
            if let Some(node) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok())
            {
                // Fails only for a pointer that is gone.
                let _ = node.set_pointer_capture(event.pointer_id());
            }
            if let Some(id) = tile {
                self.store.set(|state| state.take_up(id));
            }
        }
        match tile {
            Some(_) => {
                let count = self.store.peek(|state| state.selected().len());
                self.drag.set(Some(Drag::Tiles(count, to)));
                mark(class_at(to).as_ref());
            }
            None => self.drag.set(Some(Drag::Frame(at, to))),
        }
    }

    /// The pointer is let go.
    pub fn release(self, event: &PointerEvent) {
        match self.drag.get_untracked() {
            Some(Drag::Tiles(..)) => {
                let class = class_at(place(event)).as_ref().and_then(class_id);
                if let Some(class) = class {
                    self.drop_on(class);
                }
            }
            Some(Drag::Frame(from, to)) => {
                let framed = framed(from, to);
                self.store.set(|state| state.pick_all(framed));
            }
            None => {}
        }
        self.end();
    }

    fn drop_on(self, class: ClassId) {
        self.store.act(|state| state.move_selected(class));
    }

    /// Nothing is dragged any more, and nothing comes of it.
    pub fn end(self) {
        self.press.set_value(None);
        if self.drag.get_untracked().is_some() {
            self.drag.set(None);
            mark(None);
        }
    }

    /// What is seen of it.
    pub fn view(self) -> impl IntoView {
        move || {
            self.drag.get().map(|drag| match drag {
                Drag::Tiles(count, (x, y)) => {
                    let style = format!("left: {x}px; top: {y}px");
                    view! { <span class="dragged" aria-hidden="true" style=style>{count}</span> }
                        .into_any()
                }
                Drag::Frame(from, to) => {
                    let (left, top, right, bottom) = sides(from, to);
                    let style = format!(
                        "left: {left}px; top: {top}px; width: {}px; height: {}px",
                        right - left,
                        bottom - top
                    );
                    view! { <span class="frame" aria-hidden="true" style=style></span> }.into_any()
                }
            })
        }
    }
}

fn target(event: &PointerEvent) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

fn place(event: &PointerEvent) -> Place {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// The example of a tile.
fn example(tile: &Element) -> Option<ExampleId> {
    tile.get_attribute("data-example")?.parse().ok().map(ExampleId)
}

/// The class that is painted at a place.
fn class_at((x, y): Place) -> Option<Element> {
    document().element_from_point(x as f32, y as f32)?.closest(".class").ok().flatten()
}

/// Marks the class on which something would be dropped, and no other.
fn mark(class: Option<&Element>) {
    const MARK: &str = "data-drop";
    let before = document().query_selector(".class[data-drop]").ok().flatten();
    if before.as_ref() != class {
        // A name that every element takes.
        before.iter().for_each(|before| drop(before.remove_attribute(MARK)));
        class.iter().for_each(|class| drop(class.set_attribute(MARK, "true")));
    }
}

/// The examples whose tiles are in a frame.
fn framed(from: Place, to: Place) -> Vec<ExampleId> {
    let (left, top, right, bottom) = sides(from, to);
    let Ok(tiles) = document().query_selector_all(".tile") else { return Vec::new() };
    let tiles =
        (0..tiles.length()).filter_map(|index| tiles.get(index)?.dyn_into::<Element>().ok());
    let framed = tiles.filter(|tile| {
        let tile = tile.get_bounding_client_rect();
        tile.left() < right && tile.right() > left && tile.top() < bottom && tile.bottom() > top
    });
    framed.filter_map(|tile| example(&tile)).collect()
}

/// Left, top, right and bottom of a frame, whichever way it was drawn.
fn sides(from: Place, to: Place) -> (f64, f64, f64, f64) {
    (from.0.min(to.0), from.1.min(to.1), from.0.max(to.0), from.1.max(to.1))
}
