//! What happens while files are dragged over a place, and when they are dropped on it.

use leptos::prelude::*;
use web_sys::DragEvent;

use super::Give;
use crate::ui::browser;

/// A place that files can be dropped on. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct DropTarget {
    /// How deep files hover over it. Entering a child of the place fires before leaving it, so the two are
    /// counted.
    depth: RwSignal<i32>,
    give: Give,
}

impl DropTarget {
    /// A place that gives what is dropped on it.
    pub fn new(give: Give) -> Self {
        Self { depth: RwSignal::new(0), give }
    }

    /// Files have come over the place or a child of it.
    pub fn enter(self) {
        self.depth.update(|depth| *depth += 1);
    }

    /// Files have left the place or a child of it.
    pub fn leave(self) {
        self.depth.update(|depth| *depth -= 1);
    }

    /// Files are dropped: none hover any more.
    pub fn drop(self, event: &DragEvent) {
        event.prevent_default();
        self.depth.set(0);
        self.give.run(browser::addresses(event.data_transfer().and_then(|data| data.files())));
    }

    /// The `data-over` attribute, which the style sheet shows.
    pub fn attribute(self) -> Option<&'static str> {
        (self.depth.get() > 0).then_some("true")
    }
}
