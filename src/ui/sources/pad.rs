//! A pad to draw on, with a mouse, a finger or a pen: black on white, as what is drawn on paper.

use std::f64::consts::TAU;

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, PointerEvent};

use super::opened::{Opener, Tool, use_opened};
use super::snapshot::Snapshot;
use super::{Give, Sink, Source};
use crate::ui::browser;
use crate::ui::parts::later::later;
use crate::ui::shell::store::{Store, use_store};
use crate::words::{count, say, say_with};

/// Side of the pad in pixels: sharp on a dense screen.
const SIDE: u32 = 512;

/// Side of the picture that becomes of it.
const PICTURE: u32 = 256;

/// How thick a stroke is before somebody has changed it, in pixels of the pad.
const THICKNESS: f64 = 20.0;

/// What is drawn by hand.
pub static PAD: Source = Source {
    offers: |sink| sink != Sink::Page,
    part: |sink, give| {
        let store = use_store();
        let (label, done) = match sink {
            Sink::Trial => ("pad.open-to-try", "pad.try"),
            Sink::Class(_) | Sink::Page => ("pad.open", "pad.add"),
        };
        let rest = store.slice(move |state| match sink {
            Sink::Class(id) => say_with("for-class", &[&state.class_name(id)]),
            Sink::Trial | Sink::Page => String::new(),
        });
        view! {
            <Opener tool=Tool::Pad sink label=say(label) rest>
                {drawing_pad(done, sink != Sink::Trial, give)}
            </Opener>
        }
        .into_any()
    },
};

later! {
    /// The pad, once it has arrived.
    fn drawing_pad(done: &'static str, clears: bool, give: Give) of tools {
        view! { <DrawingPad done clears give /> }
    }
}

/// A point of a stroke: its place on the pad, and how thick the stroke is there, in pixels.
type Point = (f64, f64, f64);

/// A pad that is open. Cheap to copy.
#[derive(Clone, Copy)]
struct Pad {
    canvas: NodeRef<Canvas>,
    /// The strokes, in the order they were drawn.
    strokes: StoredValue<Vec<Vec<Point>>>,
    /// How many there are.
    count: RwSignal<usize>,
    thickness: RwSignal<f64>,
    /// The pointer that draws, while one does: a second finger does not.
    pointer: StoredValue<Option<i32>>,
    /// How many drawings were given.
    given: RwSignal<usize>,
}

/// The pad, with all that belongs to it.
#[component]
fn DrawingPad(
    /// The key of what stands on the button that gives the drawing.
    done: &'static str,
    /// Whether the pad is empty after that.
    clears: bool,
    give: Give,
) -> impl IntoView {
    let pad = Pad {
        canvas: NodeRef::new(),
        strokes: StoredValue::new(Vec::new()),
        count: RwSignal::new(0),
        thickness: RwSignal::new(THICKNESS),
        pointer: StoredValue::new(None),
        given: RwSignal::new(0),
    };
    let store = use_store();
    let opened = use_opened();
    Effect::new(move |_| {
        if pad.canvas.get().is_some() {
            pad.draw_all();
        }
    });
    let empty = move || pad.count.get() == 0;
    let thicken = move |event| {
        // A slider has no other values.
        pad.thickness.set(event_target_value(&event).parse().unwrap_or(THICKNESS));
    };
    view! {
        <div class="tool">
            <canvas
                node_ref=pad.canvas
                class="sight pad"
                role="img"
                aria-label=say("pad")
                width=SIDE.to_string()
                height=SIDE.to_string()
                on:pointerdown=move |event| pad.begin(&event)
                on:pointermove=move |event| pad.go_on(&event)
                on:lostpointercapture=move |_| pad.pointer.set_value(None)
            ></canvas>
            <label class="tool-choice">
                {say("pad.thickness")}
                <input type="range" min="4" max="60" prop:value=THICKNESS.to_string() on:input=thicken />
            </label>
            <button type="button" class="small" disabled=empty on:click=move |_| pad.undo()>{say("pad.undo")}</button>
            <button type="button" class="small" disabled=empty on:click=move |_| pad.clear()>{say("clear")}</button>
            <button
                type="button"
                class="primary"
                disabled=empty
                on:click=move |_| pad.give(store, give, clears)
            >
                {say(done)}
            </button>
            <button type="button" class="small" on:click=move |_| opened.close()>{say("close")}</button>
            <p class="hint" role="status">
                {move || match pad.given.get() {
                    given if given == 0 || !clears => String::new(),
                    given => count("pad.added", given),
                }}
            </p>
        </div>
    }
}

impl Pad {
    fn begin(self, event: &PointerEvent) {
        let Some(canvas) = self.canvas.get_untracked() else { return };
        if event.button() != 0 || self.pointer.get_value().is_some() {
            return;
        }
        event.prevent_default();
        // The stroke goes on beyond the edge, and comes back.
        let _ = canvas.set_pointer_capture(event.pointer_id());
        self.pointer.set_value(Some(event.pointer_id()));
        self.strokes.update_value(|strokes| strokes.push(Vec::new()));
        self.add(&canvas, event);
        self.tell();
    }

    fn go_on(self, event: &PointerEvent) {
        if self.pointer.get_value() == Some(event.pointer_id())
            && let Some(canvas) = self.canvas.get_untracked()
        {
            self.add(&canvas, event);
        }
    }

    /// Adds a point to the newest stroke, and draws as far as it.
    fn add(self, canvas: &HtmlCanvasElement, event: &PointerEvent) {
        let scale = f64::from(SIDE) / f64::from(canvas.client_width().max(1));
        // A pen that is pressed harder draws thicker; mice and most fingers press evenly.
        let force =
            if event.pointer_type() == "pen" { 0.5 + f64::from(event.pressure()) } else { 1.0 };
        let place = |offset: i32| f64::from(offset) * scale;
        let point = (
            place(event.offset_x()),
            place(event.offset_y()),
            self.thickness.get_untracked() * force,
        );
        let Some(context) = context(canvas) else { return };
        self.strokes.update_value(|strokes| {
            if let Some(stroke) = strokes.last_mut() {
                stroke.push(point);
                draw(&context, &stroke[stroke.len().saturating_sub(2)..]);
            }
        });
    }

    fn undo(self) {
        self.strokes.update_value(|strokes| drop(strokes.pop()));
        self.draw_all();
        self.tell();
    }

    fn clear(self) {
        self.strokes.set_value(Vec::new());
        self.draw_all();
        self.tell();
    }

    /// Draws all strokes anew, on white.
    fn draw_all(self) {
        let canvas = self.canvas.get_untracked();
        let Some(context) = canvas.as_ref().and_then(context) else { return };
        context.set_fill_style_str("#fff");
        context.fill_rect(0.0, 0.0, f64::from(SIDE), f64::from(SIDE));
        self.strokes.with_value(|strokes| {
            strokes.iter().for_each(|stroke| {
                draw(&context, stroke);
            });
        });
    }

    fn tell(self) {
        self.count.set(self.strokes.with_value(Vec::len));
    }

    /// Gives what is drawn.
    fn give(self, store: Store, give: Give, clears: bool) {
        let (Some(canvas), Some(snapshot)) = (self.canvas.get_untracked(), Snapshot::new(PICTURE))
        else {
            return;
        };
        let side = f64::from(PICTURE);
        let copied = snapshot
            .context
            .draw_image_with_html_canvas_element_and_dw_and_dh(&canvas, 0.0, 0.0, side, side);
        if clears {
            self.clear();
        }
        spawn_local(async move {
            let file = if copied.is_ok() { snapshot.file("image/png").await } else { None };
            let Some(address) = file else { return };
            let files =
                store.peek(|state| state.name_files(say("pad.file"), "png", vec![address.clone()]));
            match give.try_run(files) {
                Some(()) => drop(self.given.try_update(|given| *given += 1)),
                // The class is gone.
                None => browser::revoke(&address),
            }
        });
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Draws a stroke, or the newest part of one: a line from point to point, with a round end at each.
fn draw(context: &CanvasRenderingContext2d, stroke: &[Point]) {
    context.set_fill_style_str("#000");
    context.set_stroke_style_str("#000");
    let mut before: Option<Point> = None;
    for &(x, y, thickness) in stroke {
        context.begin_path();
        // Fails only for negative radii.
        let _ = context.arc(x, y, thickness / 2.0, 0.0, TAU);
        context.fill();
        if let Some((x0, y0, thickness0)) = before {
            context.begin_path();
            context.set_line_width((thickness + thickness0) / 2.0);
            context.move_to(x0, y0);
            context.line_to(x, y);
            context.stroke();
        }
        before = Some((x, y, thickness));
    }
}
