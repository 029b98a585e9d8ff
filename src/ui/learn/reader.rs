//! A chapter: its screens, one idea each, and the way on.

use leptos::prelude::*;

use super::chapters::{Block, Chapter};
use super::course::use_course;
use super::views;

/// The page of one chapter, with the ways to those before and after it.
#[component]
pub fn Reader(
    /// All of them.
    chapters: Vec<Chapter>,
    /// Which is shown.
    at: usize,
) -> impl IntoView {
    let course = use_course();
    let words = course.words();
    let count = chapters.len();
    let [contents, back, on, the_end, way_on] =
        course.say(["contents", "previous", "next", "finish", "way-on"]);
    let title = |chapter: &Chapter| (chapter.id, chapter.title.clone());
    let before = at.checked_sub(1).and_then(|index| chapters.get(index)).map(title);
    let after = chapters.get(at + 1).map(title);
    let chapter = chapters.into_iter().nth(at);
    let id = chapter.as_ref().map_or("", |chapter| chapter.id);
    let heading = chapter.as_ref().map(|chapter| chapter.title.clone());
    let screens = chapter.map(|chapter| chapter.screens).unwrap_or_default();
    let place = words.with("chapter-of", &[&(at + 1).to_string(), &count.to_string()]);
    let back_link = before.map(|(id, title)| {
        view! {
            <a class="button" href=course.link(Some(id)) on:click=move |event| course.follow(&event, Some(id))>
                <span class="hint">{back}</span>
                {title}
            </a>
        }
    });
    let (next, label) = match after {
        Some((id, title)) => (Some(id), title),
        None => (None, the_end.to_owned()),
    };
    let go_on = move |event: web_sys::MouseEvent| {
        course.finish(id);
        course.follow(&event, next);
    };
    let screen = |screen: Vec<Block>| {
        let blocks: Vec<_> = screen.into_iter().map(block).collect();
        view! { <section class="card screen">{blocks}</section> }
    };
    view! {
        <header class="tutorial-head">
            <p class="crumbs">
                <a href=course.link(None) on:click=move |event| course.follow(&event, None)>{contents}</a>
                <span class="hint">{place}</span>
            </p>
            <h1 id="chapter" tabindex="-1">{heading}</h1>
        </header>
        {screens.into_iter().map(screen).collect_view()}
        <nav class="way-on" aria-label=way_on>
            {back_link}
            <a class="button primary" href=course.link(next) on:click=go_on>
                <span class="hint">{next.map(|_| on)}</span>
                {label}
            </a>
        </nav>
    }
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Text(html) => {
            view! { <div class="prose" translate="yes" inner_html=html></div> }.into_any()
        }
        Block::Experiment(name) => views::show(&name),
        Block::Versions { child, adult } => view! { <Versions child adult /> }.into_any(),
    }
}

/// Which version of a text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Child,
    Adult,
    Both,
}

/// The same for a child and for an adult, with a switch.
#[component]
fn Versions(child: String, adult: String) -> impl IntoView {
    let course = use_course();
    let [for_child, for_adult, both, label] =
        course.say(["for-a-child", "for-an-adult", "side-by-side", "told-for"]);
    let shown = RwSignal::new(Version::Child);
    let button = move |name: &'static str, version: Version| {
        view! {
            <button
                type="button"
                aria-pressed=move || (shown.get() == version).to_string()
                on:click=move |_| shown.set(version)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="toggle" role="group" aria-label=label>
            {button(for_child, Version::Child)}
            {button(for_adult, Version::Adult)}
            {button(both, Version::Both)}
        </div>
        <div class="versions" data-both=move || (shown.get() == Version::Both).then_some("true")>
            <div class="prose" translate="yes" hidden=move || shown.get() == Version::Adult inner_html=child></div>
            <div class="prose" translate="yes" hidden=move || shown.get() == Version::Child inner_html=adult></div>
        </div>
    }
}
