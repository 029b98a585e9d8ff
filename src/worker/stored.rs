//! What the browser keeps of the models on offer.

use super::link::post;
use crate::browser::cache;
use crate::engine::catalog;
use crate::protocol::Event;

/// Tells the page, in the background: nobody waits for it.
pub fn report() {
    wasm_bindgen_futures::spawn_local(tell());
}

/// Removes all files of a model, and tells the page.
pub fn remove(id: &str) {
    let entry = catalog::find(id);
    wasm_bindgen_futures::spawn_local(async move {
        for file in entry.iter().flat_map(|entry| &entry.files) {
            cache::remove(&file.address).await;
        }
        tell().await;
    });
}

async fn tell() {
    let mut stored = Vec::new();
    for entry in catalog::entries() {
        let mut bytes = 0;
        for file in &entry.files {
            if cache::has(&file.address).await {
                bytes += file.bytes;
            }
        }
        if bytes > 0 {
            stored.push((entry.id.clone(), bytes));
        }
    }
    post(&Event::Stored(stored));
}
