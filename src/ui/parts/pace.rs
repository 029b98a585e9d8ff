//! What is made little by little, so that the page answers in between: a card takes tens of milliseconds, a tile a good
//! part of one, and a hundred of them at once would be a pause.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::prelude::*;

/// Tiles of all boxes, or pictures on them, that are made in a frame.
const A_FRAME: usize = 8;

thread_local! {
    /// How many may still be made in this frame.
    static LEFT: Cell<usize> = const { Cell::new(A_FRAME) };
    /// Whether the next frame has been asked for.
    static TURNS: Cell<bool> = const { Cell::new(false) };
    /// Who waits for the next frame, the first to come first.
    static WAITING: RefCell<Vec<Box<dyn FnOnce()>>> = RefCell::default();
}

/// How many of those that are wanted may be made now. If it is not all of them, `again` is called in the next frame.
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

/// Sets a signal when it is its turn; one that is gone by then is left alone.
pub fn in_turn(signal: RwSignal<bool>) {
    if granted(1, move || in_turn(signal)) == 1 {
        let _ = signal.try_set(true);
    }
}

/// What is made in a task of its own, right after the one that makes what is around it.
pub fn soon(view: fn() -> AnyView) -> impl IntoView {
    let is_due = RwSignal::new(false);
    set_timeout(
        move || {
            let _ = is_due.try_set(true);
        },
        Duration::ZERO,
    );
    move || is_due.get().then(view)
}
