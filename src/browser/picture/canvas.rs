//! Canvases that pictures are drawn on to be read.

use std::cell::RefCell;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use crate::browser::fetch;

/// A part of a picture: `(left, top, width, height)`, in pixels.
pub type Part = (u32, u32, u32, u32);

thread_local! {
    /// Canvases that nobody draws on now: to make one takes as long as to draw on it.
    static CANVASES: RefCell<Vec<Canvas>> = const { RefCell::new(Vec::new()) };
}

/// The most canvases that are kept: two sizes, of as many pictures as are read beside each other, and two for a look.
const MOST_CANVASES: usize = 18;

/// A square canvas, which is kept for the next picture when it is no longer needed.
#[derive(Debug, Clone)]
pub struct Canvas {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
}

impl Canvas {
    /// One of `size` x `size` pixels, on which anything may be left.
    pub fn of(size: u32) -> Result<Self, JsValue> {
        let kept = CANVASES.with_borrow_mut(|canvases| {
            let at = canvases.iter().position(|canvas| canvas.canvas.width() == size)?;
            Some(canvases.swap_remove(at))
        });
        if let Some(canvas) = kept {
            return Ok(canvas);
        }
        let canvas = OffscreenCanvas::new(size, size)?;
        // Kept in the host's memory: the pixels are read back at once, and come out the same on
        // every machine.
        let options = Object::new();
        Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
        let context = canvas.get_context_with_context_options("2d", &options)?;
        let context = context.ok_or(JsValue::NULL)?.unchecked_into();
        Ok(Self { canvas, context })
    }

    /// Fills a square from this corner, `(left, top, side)`, with a colour as CSS has it.
    pub fn fill(&self, colour: &str, (left, top, side): (u32, u32, u32)) {
        self.context.set_fill_style_str(colour);
        let [left, top, side] = [left, top, side].map(f64::from);
        self.context.fill_rect(left, top, side, side);
    }

    /// Draws a part of a picture over all of it, on a colour or, without one, on nothing.
    pub fn draw(
        &self,
        picture: &ImageBitmap,
        part: Part,
        colour: Option<&str>,
    ) -> Result<(), JsValue> {
        let context = &self.context;
        let size = self.canvas.width();
        let side = f64::from(size);
        match colour {
            Some(colour) => self.fill(colour, (0, 0, size)),
            None => context.clear_rect(0.0, 0.0, side, side),
        }
        // Bilinear when it grows, over halved copies when it shrinks, so that no pixel is skipped.
        Reflect::set(context, &"imageSmoothingQuality".into(), &"medium".into())?;
        let (left, top, width, height) = part;
        context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            picture,
            f64::from(left),
            f64::from(top),
            f64::from(width),
            f64::from(height),
            0.0,
            0.0,
            side,
            side,
        )
    }

    /// Its pixels of red, green, blue and opacity, row by row.
    pub fn pixels(&self) -> Result<Vec<u8>, JsValue> {
        let side = f64::from(self.canvas.width());
        Ok(self.context.get_image_data(0.0, 0.0, side, side)?.data().0)
    }

    /// What is on it as a JPEG file.
    pub async fn jpeg(&self, quality: f64) -> Option<Vec<u8>> {
        let options = ImageEncodeOptions::new();
        options.set_type("image/jpeg");
        options.set_quality(quality);
        let blob = self.canvas.convert_to_blob_with_options(&options).ok()?;
        let blob: Blob = JsFuture::from(blob).await.ok()?.dyn_into().ok()?;
        fetch::read(&blob, u64::MAX).await.ok()
    }
}

impl Drop for Canvas {
    fn drop(&mut self) {
        CANVASES.with_borrow_mut(|canvases| {
            if canvases.len() < MOST_CANVASES {
                canvases.push(self.clone());
            }
        });
    }
}

/// Whether the browser changes the pixels that are read from a canvas, as some do so that nobody is recognised by them:
/// known ones are drawn and read back.
pub fn is_disturbed() -> bool {
    /// Squares across, and pixels of each.
    const SQUARES: u32 = 8;
    const SIDE: u32 = 8;
    const SIZE: u32 = SQUARES * SIDE;
    let colour = |x: u32, y: u32| [32 * x + 3, 32 * y + 5, 16 * (x + y) + 9].map(|it| it as u8);
    let read = || {
        let canvas = Canvas::of(SIZE)?;
        for (x, y) in (0..SQUARES).flat_map(|y| (0..SQUARES).map(move |x| (x, y))) {
            let [red, green, blue] = colour(x, y);
            canvas.fill(&format!("rgb({red},{green},{blue})"), (SIDE * x, SIDE * y, SIDE));
        }
        canvas.pixels()
    };
    let Ok(pixels) = read() else { return false };
    let pixels = pixels.as_chunks::<4>().0.iter().zip(0..);
    pixels.into_iter().any(|(pixel, at): (_, u32)| {
        let [red, green, blue] = colour(at % SIZE / SIDE, at / SIZE / SIDE);
        *pixel != [red, green, blue, 255]
    })
}
