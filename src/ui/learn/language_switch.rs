//! The switch between the languages of the tutorial.

use leptos::prelude::*;

use super::course::use_course;
use crate::words::Language;
use crate::ui::browser;

/// The switch: a button for each language, and the one that is shown is pressed.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let course = use_course();
    let button = move |language: Language| {
        view! {
            <li>
                <button
                    type="button"
                    id=format!("language-{}", language.code())
                    lang=language.code()
                    aria-pressed=move || (course.language.get() == language).to_string()
                    on:click=move |_| {
                        course.choose_language(language);
                        // All of it is made anew, this button too.
                        browser::focus(vec![format!("language-{}", language.code())]);
                    }
                >
                    {language.name()}
                </button>
            </li>
        }
    };
    let [label] = course.say(["languages"]);
    view! {
        <ul class="languages" role="list" aria-label=label>
            {Language::ALL.map(button).collect_view()}
        </ul>
    }
}
