//! Fetching with progress, and cancelling it.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, ReadableStreamDefaultReader, RequestInit, Response};

use super::scope;
use crate::error::Kind;

/// Ends a download when asked to, or when dropped.
#[derive(Debug)]
pub struct Abort(AbortController);

impl Abort {
    /// For one download.
    ///
    /// # Errors
    /// [`Kind::Unreachable`] in a browser without `AbortController`, which cannot fetch either.
    pub fn new() -> Result<Self, Kind> {
        AbortController::new().map(Self).map_err(|_| Kind::Unreachable)
    }

    /// To hand to the download.
    pub fn signal(&self) -> web_sys::AbortSignal {
        self.0.signal()
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Fetches an address piece by piece; `piece` sees each as it arrives.
///
/// # Errors
/// [`Kind::Cancelled`], [`Kind::Unreachable`], [`Kind::HttpStatus`]; [`Kind::TooManyBytes`] once
/// more than `limit` bytes have come.
pub async fn download(
    address: &str,
    abort: &web_sys::AbortSignal,
    limit: u64,
    mut piece: impl FnMut(&[u8]),
) -> Result<(), Kind> {
    let failure = |_: JsValue| {
        if abort.aborted() { Kind::Cancelled } else { Kind::Unreachable }
    };
    let options = RequestInit::new();
    options.set_signal(Some(abort));
    let response = scope().fetch_with_str_and_init(address, &options);
    let response: Response = JsFuture::from(response).await.map_err(failure)?.unchecked_into();
    if !response.ok() {
        return Err(Kind::HttpStatus(response.status()));
    }
    let Some(body) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut received = 0;
    loop {
        let next = JsFuture::from(reader.read()).await.map_err(failure)?;
        let done = Reflect::get(&next, &"done".into()).is_ok_and(|done| done.is_truthy());
        if done {
            return Ok(());
        }
        let bytes = Reflect::get(&next, &"value".into()).map_err(failure)?;
        let bytes = bytes.unchecked_into::<Uint8Array>().to_vec();
        received += bytes.len() as u64;
        if received > limit {
            return Err(Kind::TooManyBytes { bytes: received, limit });
        }
        piece(&bytes);
    }
}

/// The file behind a `blob:` address. Its bytes stay where they are until they are read.
///
/// # Errors
/// [`Kind::Unreadable`] if it is gone, as a file that was moved or deleted is.
pub async fn file(address: &str) -> Result<Blob, Kind> {
    let gone = |_: JsValue| Kind::Unreadable("it may have been moved or deleted".into());
    let response = JsFuture::from(scope().fetch_with_str(address)).await.map_err(gone)?;
    let blob = response.unchecked_into::<Response>().blob().map_err(gone)?;
    Ok(JsFuture::from(blob).await.map_err(gone)?.unchecked_into())
}

/// The bytes of a file.
///
/// # Errors
/// [`Kind::TooManyBytes`] beyond `limit`, before anything is read; [`Kind::Unreadable`].
pub async fn read(blob: &Blob, limit: u64) -> Result<Vec<u8>, Kind> {
    let bytes = blob.size() as u64;
    if bytes > limit {
        return Err(Kind::TooManyBytes { bytes, limit });
    }
    let buffer = JsFuture::from(blob.array_buffer()).await;
    let buffer =
        buffer.map_err(|_| Kind::Unreadable("it may have been moved or deleted".into()))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
