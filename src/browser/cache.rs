//! The browser's cache for weights, so that a second visit downloads nothing.
//!
//! A cache is a comfort: where there is none (a page without HTTPS, a private window that refuses)
//! or it is full, everything works as on a first visit.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, Response};

use super::names::address as whole;
use super::scope;

/// The name under which the browser lists it.
const NAME: &str = "headstart-weights-1";

/// Whether an earlier visit kept something of this address.
pub async fn has(address: &str) -> bool {
    find(address).await.is_some()
}

/// What an earlier visit kept of this address.
pub async fn get(address: &str) -> Option<Vec<u8>> {
    let response = find(address).await?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Keeps the bytes of this address for the next visit. Says whether it could.
pub async fn put(address: &str, bytes: &[u8]) -> bool {
    let store = async || {
        let body = Uint8Array::from(bytes);
        let response = Response::new_with_opt_buffer_source(Some(&body)).ok()?;
        JsFuture::from(open().await?.put_with_str(&whole(address), &response)).await.ok()
    };
    store().await.is_some()
}

/// Forgets this address, as when what was kept turned out to be damaged.
pub async fn remove(address: &str) {
    if let Some(cache) = open().await {
        // Failing to forget costs a hash on the next visit, nothing else.
        let _ = JsFuture::from(cache.delete_with_str(&whole(address))).await;
    }
}

async fn find(address: &str) -> Option<Response> {
    JsFuture::from(open().await?.match_with_str(&whole(address))).await.ok()?.dyn_into().ok()
}

async fn open() -> Option<Cache> {
    // Asked for by name: reading the missing property as a `CacheStorage` would throw.
    let storage: JsValue = Reflect::get(&scope(), &"caches".into()).ok()?;
    let storage: CacheStorage = storage.dyn_into().ok()?;
    JsFuture::from(storage.open(NAME)).await.ok()?.dyn_into().ok()
}
