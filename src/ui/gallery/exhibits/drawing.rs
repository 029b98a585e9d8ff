//! “What does it remember?”: what an autoencoder draws from its own embedding of a picture, and on the
//! way from one picture to another.

use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::{ModelInfo, Pixels};
use crate::ui::browser;
use crate::ui::gallery::exhibits::inquiry::{InquiryProgress, use_inquiry};
use crate::ui::parts::conditional::If;
use crate::ui::parts::pixel_canvas::PixelCanvas;
use crate::ui::shell::store::use_store;
use crate::ui::state::squeezed;
use crate::words::{percent, say, say_with};

/// Steps of the slider. More could not be told apart by eye.
const STEPS: f32 = 100.0;

/// The part of an autoencoder's article that shows what it draws.
#[component]
pub fn DrawingPart(
    /// The autoencoder that is asked, as it is on offer.
    info: ModelInfo,
) -> impl IntoView {
    let title = format!("drawing-{}", info.id);
    let (first, second) = (format!("first-{}", info.id), format!("second-{}", info.id));
    let asked = use_inquiry(info.id.clone(), |state| &state.drawing);
    let is_shown = asked.slice(|inquiry| inquiry.answer.is_some());
    let show = move |event| {
        if let Some(file) = browser::take_files(&event).pop() {
            asked.store.act(|state| state.draw(asked.model(), file));
        }
    };
    let show_second = move |event| {
        if let Some(file) = browser::take_files(&event).pop() {
            asked.store.act(|state| state.draw_second(file));
        }
    };
    // It says who asked, and stays the same while the slider moves.
    let about = StoredValue::new(squeezed(&info));
    let second = StoredValue::new(second);
    view! {
        <div
            class="knows looks"
            role="group"
            aria-labelledby=title.clone()
            aria-busy=asked.waits.attribute()
        >
            <h4 id=title.clone() tabindex="-1">{say("drawing")}</h4>
            <p class="hint">
                {say("drawing.about")}
            </p>
            <div class="look-choices">
                <span class="file">
                    <input type="file" class="visually-hidden" id=first.clone() accept="image/*" on:change=show />
                    <label class="button small" for=first>{say("choose-picture")}</label>
                </span>
                <If when=move || is_shown.get()>
                    <span class="file">
                        <input
                            type="file"
                            class="visually-hidden"
                            id=second.get_value()
                            accept="image/*"
                            on:change=show_second
                        />
                        <label class="button small" for=second.get_value()>{say("drawing.choose-second")}</label>
                    </span>
                </If>
            </div>
            <InquiryProgress waits=asked.waits quiet=is_shown.into() title=title.clone() />
            <If when=move || is_shown.get()><Pictures /></If>
            <div aria-live="polite">
                <If when=move || is_shown.get()>
                    <p class="hint">{about.get_value()}</p>
                </If>
            </div>
        </div>
    }
}

/// What the model saw and what it has drawn, side by side; with two pictures the slider between them.
#[component]
fn Pictures() -> impl IntoView {
    let store = use_store();
    let pixels = move |pick: fn(&crate::protocol::Drawing) -> Option<&Pixels>| {
        store.slice(move |state| {
            let shown = state.drawing.answer.as_ref()?;
            pick(&shown.drawing).cloned().map(Arc::new)
        })
    };
    let first = pixels(|drawing| drawing.seen.first());
    let second = pixels(|drawing| drawing.seen.get(1));
    let drawn = pixels(|drawing| Some(&drawing.drawn));
    let two = Memo::new(move |_| second.with(Option::is_some));
    view! {
        <div class="look-pictures" data-two=move || two.get().then_some("true")>
            <figure>
                <PixelCanvas pixels=first.into() label=say("seen") />
                <figcaption>{move || if two.get() { say("drawing.first") } else { say("drawing.saw") }}</figcaption>
            </figure>
            <figure>
                <PixelCanvas pixels=drawn.into() label=say("drawing.draws") />
                <figcaption>{move || if two.get() { say("drawing.between") } else { say("drawing.draws") }}</figcaption>
            </figure>
            <If when=move || two.get()>
                <figure>
                    <PixelCanvas pixels=second.into() label=say("drawing.saw-second") />
                    <figcaption>{say("drawing.second")}</figcaption>
                </figure>
            </If>
        </div>
        <If when=move || two.get()><Slider /></If>
    }
}

/// The way from the first picture to the second.
#[component]
fn Slider() -> impl IntoView {
    let store = use_store();
    let share =
        store.slice(|state| state.drawing.about.wish.as_ref().map_or(0.0, |walk| walk.share));
    let walk = move |event| {
        if let Ok(step) = event_target_value(&event).parse::<f32>() {
            store.act(|state| state.walk(step / STEPS));
        }
    };
    view! {
        <label class="look-slider">
            <span>{say("drawing.way")}</span>
            <input
                type="range"
                min="0"
                max=STEPS.to_string()
                prop:value=move || (share.get() * STEPS).round().to_string()
                aria-valuetext=move || say_with("drawing.of-the-way", &[&percent(f64::from(share.get()))])
                on:input=walk
            />
        </label>
        <p class="hint">
            {say("drawing.mixed")}
        </p>
    }
}
