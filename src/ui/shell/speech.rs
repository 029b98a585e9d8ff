//! The language of the page: which it is, and how its words come.

use js_sys::Reflect;
use leptos::prelude::{document, window};

use crate::ui::browser;
use crate::words::{Language, language, speak};

/// Under what the browser remembers which language was chosen: the tutorial was the first to have several.
const CHOSEN: &str = "headstart.learn.language";

/// Under what the words lie on the window, for the parts of the page that are programs of their own.
const WORDS: &str = "headstartWords";

/// The language that the address asks for, or the one that was chosen before, or the browser's.
fn wanted() -> Language {
    let asked = browser::query("lang").or_else(|| browser::remembered(CHOSEN));
    let asked = asked.or_else(|| window().navigator().language());
    asked.and_then(|code| Language::of(&code)).unwrap_or_default()
}

/// Fetches the words of the visitor's language, and speaks it from then on.
///
/// # Errors
/// The language whose words did not arrive.
pub async fn fetch() -> Result<(), Language> {
    let language = wanted();
    if let Some(root) = document().document_element() {
        // Fails only for names that are none.
        let _ = root.set_attribute("lang", language.code());
    }
    let words = browser::text(match language {
        Language::English => "words_en.md",
        Language::German => "words_de.md",
    });
    let words = words.await.ok_or(language)?;
    // A window takes any name.
    let _ = Reflect::set(&window(), &WORDS.into(), &words.as_str().into());
    speak(language, words);
    Ok(())
}

/// Speaks as the page does, in a part of it that is a program of its own: the words were there before it.
pub fn join() {
    let words = Reflect::get(&window(), &WORDS.into()).ok().and_then(|words| words.as_string());
    speak(wanted(), words.unwrap_or_default());
}

/// Chooses a language, and loads the page anew in it. Nothing is lost that is kept; where something would be, the
/// browser asks.
pub fn choose(chosen: Language) {
    if chosen == language() {
        return;
    }
    browser::remember(CHOSEN, chosen.code());
    // It would be asked first.
    browser::forget_query("lang");
    // Where a browser refuses, the visitor's own button does the same.
    let _ = window().location().reload();
}
