//! The bytes of files and streams.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader};

use crate::error::{FileError, Kind};

/// The next piece of a stream; none at its end.
pub async fn next(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let next = JsFuture::from(reader.read()).await?;
    if Reflect::get(&next, &"done".into()).is_ok_and(|done| done.is_truthy()) {
        return Ok(None);
    }
    let bytes = Reflect::get(&next, &"value".into())?;
    Ok(Some(bytes.unchecked_into::<Uint8Array>().to_vec()))
}

/// Reads a stream; `piece` sees each part as it arrives, until it gives nothing. Nothing if it fails, or does not end.
pub async fn pieces(
    stream: &ReadableStream,
    mut piece: impl FnMut(&[u8]) -> Option<()>,
) -> Option<()> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    while let Some(bytes) = next(&reader).await.ok()? {
        piece(&bytes)?;
    }
    Some(())
}

/// The bytes of a file.
///
/// # Errors
/// [`FileError::TooManyBytes`] beyond `limit`, before anything is read; [`FileError::Unreadable`].
pub async fn read(blob: &Blob, limit: u64) -> Result<Vec<u8>, Kind> {
    let bytes = blob.size() as u64;
    if bytes > limit {
        return Err(Kind::File(FileError::TooManyBytes { bytes, limit }));
    }
    let buffer = JsFuture::from(blob.array_buffer()).await;
    let buffer = buffer.map_err(|_| Kind::File(FileError::Unreadable("why.moved".into())))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
