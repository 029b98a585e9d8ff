//! What came of a download that was cut short, so that the next can go on from there.
//!
//! Only the last one is kept: it may be as large as a model, and a visitor tries one thing at a time.
//! Whether the rest belongs to it, the hash of the whole tells.

use std::cell::RefCell;

/// Downloads that came to fewer bytes begin anew: that is over before anybody notices.
const WORTH_KEEPING: usize = 1 << 20;

thread_local! {
    static LAST: RefCell<Option<(String, Vec<u8>)>> = const { RefCell::new(None) };
}

/// Keeps the beginning of what an address gives.
pub fn keep(address: &str, bytes: Vec<u8>) {
    if bytes.len() >= WORTH_KEEPING {
        LAST.set(Some((address.to_owned(), bytes)));
    }
}

/// Takes what is kept of an address; nothing where there is none.
pub fn take(address: &str) -> Vec<u8> {
    let kept = LAST.with_borrow_mut(|last| last.take_if(|(of, _)| of == address));
    kept.map(|(_, bytes)| bytes).unwrap_or_default()
}
