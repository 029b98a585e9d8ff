//! A small picture from its pixels.

use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::Clamped;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, ImageData};

use crate::protocol::Pixels;

/// Shows pixels at once: an `<img>` decodes in its own time, and flickers where pictures follow each
/// other quickly.
#[component]
pub fn PixelCanvas(
    /// The picture; nothing is drawn while there is none.
    pixels: Signal<Option<Arc<Pixels>>>,
    /// What it is, for who cannot see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), Some(pixels)) = (canvas.get(), pixels.get()) else { return };
        let Pixels { width, height, rgba } = &*pixels;
        // Setting a size clears the canvas, which shows as a flicker.
        if (canvas.width(), canvas.height()) != (*width, *height) {
            canvas.set_width(*width);
            canvas.set_height(*height);
        }
        let context = canvas.get_context("2d").ok().flatten();
        let context = context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok());
        let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(rgba), *width, *height);
        // Either fails only where the browser has no memory left for it.
        if let (Some(context), Ok(data)) = (context, data) {
            let _ = context.put_image_data(&data, 0.0, 0.0);
        }
    });
    view! { <canvas node_ref=canvas role="img" aria-label=label width="0" height="0"></canvas> }
}
