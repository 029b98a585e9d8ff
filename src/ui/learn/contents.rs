//! The contents: every chapter with what it shows, and how far the visitor has come.

use leptos::prelude::*;

use super::chapters::Chapter;
use super::course::use_course;

/// Links to all chapters, and to the first that is not done.
#[component]
pub fn Contents(chapters: Vec<Chapter>) -> impl IntoView {
    let course = use_course();
    let words = StoredValue::new(course.words());
    let [title, pitch, done_mark, anew] = course.say(["title", "pitch", "done", "begin-anew"]);
    let count = chapters.len();
    let ids: Vec<&'static str> = chapters.iter().map(|chapter| chapter.id).collect();
    let done = move || course.done.with(|done| ids.iter().filter(|&&id| done.contains(id)).count());
    let done = Memo::new(move |_| done());
    let next = {
        let chapters: Vec<_> = chapters.iter().map(|it| (it.id, it.title.clone())).collect();
        Memo::new(move |_| {
            let open = chapters.iter().find(|(id, _)| course.done.with(|done| !done.contains(*id)));
            open.or(chapters.first()).cloned()
        })
    };
    let item = move |(index, chapter): (usize, Chapter)| {
        let id = chapter.id;
        let is_done = move || course.done.with(|done| done.contains(id));
        view! {
            <li class="chapter-item" data-done=move || is_done().then_some("true")>
                <span class="chapter-number" aria-hidden="true">{index + 1}</span>
                <div>
                    <h2>
                        <a href=course.link(Some(id)) on:click=move |event| course.follow(&event, Some(id))>
                            {chapter.title}
                        </a>
                    </h2>
                    <p class="hint" translate="yes" inner_html=chapter.summary></p>
                </div>
                <span class="chapter-done">{move || is_done().then_some(done_mark)}</span>
            </li>
        }
    };
    let progress = move || {
        words.with_value(|words| {
            words.with("progress", &[&done.get().to_string(), &count.to_string()])
        })
    };
    view! {
        <header class="tutorial-head">
            <h1 id="chapter" tabindex="-1">{title}</h1>
            <p class="pitch">{pitch}</p>
        </header>
        <div class="go-on">
            {move || next.get().map(|(id, title)| {
                let key = if done.get() == 0 { "begin" } else { "go-on" };
                let label = words.with_value(|words| words.with(key, &[&title]));
                view! {
                    <a
                        class="button primary"
                        href=course.link(Some(id))
                        on:click=move |event| course.follow(&event, Some(id))
                    >
                        {label}
                    </a>
                }
            })}
            {move || (done.get() > 0).then(|| view! {
                <progress max=count.to_string() value=done.get().to_string() aria-label=progress></progress>
                <span class="hint">{progress}</span>
                <button type="button" class="quiet" on:click=move |_| course.begin_anew()>{anew}</button>
            })}
        </div>
        <ol class="chapters" role="list">{chapters.into_iter().enumerate().map(item).collect_view()}</ol>
    }
}
