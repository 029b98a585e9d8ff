//! One example that is a text.

use std::collections::HashSet;

use leptos::prelude::*;

use crate::protocol::{ExampleId, Input};
use crate::ui::browser;
use crate::ui::shell::store::use_store;
use crate::ui::state::{ClassView, Closely};
use crate::ui::studio::example_tile::{next_focus, remove_example_id};
use crate::ui::studio::large_view::LookButton;
use crate::ui::studio::marks::Marks;
use crate::words::{number, say_with};

/// One text of a class: what the model reads of it, what it does not, and the button that removes it.
#[component]
pub fn ExampleText(
    class: Memo<Option<ClassView>>,
    id: ExampleId,
    held_out: Memo<HashSet<ExampleId>>,
) -> impl IntoView {
    let store = use_store();
    let parts = Memo::new(move |_| {
        class
            .with(|class| {
                let example = class.as_ref()?.examples.iter().find(|other| other.id == id)?;
                let Input::Text(text) = &*example.input else { return None };
                let (read, unread) = parted(text, example.cut);
                Some((example.input.name(), read.to_owned(), unread.to_owned()))
            })
            .unwrap_or_default()
    });
    let label: Signal<String> =
        Signal::derive(move || parts.with(|(name, ..)| say_with("example.remove", &[name])));
    let held: Signal<bool> = Signal::derive(move || held_out.with(|all| all.contains(&id)));
    let unused: Signal<bool> = Signal::derive(move || {
        let is_unused = |class: &ClassView| {
            class.examples.iter().any(|example| example.id == id && example.unused)
        };
        class.with(|class| class.as_ref().is_some_and(is_unused))
    });
    let remove = move |_| {
        let next = class.with_untracked(|class| class.as_ref().map(|class| next_focus(class, id)));
        store.act(|state| state.remove_example(id));
        browser::focus(next.unwrap_or_default());
    };
    view! {
        <li
            class="text"
            data-held-out=move || held.get().then_some("true")
            data-unused=move || unused.get().then_some("true")
        >
            {move || {
                let (_, read, unread) = parts.get();
                view! { <TextParts read unread /> }
            }}
            <Marks held_out=held unused />
            <LookButton id name=Signal::derive(move || parts.with(|(name, ..)| name.clone())) />
            <button
                type="button"
                class="remove"
                id=remove_example_id(id)
                aria-label=label
                on:click=remove
            >
                <span aria-hidden="true">"×"</span>
            </button>
        </li>
    }
}

/// A text that is looked at closely.
pub fn large_text(closely: Memo<Option<Closely>>) -> AnyView {
    let text = move || {
        let closely = closely.get()?;
        let Input::Text(text) = &*closely.example.input else { return None };
        let (read, unread) = parted(text, closely.example.cut);
        Some(view! { <TextParts read=read.to_owned() unread=unread.to_owned() /> })
    };
    view! { <div class="large-text">{text}</div> }.into_any()
}

/// A text as a model sees it: what is too long for it stands apart.
#[component]
pub fn TextParts(read: String, unread: String) -> impl IntoView {
    let cut = (!unread.is_empty()).then(|| {
        let (seen, letters) = (read.chars().count(), read.chars().count() + unread.chars().count());
        view! {
            <span class="hint cut">
                {say_with("example.cut", &[&number(seen as u64), &number(letters as u64)])}
            </span>
            <s class="unread-text">{unread}</s>
        }
    });
    view! {
        <span class="said" dir="auto">{read}</span>
        {cut}
    }
}

/// A text, divided where a model stops to read.
pub fn parted(text: &str, cut: Option<usize>) -> (&str, &str) {
    cut.and_then(|cut| text.split_at_checked(cut)).unwrap_or((text, ""))
}
