//! Whether a `details` element is open: what is in it is made only then.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Whether a `details` element is open. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Opened(RwSignal<bool>);

impl Opened {
    /// A closed one.
    pub fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// Whether it is open.
    pub fn get(self) -> bool {
        self.0.get()
    }

    /// It was opened or closed, as its `toggle` event says.
    pub fn toggled(self, event: &web_sys::Event) {
        // Read from the element: it may be taken away, and two quick toggles may come as one.
        let details = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        self.0.set(details.is_some_and(|details| details.has_attribute("open")));
    }
}
