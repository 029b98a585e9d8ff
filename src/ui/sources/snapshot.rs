//! Pictures that the page makes: a square canvas, and the file that becomes of it.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d, Url};

/// A square canvas of so many pixels a side.
#[derive(Debug)]
pub struct Snapshot {
    canvas: OffscreenCanvas,
    /// What draws on it.
    pub context: OffscreenCanvasRenderingContext2d,
}

impl Snapshot {
    /// An empty one; none if the browser has no memory for it.
    pub fn new(side: u32) -> Option<Self> {
        let canvas = OffscreenCanvas::new(side, side).ok()?;
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { canvas, context })
    }

    /// The address of a file of this media type with what is on it.
    pub async fn file(&self, kind: &str) -> Option<String> {
        let options = ImageEncodeOptions::new();
        options.set_type(kind);
        // Of what loses something: nothing that one sees.
        options.set_quality(0.92);
        let blob = self.canvas.convert_to_blob_with_options(&options).ok()?;
        let blob: Blob = JsFuture::from(blob).await.ok()?.dyn_into().ok()?;
        Url::create_object_url_with_blob(&blob).ok()
    }
}
