//! Fetching with progress, and cancelling it.

use std::cell::RefCell;
use std::future::Future;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, Blob, Headers, ReadableStreamDefaultReader, RequestInit,
    RequestMode, Response, Url,
};

use super::bytes::next;
use super::courier::{Courier, Delivery, Lost};
use super::{clock, names, packed, scope, storage};
use crate::data::sample;
use crate::error::{DownloadError, FileError, Kind};
use crate::protocol::packed::Packed;

pub use super::bytes::read;

/// Ends a download when asked to, or when dropped.
#[derive(Debug)]
pub struct Abort(AbortController);

impl Abort {
    /// For one download.
    ///
    /// # Errors
    /// [`DownloadError::Unreachable`] in a browser without `AbortController`, which cannot fetch either.
    pub fn new() -> Result<Self, Kind> {
        AbortController::new().map(Self).map_err(|_| Kind::Download(DownloadError::Unreachable))
    }

    /// To hand to the download.
    pub fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Seconds without anything of a download, after which it is given up. A host that is slow sends something in each.
const PATIENCE: u32 = 20;

/// The status of an answer that leaves out what was not asked for.
const PARTIAL_CONTENT: u16 = 206;

/// An address that has begun to answer.
#[derive(Debug)]
pub struct Download {
    body: Body,
    abort: AbortSignal,
}

/// Who brings what an address answers.
#[derive(Debug)]
enum Body {
    /// The browser.
    Response(Response),
    /// A courier, from another host.
    Delivery(Delivery),
}

impl Download {
    /// Asks an address for what comes after so many bytes. Not every host can leave them out:
    /// [`is_rest`](Self::is_rest) says whether this one does. A courier asks other hosts; where the browser starts none,
    /// nothing is sealed either.
    ///
    /// # Errors
    /// [`DownloadError::Cancelled`], [`DownloadError::Unreachable`], [`DownloadError::Stalled`],
    /// [`DownloadError::HttpStatus`].
    pub async fn start_at(
        address: &str,
        bytes: u64,
        courier: Courier,
        abort: &AbortSignal,
    ) -> Result<Self, Kind> {
        let come = patiently(Body::ask((address, bytes), courier, false, abort)).await?;
        let body = come.map_err(|()| interrupted(abort))?;
        match body.status() {
            200..300 => Ok(Self { body, abort: abort.clone() }),
            status => Err(Kind::Download(DownloadError::HttpStatus(status))),
        }
    }

    /// Whether what comes is only the rest that was asked for.
    pub fn is_rest(&self) -> bool {
        self.body.status() == PARTIAL_CONTENT
    }

    /// How many bytes will come, where the host says so and does not compress them.
    pub fn size(&self) -> Option<u64> {
        self.body.size()
    }

    /// Takes what comes; `piece` sees each part as it arrives.
    ///
    /// # Errors
    /// [`DownloadError::Cancelled`], [`DownloadError::Unreachable`], [`DownloadError::Stalled`];
    /// [`FileError::TooManyBytes`] once more than `limit` bytes have come, or at once where the host says that there will
    /// be.
    pub async fn read(self, limit: u64, mut piece: impl FnMut(&[u8])) -> Result<(), Kind> {
        if let Some(bytes) = self.size().filter(|&bytes| bytes > limit) {
            return Err(Kind::File(FileError::TooManyBytes { bytes, limit }));
        }
        let mut received = 0;
        let mut take = |bytes: Vec<u8>| {
            received += bytes.len() as u64;
            if received > limit {
                return Err(Kind::File(FileError::TooManyBytes { bytes: received, limit }));
            }
            piece(&bytes);
            Ok(())
        };
        match self.body {
            Body::Response(response) => {
                let failure = |_: JsValue| interrupted(&self.abort);
                let Some(body) = response.body() else { return Ok(()) };
                let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
                while let Some(bytes) = patiently(next(&reader)).await?.map_err(failure)? {
                    take(bytes)?;
                }
            }
            Body::Delivery(delivery) => {
                let failure = |_| interrupted(&self.abort);
                while let Some(bytes) = patiently(delivery.next()).await?.map_err(failure)? {
                    take(bytes)?;
                }
            }
        }
        Ok(())
    }
}

impl Body {
    /// Asks an address for what comes after so many bytes; `knock` only asks whether somebody is there. An error where
    /// nobody is.
    async fn ask(
        (address, after): (&str, u64),
        courier: Courier,
        knock: bool,
        abort: &AbortSignal,
    ) -> Result<Self, ()> {
        let host = origin(address);
        let own = names::beside("").is_some_and(|here| origin(&here) == host);
        // What is no whole address lies beside the page.
        if !own && host.is_some() {
            match Delivery::start(courier, (address, after), knock, abort).await {
                Ok(delivery) => return Ok(Self::Delivery(delivery)),
                Err(Lost::NoAnswer) => return Err(()),
                Err(Lost::NoCourier) => {}
            }
        }
        respond(address, after, abort, knock).await.map(Self::Response).map_err(|_| ())
    }

    fn status(&self) -> u16 {
        match self {
            Self::Response(response) => response.status(),
            Self::Delivery(delivery) => delivery.status,
        }
    }

    fn size(&self) -> Option<u64> {
        let response = match self {
            Self::Response(response) => response,
            Self::Delivery(delivery) => return delivery.size,
        };
        let header = |name| response.headers().get(name).ok().flatten();
        let plain = header("content-encoding").is_none_or(|coding| coding == "identity");
        header("content-length").filter(|_| plain)?.parse().ok()
    }
}

/// The origin of a whole address.
fn origin(address: &str) -> Option<String> {
    Url::new(address).ok().map(|url| url.origin())
}

/// Whether an address answers a browser that may not see what it answers: if so, its host is there
/// and does not share with other pages.
pub async fn answers_unseen(address: &str, courier: Courier, abort: &AbortSignal) -> bool {
    matches!(patiently(Body::ask((address, 0), courier, true, abort)).await, Ok(Ok(_)))
}

async fn respond(
    address: &str,
    after: u64,
    abort: &AbortSignal,
    knock: bool,
) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    if after > 0 {
        let headers = Headers::new()?;
        headers.set("range", &format!("bytes={after}-"))?;
        options.set_headers(&headers);
    }
    options.set_signal(Some(abort));
    options.set_mode(if knock { RequestMode::NoCors } else { RequestMode::Cors });
    let response = scope().fetch_with_str_and_init(&names::address(address), &options);
    Ok(JsFuture::from(response).await?.unchecked_into())
}

/// What comes before the patience ends.
///
/// # Errors
/// [`DownloadError::Stalled`].
async fn patiently<T>(coming: impl Future<Output = T>) -> Result<T, Kind> {
    let came = clock::within(PATIENCE, coming).await;
    came.ok_or(Kind::Download(DownloadError::Stalled(PATIENCE)))
}

fn interrupted(abort: &AbortSignal) -> Kind {
    if abort.aborted() {
        Kind::Download(DownloadError::Cancelled)
    } else {
        Kind::Download(DownloadError::Unreachable)
    }
}

/// The file behind a `blob:` address, one of those that [are kept](storage::kept_address), or one
/// [inside a zip](crate::protocol::packed). Its bytes stay where they are until they are read, if they can be read from
/// there. One of the [sample](sample::file) is drawn.
///
/// # Errors
/// [`FileError::Unreadable`] if it is gone, as a file that was moved or deleted is; for one that is kept, those of
/// [`storage::kept_file`]; for one inside a zip, also those of [`packed::file`].
pub async fn file(address: &str) -> Result<Blob, Kind> {
    if let Some(file) = storage::kept_file(address).await {
        return Ok(file?.into());
    }
    match Packed::read(address) {
        Some((packed, address)) => packed::file(&zip(address).await?, packed).await,
        None => blob(address).await,
    }
}

thread_local! {
    /// The zip that was read from last, with its address.
    static ZIP: RefCell<Option<(String, Blob)>> = const { RefCell::new(None) };
}

/// The zip behind a `blob:` address. To ask for it copies all of it, so the last one stays until [`forget_zip`]: its
/// files are read one after the other.
///
/// # Errors
/// Those of [`blob`].
pub async fn zip(address: &str) -> Result<Blob, Kind> {
    let of_it = |(known, zip): &(String, Blob)| (known == address).then(|| zip.clone());
    if let Some(zip) = ZIP.with_borrow(|zip| zip.as_ref().and_then(of_it)) {
        return Ok(zip);
    }
    let zip = blob(address).await?;
    ZIP.set(Some((address.to_owned(), zip.clone())));
    Ok(zip)
}

/// Lets go of the zip that was read from last.
pub fn forget_zip() {
    ZIP.set(None);
}

/// The file behind a `blob:` address.
///
/// # Errors
/// [`FileError::Unreadable`] if it is gone.
pub async fn blob(address: &str) -> Result<Blob, Kind> {
    let gone = |_: JsValue| Kind::File(FileError::Unreadable("why.moved".into()));
    if let Some(bytes) = sample::read(address) {
        let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
        return Blob::new_with_u8_array_sequence(&parts).map_err(gone);
    }
    let response = JsFuture::from(scope().fetch_with_str(address)).await.map_err(gone)?;
    let blob = response.unchecked_into::<Response>().blob().map_err(gone)?;
    Ok(JsFuture::from(blob).await.map_err(gone)?.unchecked_into())
}
