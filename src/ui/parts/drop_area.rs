//! What happens while files are dragged over a place, and when they are dropped on it.

use leptos::prelude::*;
use web_sys::DragEvent;

use crate::protocol::FileRef;
use crate::ui::browser;

/// Whether files hover over a place. Entering a child of the place fires before leaving it, so
/// the two are counted.
#[derive(Debug, Clone, Copy)]
pub struct Hover(RwSignal<i32>);

impl Hover {
    /// Nothing hovers.
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Files have come over the place or a child of it.
    pub fn enter(self) {
        self.0.update(|depth| *depth += 1);
    }

    /// Files have left the place or a child of it.
    pub fn leave(self) {
        self.0.update(|depth| *depth -= 1);
    }

    /// Files are dropped: none hover any more. Gives them.
    pub fn drop(self, event: &DragEvent) -> Vec<FileRef> {
        event.prevent_default();
        self.0.set(0);
        browser::addresses(event.data_transfer().and_then(|data| data.files()))
    }

    /// The `data-over` attribute, which the style sheet shows.
    pub fn attribute(self) -> Option<&'static str> {
        (self.0.get() > 0).then_some("true")
    }
}
