//! The files that the page keeps on the device, in a place of the browser's own (OPFS): no other site sees them, and
//! they stay when the tab is closed.
//!
//! All of it works in dedicated workers; a page cannot open a file to write in it, and is told
//! [`StorageError::Unavailable`].

mod folder;
mod kept;
mod open_file;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

pub use folder::{Entry, Folder};
pub use kept::{ORIGINALS, PROJECTS, kept_address, kept_file};
pub use open_file::OpenFile;

use super::scope;
use crate::error::StorageError;

/// The folder of everything that is kept.
const ROOT: &str = "headstart";

/// The folder of everything that is kept, made if it is missing.
///
/// # Errors
/// [`StorageError::Unavailable`] where the browser gives the page no place; those of [`Folder::folder`].
pub async fn root() -> Result<Folder, StorageError> {
    let place = ask("getDirectory").ok_or(StorageError::Unavailable)?;
    // Browsers name different reasons why a private window has none.
    let place = JsFuture::from(place).await.map_err(|_| StorageError::Unavailable)?;
    Folder::new(place.unchecked_into()).folder(ROOT).await
}

/// Removes everything that is kept.
///
/// # Errors
/// [`StorageError::Unavailable`]; those of [`Folder::remove`].
pub async fn remove_all() -> Result<(), StorageError> {
    let place = ask("getDirectory").ok_or(StorageError::Unavailable)?;
    let place = JsFuture::from(place).await.map_err(|_| StorageError::Unavailable)?;
    Folder::new(place.unchecked_into()).remove(ROOT).await
}

/// What the browser gives to all that this site keeps, its cache of models among it; an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes that are taken.
    pub used: u64,
    /// Bytes that may still be taken.
    pub free: u64,
}

/// How much room there is, where the browser says so.
pub async fn room() -> Option<Room> {
    let estimate = JsFuture::from(ask("estimate")?).await.ok()?;
    let estimate: StorageEstimate = estimate.unchecked_into();
    let (used, quota) = (estimate.get_usage()?, estimate.get_quota()?);
    // What is below zero becomes zero: a browser may use more than it promised.
    Some(Room { used: used as u64, free: (quota - used) as u64 })
}

/// Whether the browser has promised not to clear by itself what is kept.
pub async fn is_lasting() -> bool {
    let Some(promise) = ask("persisted") else { return false };
    JsFuture::from(promise).await.is_ok_and(|lasting| lasting.is_truthy())
}

/// Random bytes, for a name that nothing else has.
pub fn random() -> [u8; 8] {
    let mut bytes = [0; 8];
    let crypto = scope().crypto().ok();
    let filled = crypto.map(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if !matches!(filled, Some(Ok(_))) {
        // Where there is no better chance, this is good enough for a name.
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes
}

/// Asks the browser's manager of storage by the name of a method: without HTTPS there is none, and older ones have no
/// such method.
fn ask(method: &str) -> Option<Promise> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let manager = Reflect::get(&navigator, &"storage".into()).ok()?;
    let method: Function = Reflect::get(&manager, &method.into()).ok()?.dyn_into().ok()?;
    method.call0(&manager).ok()?.dyn_into().ok()
}

/// What a promise gives.
async fn settled(promise: Promise) -> Result<JsValue, StorageError> {
    match JsFuture::from(promise).await {
        Ok(value) => Ok(value),
        Err(exception) => Err(match failure(exception) {
            // Firefox says no more than that something is wrong when it cannot make a file on a full disk.
            StorageError::Failed(_) if room().await.is_some_and(|room| room.free < LEAST) => {
                StorageError::Full
            }
            why => why,
        }),
    }
}

/// With less room than this, in bytes, no file can be made.
const LEAST: u64 = 16 << 10;

/// What an exception means, by its name in the File System standard.
fn failure(exception: JsValue) -> StorageError {
    let text = |property: &str| {
        let text = Reflect::get(&exception, &property.into()).ok()?;
        text.as_string()
    };
    match text("name").unwrap_or_default().as_str() {
        "QuotaExceededError" => StorageError::Full,
        "NoModificationAllowedError" | "InvalidStateError" => StorageError::Busy,
        "NotFoundError" => StorageError::Gone,
        "SecurityError" => StorageError::Unavailable,
        name => {
            let message = text("message").unwrap_or_default();
            StorageError::Failed(format!("{name}: {}", message.trim_end_matches('.')))
        }
    }
}
