//! A visitor's file on its way to be kept: its size first, then its bytes, which stay with the browser.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

use super::buffer::Buffer;
use super::{fetch, scope};
use crate::error::{FileError, Kind};

/// A file of which only the size has been asked for.
#[derive(Debug)]
pub struct Chosen {
    body: Body,
    /// Bytes that it has.
    pub size: u64,
}

/// Where its bytes come from.
#[derive(Debug)]
enum Body {
    /// An answer that has begun: to ask it for a [`Blob`] would copy all of it once more.
    Answer(Response),
    /// What can be read from where it is.
    Blob(Blob),
}

impl Chosen {
    /// The file at an address.
    ///
    /// # Errors
    /// Those of [`fetch::file`].
    pub async fn open(address: &str) -> Result<Self, Kind> {
        if address.starts_with("blob:") {
            let answer = JsFuture::from(scope().fetch_with_str(address)).await.map_err(gone)?;
            let answer: Response = answer.unchecked_into();
            let length = answer.headers().get("content-length").ok().flatten();
            return match length.and_then(|length| length.parse().ok()) {
                Some(size) => Ok(Self { body: Body::Answer(answer), size }),
                None => {
                    let blob = answer.blob().map_err(gone)?;
                    Ok(Self::of(JsFuture::from(blob).await.map_err(gone)?.unchecked_into()))
                }
            };
        }
        fetch::file(address).await.map(Self::of)
    }

    fn of(blob: Blob) -> Self {
        Self { size: blob.size() as u64, body: Body::Blob(blob) }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// [`FileError::Unreadable`].
    pub async fn read(self) -> Result<Buffer, Kind> {
        let buffer = match self.body {
            Body::Answer(answer) => answer.array_buffer().map_err(gone)?,
            Body::Blob(blob) => blob.array_buffer(),
        };
        Ok(Buffer::new(JsFuture::from(buffer).await.map_err(gone)?.unchecked_into()))
    }
}

fn gone(_: JsValue) -> Kind {
    FileError::Unreadable("it may have been moved or deleted".into()).into()
}
