//! Bytes that stay with the browser.

use js_sys::{ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::scope;
use crate::formats::digest;

/// Bytes that the browser holds. It hashes and writes them faster than the program could, without a copy.
#[derive(Debug)]
pub struct Buffer(ArrayBuffer);

impl Buffer {
    pub(super) fn new(bytes: ArrayBuffer) -> Self {
        Self(bytes)
    }

    /// A copy of these.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Uint8Array::from(bytes).buffer())
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.byte_length().into()
    }

    /// Their SHA-256.
    pub async fn sha256(&self) -> [u8; 32] {
        let hash = match digested(&self.0) {
            Some(promise) => JsFuture::from(promise).await.ok(),
            None => None,
        };
        let hash = hash.and_then(|hash| Uint8Array::new(&hash).to_vec().try_into().ok());
        hash.unwrap_or_else(|| digest::of(&self.copy()))
    }

    /// A copy of them.
    pub fn copy(&self) -> Vec<u8> {
        Uint8Array::new(&self.0).to_vec()
    }

    /// As what the browser writes.
    pub(super) fn source(&self) -> &Object {
        &self.0
    }
}

/// Has the browser hash bytes. Without HTTPS it does not, and nothing is kept either.
fn digested(bytes: &ArrayBuffer) -> Option<Promise> {
    let subtle = Reflect::get(scope().crypto().ok()?.as_ref(), &"subtle".into()).ok()?;
    let digest: Function = Reflect::get(&subtle, &"digest".into()).ok()?.dyn_into().ok()?;
    digest.call2(&subtle, &"SHA-256".into(), bytes).ok()?.dyn_into().ok()
}
