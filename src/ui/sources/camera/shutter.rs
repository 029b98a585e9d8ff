//! Taking pictures for a class: one with a click, many in a row while the button is held, some after a while.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlVideoElement, KeyboardEvent, PointerEvent};

use super::device::Camera;
use super::picture::CameraPanel;
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::sources::Give;
use crate::ui::sources::snapshot::Snapshot;
use crate::words::{count, say, say_with};

/// Milliseconds between two pictures of a row.
const EVERY: f64 = 125.0;

/// The same before the second: who clicks lets go by then.
const HOLD: f64 = 300.0;

/// Pictures that are added together, as one step: those of about a second.
const TOGETHER: usize = 8;

/// Seconds to get into the picture.
const SECONDS: u32 = 3;

/// What takes pictures. Cheap to copy.
#[derive(Clone, Copy)]
struct Shutter {
    camera: Camera,
    give: Give,
    store: Store,
    /// Counts presses and releases: what began before the last of them ends.
    turn: StoredValue<u32>,
    /// Seconds left; 0 where nobody waits.
    left: RwSignal<u32>,
    /// How many pictures were taken.
    taken: RwSignal<usize>,
}

/// A camera whose pictures are added.
#[component]
pub fn ClassCamera(give: Give) -> impl IntoView {
    let camera = Camera::open();
    let shutter = Shutter {
        camera,
        give,
        store: use_store(),
        turn: StoredValue::new(0),
        left: RwSignal::new(0),
        taken: RwSignal::new(0),
    };
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            // It is let go wherever the pointer is by then.
            let button = event_target::<web_sys::Element>(&event);
            let _ = button.set_pointer_capture(event.pointer_id());
            shutter.press();
        }
    };
    let is_press = |event: &KeyboardEvent| matches!(event.key().as_str(), " " | "Enter");
    let key_down = move |event: KeyboardEvent| {
        if is_press(&event) {
            // Or it would click, too.
            event.prevent_default();
            if !event.repeat() {
                shutter.press();
            }
        }
    };
    let key_up = move |event: KeyboardEvent| {
        if is_press(&event) {
            event.prevent_default();
            shutter.release();
        }
    };
    // What reads the page aloud clicks without a pointer or a key.
    let click = move |event: web_sys::MouseEvent| {
        if event.detail() == 0 {
            shutter.press();
            shutter.release();
        }
    };
    let waits = move || shutter.left.get() > 0;
    let wait = move |_| match shutter.left.get_untracked() {
        0 => shutter.count_down(),
        _ => shutter.release(),
    };
    view! {
        <CameraPanel camera>
            <If when=waits>
                <p class="countdown" role="status">{shutter.left}</p>
            </If>
            <button
                type="button"
                class="primary shutter"
                title=say("camera.hold-title")
                on:pointerdown=down
                on:lostpointercapture=move |_| shutter.release()
                on:keydown=key_down
                on:keyup=key_up
                on:blur=move |_| shutter.release()
                on:contextmenu=move |event| event.prevent_default()
                on:click=click
            >
                {say("camera.take")}
            </button>
            <button type="button" class="small" on:click=wait>
                {move || match waits() {
                    true => say("cancel").to_owned(),
                    false => say_with("camera.take-in", &[&TOGETHER.to_string(), &SECONDS.to_string()]),
                }}
            </button>
            <p class="hint" role="status">
                {move || match shutter.taken.get() {
                    0 => say("camera.hold").to_owned(),
                    taken => count("camera.taken", taken),
                }}
            </p>
        </CameraPanel>
    }
}

impl Shutter {
    /// Takes pictures until the button is let go, and at least one.
    fn press(self) {
        let turn = self.next_turn();
        spawn_local(async move { self.take(turn, usize::MAX).await });
    }

    fn release(self) {
        self.next_turn();
    }

    /// Takes some pictures after a while.
    fn count_down(self) {
        let turn = self.next_turn();
        spawn_local(async move {
            for left in (1..=SECONDS).rev() {
                self.left.set(left);
                TimeoutFuture::new(1000).await;
                if !self.is_turn(turn) {
                    return;
                }
            }
            self.left.set(0);
            self.take(turn, TOGETHER).await;
        });
    }

    async fn take(self, turn: u32, most: usize) {
        let mut gathered = Vec::new();
        for count in 1..=most {
            let Some(video) = self.camera.sees() else { break };
            let started = browser::seconds();
            gathered.extend(picture(&video).await);
            // One that was clicked for is there at once.
            if count == 1 && most > TOGETHER || gathered.len() >= TOGETHER {
                self.add(std::mem::take(&mut gathered));
            }
            let pause = if count == 1 { HOLD } else { EVERY };
            let rest = pause - (browser::seconds() - started) * 1000.0;
            if !self.is_turn(turn) || count == most {
                break;
            }
            TimeoutFuture::new(rest.max(0.0) as u32).await;
            if !self.is_turn(turn) {
                break;
            }
        }
        self.add(gathered);
    }

    /// Adds pictures, of these addresses.
    fn add(self, addresses: Vec<String>) {
        if addresses.is_empty() {
            return;
        }
        let count = addresses.len();
        let files =
            self.store.peek(|state| state.name_files(say("camera.file"), "jpg", addresses.clone()));
        match self.give.try_run(files) {
            Some(()) => drop(self.taken.try_update(|taken| *taken += count)),
            // The class is gone.
            None => addresses.iter().for_each(|address| browser::revoke(address)),
        }
    }

    fn next_turn(self) -> u32 {
        self.left.set(0);
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }

    fn is_turn(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }
}

/// The address of a picture of what is seen now: the square in its middle, as models see it, and not mirrored.
async fn picture(video: &HtmlVideoElement) -> Option<String> {
    let (width, height) = (video.video_width(), video.video_height());
    let side = width.min(height);
    let snapshot = Snapshot::new(side)?;
    let edge = |length: u32| f64::from((length - side) / 2);
    let (left, top, side) = (edge(width), edge(height), f64::from(side));
    snapshot
        .context
        .draw_image_with_html_video_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            video, left, top, side, side, 0.0, 0.0, side, side,
        )
        .ok()?;
    snapshot.file("image/jpeg").await
}
