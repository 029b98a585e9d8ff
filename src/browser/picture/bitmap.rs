//! The browser's decoders: for all pictures, for large ones, and for those that they leave lying on their side.

use std::cell::Cell;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array, global};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageBitmapOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
    ResizeQuality,
};

use crate::browser::scope;
use crate::data::picture::upright;

/// The shorter side that a large picture is wanted at, in pixels: some times what models take.
const SHORTER: f64 = 2048.0;

/// A picture as it is. The browser turns it as its orientation says: that is the default.
pub async fn whole(file: &Blob) -> Option<ImageBitmap> {
    let promise = scope().create_image_bitmap_with_blob(file).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// A large picture of this size, smaller: by a decoder that need not make all of its pixels where there is one, or else
/// made smaller once they are there.
pub async fn small(file: &Blob, (width, height): (u32, u32), is_jpeg: bool) -> Option<ImageBitmap> {
    let scale = (SHORTER / f64::from(width.min(height))).min(1.0);
    let side = |side: u32| (f64::from(side) * scale).ceil() as u32;
    if is_jpeg && let Ok(bitmap) = decoded_small(file, side(width), side(height)).await {
        return Some(bitmap);
    }
    let options = ImageBitmapOptions::new();
    // The height follows, so that nothing is distorted, also where it is turned.
    options.set_resize_width(side(width));
    options.set_resize_quality(ResizeQuality::Medium);
    let promise = scope().create_image_bitmap_with_blob_and_image_bitmap_options(file, &options);
    JsFuture::from(promise.ok()?).await.ok()?.dyn_into().ok()
}

/// A JPEG at an eighth, a quarter or so of its size, where the browser has WebCodecs' `ImageDecoder`
/// (<https://www.w3.org/TR/webcodecs/#imagedecoder-interface>). It is called by names: not every browser has it.
async fn decoded_small(file: &Blob, width: u32, height: u32) -> Result<ImageBitmap, JsValue> {
    let class: Function = Reflect::get(&global(), &"ImageDecoder".into())?.dyn_into()?;
    let options = Object::new();
    let stream = file.stream();
    let wishes: [(&str, JsValue); 4] = [
        ("type", "image/jpeg".into()),
        ("data", stream.into()),
        ("desiredWidth", width.into()),
        ("desiredHeight", height.into()),
    ];
    for (name, wish) in wishes {
        Reflect::set(&options, &name.into(), &wish)?;
    }
    let decoder = Reflect::construct(&class, &Array::of1(&options))?;
    let frame = async {
        let result: Promise = call(&decoder, "decode")?.dyn_into()?;
        let frame = Reflect::get(&JsFuture::from(result).await?, &"image".into())?;
        // It takes a frame as it takes a bitmap.
        let bitmap = scope().create_image_bitmap_with_image_bitmap(frame.unchecked_ref());
        let bitmap = match bitmap {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        call(&frame, "close")?;
        bitmap?.dyn_into()
    }
    .await;
    call(&decoder, "close")?;
    frame
}

fn call(object: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &method.into())?.dyn_into::<Function>()?.call0(object)
}

/// A WebP that is to be turned so, upright, whoever turns it.
pub async fn turned(bitmap: ImageBitmap, orientation: u8) -> Option<ImageBitmap> {
    if orientation == 1 || turns_webp().await {
        return Some(bitmap);
    }
    let ([a, b, c, d, e, f], (width, height)) =
        upright(orientation, bitmap.width(), bitmap.height());
    let turn = || {
        let canvas = OffscreenCanvas::new(width, height)?;
        let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
        let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
        context.set_transform(a, b, c, d, e, f)?;
        context.draw_image_with_image_bitmap(&bitmap, 0.0, 0.0)?;
        canvas.transfer_to_image_bitmap()
    };
    let turned = turn().ok();
    bitmap.close();
    turned
}

/// Whether this browser turns WebPs as their metadata say: it is given one of two pixels that stands upright.
async fn turns_webp() -> bool {
    /// Two pixels beside each other, and that they are to be one above the other.
    const PROBE: &[u8] = b"RIFF\x52\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\x01\0\0\0\0\0\
        VP8L\x11\0\0\0\x2f\x01\0\0\0\x07\xd0\xff\xfe\xf7\xbf\xff\x81\x88\xe8\x7f\0\0\
        EXIF\x1a\0\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    thread_local! {
        static KNOWN: Cell<Option<bool>> = const { Cell::new(None) };
    }
    if let Some(known) = KNOWN.get() {
        return known;
    }
    let parts = Array::of1(&Uint8Array::from(PROBE));
    let turns = match Blob::new_with_u8_array_sequence(&parts) {
        Ok(probe) => whole(&probe).await.is_some_and(|probe| probe.height() == 2),
        Err(_) => false,
    };
    KNOWN.set(Some(turns));
    turns
}
