//! What a camera sees, tried as it comes: the newest frame is looked at, and the next once that has been answered.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlVideoElement, ImageBitmap};

use super::device::Camera;
use super::picture::CameraPanel;
use crate::protocol::ClassId;
use crate::ui::parts::conditional::If;
use crate::ui::parts::swatch::class_colour;
use crate::ui::parts::unknown::dont_know;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::sources::opened::use_opened;
use crate::ui::state::State;
use crate::words::{count, percent, say};

/// Milliseconds between two looks whether a frame is wanted: when the camera has come on, or a head is there.
const LOOK: u32 = 100;

/// How often that is before the rate is told anew: about once a second.
const LOOKS: u32 = 10;

/// A camera that is tried.
#[component]
pub fn TrialCamera() -> impl IntoView {
    let store = use_store();
    let opened = use_opened();
    let camera = Camera::open();
    store.set(State::start_watching);
    on_cleanup(move || store.set(State::stop_watching));
    let live = store.slice(|state| state.trial.live.is_some());
    Effect::new(move |_| {
        // Something else is tried, or it failed.
        if !live.get() {
            opened.close();
        }
    });
    let rate = look(store, camera);
    let trained = store.slice(|state| state.trained().is_some());
    let says = move || match rate.get() {
        _ if !trained.get() => say("camera.untrained").to_owned(),
        0 => say("looking").to_owned(),
        rate => count("camera.rate", rate as usize),
    };
    view! {
        <CameraPanel camera>
            <p class="hint rate">{says}</p>
            <LivePrediction store />
        </CameraPanel>
    }
}

/// Has every frame looked at that is wanted. Gives how many were answered in the last second.
fn look(store: Store, camera: Camera) -> RwSignal<u32> {
    let is_grabbing = StoredValue::new(false);
    let grab = move || {
        let Some(video) = camera.sees().filter(|_| store.peek(State::wants_frame)) else { return };
        if is_grabbing.get_value() {
            return;
        }
        is_grabbing.set_value(true);
        spawn_local(async move {
            if let Some(frame) = frame(&video).await {
                if camera.sees().is_some() {
                    store.watch(&frame);
                }
                frame.close();
            }
            let _ = is_grabbing.try_set_value(false);
        });
    };
    let answered = store.slice(|state| state.trial.live.as_ref().map_or(0, |live| live.answered));
    Effect::new(move |_| {
        answered.track();
        grab();
    });
    let rate = RwSignal::new(0);
    let told = StoredValue::new((0, 0));
    let timer = Interval::new(LOOK, move || {
        grab();
        let (looks, before) = told.get_value();
        let now = answered.get_untracked();
        if looks < LOOKS {
            told.set_value((looks + 1, before));
        } else {
            told.set_value((1, now));
            rate.set(now.saturating_sub(before));
        }
    });
    let timer = StoredValue::new_local(Some(timer));
    on_cleanup(move || timer.set_value(None));
    rate
}

/// What is seen now.
async fn frame(video: &HtmlVideoElement) -> Option<ImageBitmap> {
    let made = window().create_image_bitmap_with_html_video_element(video).ok()?;
    JsFuture::from(made).await.ok()?.dyn_into().ok()
}

/// The list “Prediction” while it changes all the time: each class keeps its place, and nothing is read aloud.
#[component]
fn LivePrediction(store: Store) -> impl IntoView {
    let shares = store.slice(|state| {
        let live = state.trial.live.as_ref();
        live.map(|live| live.shares.clone()).unwrap_or_default()
    });
    let unknown = store.slice(|state| {
        let live = state.trial.live.as_ref();
        state.trust.is_unknown(live.and_then(|live| live.familiarity))
    });
    let classes = Memo::new(move |_| {
        shares.with(|shares| shares.iter().map(|(class, _)| *class).collect::<Vec<_>>())
    });
    let best = Memo::new(move |_| {
        shares.with(|shares| {
            let best = shares.iter().max_by(|one, other| one.1.total_cmp(&other.1));
            best.map(|(class, _)| *class)
        })
    });
    let item = move |id: ClassId| {
        let name = store.slice(move |state| state.class_name(id));
        let share = Memo::new(move |_| {
            let of = |shares: &Vec<(ClassId, f32)>| {
                shares.iter().find(|(class, _)| *class == id).map_or(0.0, |(_, share)| *share)
            };
            f64::from(shares.with(of))
        });
        view! {
            <li
                style=class_colour(id)
                data-best=move || (best.get() == Some(id)).then_some("true")
            >
                <span class="share">{name}" "<strong>{move || percent(share.get())}</strong></span>
                <span class="bar" aria-hidden="true">
                    <span style:width=move || format!("{:.1}%", share.get() * 100.0)></span>
                </span>
            </li>
        }
    };
    view! {
        <If when=move || classes.with(|classes| !classes.is_empty())>
            <ol class="prediction live" role="list" aria-label=say("prediction") aria-live="off">
                {move || unknown.get().then(dont_know)}
                <For each=move || classes.get() key=|class| *class children=item />
            </ol>
        </If>
    }
}
