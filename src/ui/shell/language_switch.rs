//! The switch between the languages of the page.

use leptos::prelude::*;

use crate::ui::shell::speech;
use crate::words::{Language, language, say};

/// The switch: a button for each language, and the one that is spoken is pressed.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let button = |it: Language| {
        view! {
            <li>
                <button
                    type="button"
                    lang=it.code()
                    aria-pressed=(it == language()).to_string()
                    on:click=move |_| speech::choose(it)
                >
                    {it.name()}
                </button>
            </li>
        }
    };
    view! {
        <ul class="languages" role="list" aria-label=say("languages")>
            {Language::ALL.map(button).collect_view()}
        </ul>
    }
}
