//! Where the visitor is in the tutorial: address, and which chapters are done. Remembered by the
//! browser.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::MouseEvent;

use super::address::Address;
use super::words::words_of;
use crate::ui::browser;
use crate::ui::shell::navigation::{Navigation, go_to, is_elsewhere};
use crate::ui::state::Place;
use crate::words::{Catalogue, language};

/// The name under which the browser remembers.
const DONE: &str = "headstart.learn.done";

/// Where the visitor is. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    navigation: Navigation,
    /// What the page's address names.
    pub address: RwSignal<Address>,
    /// The ids of the chapters that are done.
    pub done: RwSignal<BTreeSet<String>>,
}

/// Where the visitor is, for any component.
pub fn use_course() -> Course {
    expect_context()
}

impl Course {
    /// Begins where the address says.
    pub fn start(navigation: Navigation) -> Self {
        let done = browser::remembered(DONE).unwrap_or_default();
        let done = done.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let course = Self { navigation, address: RwSignal::new(here()), done: RwSignal::new(done) };
        let moved = window_event_listener(ev::popstate, move |_| course.address.set(here()));
        on_cleanup(move || moved.remove());
        course
    }

    /// The words of the tutorial, in the language of the page.
    pub fn words(self) -> Catalogue {
        words_of(language())
    }

    /// Some of them.
    pub fn say<const N: usize>(self, keys: [&'static str; N]) -> [&'static str; N] {
        let words = self.words();
        keys.map(|key| words.say(key))
    }

    /// A chapter is done.
    pub fn finish(self, chapter: &str) {
        self.done.update(|done| {
            done.insert(chapter.to_owned());
        });
        let done = self.done.get_untracked();
        browser::remember(DONE, &done.into_iter().collect::<Vec<_>>().join(","));
    }

    /// Forgets which chapters are done.
    pub fn begin_anew(self) {
        self.done.set(BTreeSet::new());
        browser::remember(DONE, "");
    }

    /// The address of a chapter, or of the contents.
    pub fn link(self, chapter: Option<&str>) -> String {
        let chapter = chapter.map(str::to_owned);
        let fragment = Address { chapter, ..Address::default() }.to_string();
        format!("{}{fragment}", self.navigation.address(Place::Learn))
    }

    /// Follows a link to a chapter, unless it is to open elsewhere.
    pub fn follow(self, event: &MouseEvent, chapter: Option<&str>) {
        if is_elsewhere(event) {
            return;
        }
        if go_to(&self.link(chapter)) {
            event.prevent_default();
            window().scroll_to_with_x_and_y(0.0, 0.0);
            browser::focus(vec!["chapter".into()]);
        }
    }

    /// Changes what the address names, without going anywhere.
    pub fn note(self, change: impl FnOnce(&mut Address)) {
        let mut address = self.address.get_untracked();
        change(&mut address);
        if address != self.address.get_untracked() {
            let whole = format!("{}{address}", self.navigation.address(Place::Learn));
            // Where a browser refuses, the address stays as it was.
            if let Ok(history) = window().history() {
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&whole));
            }
            self.address.set(address);
        }
    }

    /// Goes to a studio.
    pub fn leave(self, place: Place) {
        self.navigation.go(place);
    }
}

fn here() -> Address {
    Address::read(&window().location().hash().unwrap_or_default())
}
