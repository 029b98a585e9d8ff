//! The tutorial: a program of its own, which the page fetches when it is needed first.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::chapters::chapters;
use super::contents::Contents;
use super::course::Course;
use super::lab::Lab;
use super::language::Language;
use super::reader::Reader;
use super::views::Borrowed;
use crate::browser::names::named;
use crate::protocol::DeviceKind;
use crate::ui::app::say_on_root;
use crate::ui::browser;
use crate::ui::shell::navigation::Navigation;
use crate::ui::shell::part_place::LEARN;
use crate::ui::state::Place;

/// Puts the tutorial into its place in the page.
pub fn mount() {
    let place = document().get_element_by_id(LEARN.id);
    if let Some(place) = place.and_then(|place| place.dyn_into().ok()) {
        let place: web_sys::HtmlElement = place;
        // What the page said while this was fetched.
        place.set_inner_html("");
        dress();
        mount_to(place, Tutorial).forget();
    }
}

/// Has the browser fetch the style of the tutorial, which the page goes without.
fn dress() {
    let (Ok(link), Some(head)) = (document().create_element("link"), document().head()) else {
        return;
    };
    for (name, value) in [("rel", "stylesheet"), ("href", &*named("learn.css"))] {
        // Fails only for names that are none.
        let _ = link.set_attribute(name, value);
    }
    let _ = head.append_child(&link);
}

/// The tutorial.
#[component]
fn Tutorial() -> impl IntoView {
    let navigation = Navigation::join();
    provide_context(navigation);
    let lab = Lab::new();
    provide_context(lab);
    let course = Course::start(navigation);
    provide_context(course);
    provide_context(Borrowed::new());
    lab.open();
    let shown = Memo::new(move |_| navigation.place() == Place::Learn);
    let ready = lab.slice(|state| state.ready);
    // Experiments are computed there wherever they are done, so that everybody gets the same numbers.
    let device = lab.slice(|state| state.ready.then_some(DeviceKind::Cpu));
    say_on_root(ready, device, shown);
    let language = Memo::new(move |_| course.language.get());
    let chapter = Memo::new(move |_| course.address.with(|address| address.chapter.clone()));
    let all = Memo::new(move |_| chapters(language.get()));
    view! {
        {move || shown.get().then(|| {
            // Everything is in another language, so everything is made anew.
            let language = language.get();
            let all = all.get();
            let at = chapter.with(|id| all.iter().position(|it| Some(it.id) == id.as_deref()));
            view! {
                <div class="tutorial" lang=language.code()>
                    <LabAlert />
                    {match at {
                        Some(at) => view! { <Reader chapters=all at /> }.into_any(),
                        None => view! { <Contents chapters=all /> }.into_any(),
                    }}
                </div>
            }
        })}
    }
}

/// What went wrong with the lab, and what to do.
#[component]
fn LabAlert() -> impl IntoView {
    let lab = super::lab::use_lab();
    let course = super::course::use_course();
    let failure = lab.slice(|state| state.failure.as_ref().map(ToString::to_string));
    let notices =
        lab.slice(|state| state.notices.iter().map(ToString::to_string).collect::<Vec<_>>());
    let says =
        Memo::new(move |_| failure.with(Option::is_some) || notices.with(|all| !all.is_empty()));
    let [restart, dismiss] = course.say(["restart", "dismiss"]);
    move || {
        says.get().then(|| {
            let sentences = failure.get().into_iter().chain(notices.get());
            let sentences: Vec<_> = sentences.map(|text| view! { <p>{text}</p> }).collect();
            view! {
                <section class="alert" role="alert">
                    <div class="alert-text">{sentences}</div>
                    <div class="actions">
                        {failure.with(Option::is_some).then(|| view! {
                            <button type="button" class="primary" on:click=move |_| lab.reopen()>{restart}</button>
                        })}
                        {notices.with(|all| !all.is_empty()).then(|| view! {
                            <button
                                type="button"
                                on:click=move |_| lab.set(|state| state.notices.clear())
                            >
                                {dismiss}
                            </button>
                        })}
                    </div>
                </section>
            }
        })
    }
}

/// The switch between the languages.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let course = super::course::use_course();
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
