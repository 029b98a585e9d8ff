//! A file inside a zip, read from there.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ReadableStream, Response};

use super::bytes;
use crate::error::{FileError, Kind};
use crate::protocol::packed::Packed;

/// Bytes of a file's own header in a zip, before its name; where the lengths of its name and of what comes after that
/// stand in it (APPNOTE.TXT of PKWARE, 4.3.7).
const HEADER: u64 = 30;
const LENGTHS: std::ops::Range<usize> = 26..30;

/// A file inside a zip.
///
/// # Errors
/// [`FileError::Truncated`] if it is damaged there; those of [`bytes::read`].
pub async fn file(zip: &Blob, packed: Packed) -> Result<Blob, Kind> {
    let header = bytes::read(&slice(zip, packed.at, HEADER)?, HEADER).await?;
    let Some(&[a, b, c, d]) = header.get(LENGTHS) else { return Err(damaged()) };
    let names = u64::from(u16::from_le_bytes([a, b])) + u64::from(u16::from_le_bytes([c, d]));
    let stored = slice(zip, packed.at.saturating_add(HEADER + names), packed.stored)?;
    if !packed.is_deflated {
        return if stored.size() as u64 == packed.size { Ok(stored) } else { Err(damaged()) };
    }
    let mut content = Vec::new();
    let inflated = inflated(&stored).ok_or_else(damaged)?;
    let mut room = packed.size;
    // What it claims to have is what is read: a bomb stops there.
    bytes::pieces(&inflated, |piece| {
        room = room.checked_sub(piece.len() as u64)?;
        content.extend_from_slice(piece);
        Some(())
    })
    .await
    .filter(|()| room == 0)
    .ok_or_else(damaged)?;
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(content.as_slice()));
    Blob::new_with_u8_array_sequence(&parts).map_err(|_| damaged())
}

fn damaged() -> Kind {
    Kind::File(FileError::Truncated)
}

/// So many bytes of a blob.
fn slice(blob: &Blob, at: u64, bytes: u64) -> Result<Blob, Kind> {
    // A browser counts exactly up to 2^53.
    blob.slice_with_f64_and_f64(at as f64, at.saturating_add(bytes) as f64).map_err(|_| damaged())
}

/// What a blob inflates to, by the browser's own decompressor.
fn inflated(blob: &Blob) -> Option<ReadableStream> {
    // By name: it came with Chrome 103, Firefox 113 and Safari 16.4.
    let make = Reflect::get(&js_sys::global(), &"DecompressionStream".into()).ok()?;
    let make: Function = make.dyn_into().ok()?;
    let arguments = js_sys::Array::of1(&"deflate-raw".into());
    let stream = Reflect::construct(&make, &arguments).ok()?;
    let body = Response::new_with_opt_blob(Some(blob)).ok()?.body()?;
    let pipe = Reflect::get(&body, &"pipeThrough".into()).ok()?.dyn_into::<Function>().ok()?;
    pipe.call1(&JsValue::from(body), &stream).ok()?.dyn_into().ok()
}
