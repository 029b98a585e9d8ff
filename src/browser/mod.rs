//! Floor 3: what only a browser has: fetching, its cache, what it keeps on the device, locks between tabs, its picture
//! decoders, its clock, the names of files.
//!
//! All of it works in a worker, where there is no `window`; [`locks`] and [`names`] in the page, too, and [`link`] there
//! alone.

pub mod blob_reader;
pub mod buffer;
pub mod bytes;
pub mod cache;
pub mod chosen;
pub mod clock;
pub mod courier;
pub mod fetch;
pub mod link;
pub mod locks;
pub mod names;
pub mod packed;
pub mod picture;
pub mod storage;

use wasm_bindgen::JsCast;
use web_sys::WorkerGlobalScope;

/// The worker's global scope.
pub(crate) fn scope() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}
