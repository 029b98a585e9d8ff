//! Pictures, decoded by the browser's own decoders.

use std::cell::RefCell;

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use super::{fetch, scope};
use crate::data::picture::{Picture, centre_square};
use crate::data::picture_file;
use crate::error::{FileError, Kind};

/// Side of a thumbnail in pixels: sharp at 64 on a phone's dense screen.
const THUMBNAIL: u32 = 128;

/// How much a thumbnail's JPEG may lose: about 4 KB each.
const THUMBNAIL_QUALITY: f64 = 0.8;

/// A decoded picture, still in the browser's hands.
#[derive(Debug)]
pub struct Decoded(ImageBitmap);

/// Decodes the picture behind an address that [`fetch::file`] knows, as its orientation says.
///
/// # Errors
/// Those of [`fetch::file`], [`fetch::read`] and [`picture_file::inspect`];
/// [`FileError::Undecodable`] if the browser refuses it all the same.
pub async fn decode(address: &str) -> Result<Decoded, Kind> {
    let file = fetch::file(address).await?;
    picture_file::inspect(&fetch::read(&file, picture_file::BYTES).await?)?;
    bitmap(&file).await.ok_or(Kind::File(FileError::Undecodable))
}

/// The browser turns the picture as its orientation says: that is the default.
async fn bitmap(file: &Blob) -> Option<Decoded> {
    let promise = scope().create_image_bitmap_with_blob(file).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok().map(Decoded)
}

impl Decoded {
    /// The centre square at `size` x `size` pixels, as a network takes it.
    ///
    /// # Errors
    /// Those of [`rgba`](Self::rgba).
    pub fn picture(&self, size: usize) -> Result<Picture, Kind> {
        Ok(Picture::from_rgba(size, &self.rgba(size)?))
    }

    /// The centre square as `size` x `size` opaque pixels of red, green, blue and opacity, row by row.
    ///
    /// # Errors
    /// [`FileError::Undecodable`] if the browser has no memory for it.
    pub fn rgba(&self, size: usize) -> Result<Vec<u8>, Kind> {
        let pixels = || {
            let canvas = self.draw(size as u32).ok()?;
            let side = f64::from(size as u32);
            Some(canvas.context.get_image_data(0.0, 0.0, side, side).ok()?.data().0)
        };
        pixels().ok_or(Kind::File(FileError::Undecodable))
    }

    /// The centre square, small, as a JPEG file; empty if the browser cannot make one.
    pub async fn thumbnail(&self) -> Vec<u8> {
        let encode = async || {
            let canvas = self.draw(THUMBNAIL).ok()?;
            let options = ImageEncodeOptions::new();
            options.set_type("image/jpeg");
            options.set_quality(THUMBNAIL_QUALITY);
            let blob = canvas.canvas.convert_to_blob_with_options(&options).ok()?;
            let blob: Blob = JsFuture::from(blob).await.ok()?.dyn_into().ok()?;
            fetch::read(&blob, u64::MAX).await.ok()
        };
        encode().await.unwrap_or_default()
    }

    /// The centre square on a canvas of `size` x `size` pixels, on white where transparent.
    fn draw(&self, size: u32) -> Result<Canvas, JsValue> {
        let canvas = Canvas::of(size)?;
        let context = &canvas.context;
        let side = f64::from(size);
        context.set_fill_style_str("#fff");
        context.fill_rect(0.0, 0.0, side, side);
        // Bilinear when it grows, over halved copies when it shrinks, so that no pixel is skipped.
        Reflect::set(context, &"imageSmoothingQuality".into(), &"medium".into())?;
        let (left, top, square) = centre_square(self.0.width(), self.0.height());
        context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &self.0,
            f64::from(left),
            f64::from(top),
            f64::from(square),
            f64::from(square),
            0.0,
            0.0,
            side,
            side,
        )?;
        Ok(canvas)
    }
}

thread_local! {
    /// Canvases that nobody draws on now: to make one takes as long as to draw on it.
    static CANVASES: RefCell<Vec<Canvas>> = const { RefCell::new(Vec::new()) };
}

/// The most canvases that are kept: two sizes, of as many pictures as are read beside each other.
const MOST_CANVASES: usize = 16;

/// A square canvas, which is kept for the next picture when it is no longer needed.
#[derive(Debug, Clone)]
struct Canvas {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
}

impl Canvas {
    fn of(size: u32) -> Result<Self, JsValue> {
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
        let options = js_sys::Object::new();
        Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
        let context = canvas.get_context_with_context_options("2d", &options)?;
        let context = context.ok_or(JsValue::NULL)?.unchecked_into();
        Ok(Self { canvas, context })
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

impl Drop for Decoded {
    fn drop(&mut self) {
        // Its memory is large and outside the collector's sight.
        self.0.close();
    }
}
