//! Many things that are shown are made a few at a time, so that the page answers meanwhile.

use std::time::Duration;

use leptos::prelude::*;

/// So many are made in one go: some tens of milliseconds of tiles.
const AT_ONCE: usize = 64;

/// The first of these, and more after every moment until all are there.
pub fn gradually<T: Clone + PartialEq + Send + Sync + 'static>(all: Memo<Vec<T>>) -> Memo<Vec<T>> {
    let room = RwSignal::new(AT_ONCE);
    Effect::new(move |_| {
        if room.get() < all.with(Vec::len) {
            let grow = move || {
                // They may be gone by then.
                let _ = room.try_update(|room| *room += AT_ONCE);
            };
            set_timeout(grow, Duration::ZERO);
        }
    });
    Memo::new(move |_| all.with(|all| all.iter().take(room.get()).cloned().collect()))
}
