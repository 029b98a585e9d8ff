//! How many tiles are made in a frame: each takes a good part of a millisecond, and a hundred at once would be a pause.

use std::cell::{Cell, RefCell};

use leptos::prelude::request_animation_frame;

/// Tiles of all boxes that are made in a frame.
const A_FRAME: usize = 24;

thread_local! {
    /// How many may still be made in this frame.
    static LEFT: Cell<usize> = const { Cell::new(A_FRAME) };
    /// Whether the next frame has been asked for.
    static TURNS: Cell<bool> = const { Cell::new(false) };
    /// Who waits for the next frame.
    static WAITING: RefCell<Vec<Box<dyn FnOnce()>>> = RefCell::default();
}

/// How many of the tiles that are wanted may be made now. If it is not all of them, `again` is called in the next frame.
pub fn granted(wanted: usize, again: impl FnOnce() + 'static) -> usize {
    let left = LEFT.get();
    let granted = wanted.min(left);
    LEFT.set(left - granted);
    if granted < wanted {
        WAITING.with_borrow_mut(|waiting| waiting.push(Box::new(again)));
    }
    if !TURNS.replace(true) {
        request_animation_frame(|| {
            TURNS.set(false);
            LEFT.set(A_FRAME);
            WAITING.take().into_iter().for_each(|again| again());
        });
    }
    granted
}
