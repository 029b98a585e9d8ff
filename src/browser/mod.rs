//! Floor 3: what only a browser has: fetching, its cache, its picture decoders, its clock, the names of files.
//!
//! All of it works in a worker, where there is no `window`.

pub mod cache;
pub mod clock;
pub mod fetch;
pub mod names;
pub mod picture;

use wasm_bindgen::JsCast;
use web_sys::WorkerGlobalScope;

/// The worker's global scope.
pub(crate) fn scope() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}
