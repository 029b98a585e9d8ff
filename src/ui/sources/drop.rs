//! What happens while something is dragged over a place, and when it is dropped on it.

use leptos::prelude::*;
use web_sys::DragEvent;

use super::folder::take_folders;
use super::{Give, Sink, addressed};
use crate::error::{ArrivalError, Doing, Error};
use crate::ui::browser;
use crate::ui::shell::store::{Store, use_store};

/// A place that files and folders can be dropped on. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct DropTarget {
    /// How deep files hover over it. Entering a child of the place fires before leaving it, so the two are
    /// counted.
    depth: RwSignal<i32>,
    sink: Sink,
    store: Store,
    give: Give,
}

impl DropTarget {
    /// A place that gives what is dropped on it to this sink.
    pub fn new(sink: Sink, give: Give) -> Self {
        Self { depth: RwSignal::new(0), sink, store: use_store(), give }
    }

    /// Files have come over the place or a child of it.
    pub fn enter(self) {
        self.depth.update(|depth| *depth += 1);
    }

    /// Files have left the place or a child of it.
    pub fn leave(self) {
        self.depth.update(|depth| *depth -= 1);
    }

    /// Something is dropped: nothing hovers any more.
    pub fn drop(self, event: &DragEvent) {
        event.prevent_default();
        self.depth.set(0);
        let Some(dropped) = event.data_transfer() else { return };
        if take_folders(self.store, self.sink, &dropped) {
            return;
        }
        let files = browser::listed(dropped.files());
        // A picture of another page comes with its address, and in some browsers with its file.
        let is_linked = dropped.types().iter().any(|kind| kind == "text/uri-list");
        if files.is_empty() && is_linked {
            let error = Error::new(Doing::Dragging, ArrivalError::OtherPage);
            self.store.set(|state| state.warn(error));
        }
        addressed::give(self.store, self.give, files);
    }

    /// The `data-over` attribute, which the style sheet shows.
    pub fn attribute(self) -> Option<&'static str> {
        (self.depth.get() > 0).then_some("true")
    }
}
