//! Where the visitor is in the tutorial: language, address, and which chapters are done. Remembered by the
//! browser.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{MouseEvent, Storage};

use super::address::Address;
use super::language::{Language, Words};
use crate::ui::browser;
use crate::ui::shell::navigation::{Navigation, go_to, is_elsewhere};
use crate::ui::state::Place;

/// The names under which the browser remembers.
const DONE: &str = "headstart.learn.done";
const LANGUAGE: &str = "headstart.learn.language";

/// Where the visitor is. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    navigation: Navigation,
    /// The language that the visitor reads in.
    pub language: RwSignal<Language>,
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
    /// Begins where the address says, in the language that it, the browser's memory or the browser itself
    /// names.
    pub fn start(navigation: Navigation) -> Self {
        let asked = browser::query("lang").or_else(|| remembered(LANGUAGE));
        let asked = asked.or_else(|| window().navigator().language());
        let language = asked.and_then(|code| Language::of(&code)).unwrap_or_default();
        let done = remembered(DONE).unwrap_or_default();
        let done = done.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let course = Self {
            navigation,
            language: RwSignal::new(language),
            address: RwSignal::new(here()),
            done: RwSignal::new(done),
        };
        let moved = window_event_listener(ev::popstate, move |_| course.address.set(here()));
        on_cleanup(move || moved.remove());
        course
    }

    /// The words of the language now.
    pub fn words(self) -> Words {
        Words::of(self.language.get())
    }

    /// Some of them; what asks is made anew in another language.
    pub fn say<const N: usize>(self, keys: [&'static str; N]) -> [&'static str; N] {
        let words = Words::of(self.language.get_untracked());
        keys.map(|key| words.say(key))
    }

    /// Changes the language, and remembers it.
    pub fn choose_language(self, language: Language) {
        remember(LANGUAGE, language.code());
        // It would be asked first when the page is loaded again.
        browser::forget_query("lang");
        self.language.set(language);
    }

    /// A chapter is done.
    pub fn finish(self, chapter: &str) {
        self.done.update(|done| {
            done.insert(chapter.to_owned());
        });
        let done = self.done.get_untracked();
        remember(DONE, &done.into_iter().collect::<Vec<_>>().join(","));
    }

    /// Forgets which chapters are done.
    pub fn begin_anew(self) {
        self.done.set(BTreeSet::new());
        remember(DONE, "");
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

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What the browser remembers; nothing where it is told not to.
fn remembered(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

fn remember(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // A browser that is told not to remember, or has no room, does not.
        let _ = storage.set_item(name, value);
    }
}
