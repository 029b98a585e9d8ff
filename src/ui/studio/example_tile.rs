//! One example: its thumbnail, and the button that removes it.

use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent};

use crate::protocol::ExampleId;
use crate::ui::browser;
use crate::ui::parts::pace::in_turn;
use crate::ui::parts::thumbnail::Picture;
use crate::ui::shell::store::use_store;
use crate::ui::sources::files::add_examples_id;
use crate::ui::state::{ClassView, ExampleView};
use crate::ui::studio::large_view::{LookButton, look_at};
use crate::ui::studio::marks::Marks;
use crate::words::say_with;

/// One example of a class.
#[component]
pub fn ExampleTile(
    class: Memo<Option<ClassView>>,
    id: ExampleId,
    example: Memo<Option<ExampleView>>,
    held_out: Memo<bool>,
    selected: Memo<bool>,
) -> impl IntoView {
    let store = use_store();
    let pick = move |event: MouseEvent| {
        if event.shift_key() {
            store.set(|state| state.pick_range(id));
        } else {
            store.set(|state| state.pick(id));
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            look_at(store, id);
        }
        if event.key() == "Delete" {
            let next =
                class.with_untracked(|class| class.as_ref().map(|class| next_focus(class, id)));
            if selected.get_untracked() {
                store.act(|state| state.remove_selected());
            } else {
                store.act(|state| state.remove_example(id));
            }
            browser::focus(next.unwrap_or_default());
        }
    };
    let unused = Memo::new(move |_| example.with(|it| it.as_ref().is_some_and(|it| it.unused)));
    let name = Memo::new(move |_| {
        example.with(|example| example.as_ref().map(|example| example.input.name()))
    });
    let name = move || name.get().unwrap_or_default();
    // Pictures may come for all at once.
    let due = RwSignal::new(false);
    Effect::new(move |asked: Option<bool>| {
        let asked = asked.unwrap_or(false);
        let is_there = example.with(|it| it.as_ref().is_some_and(|it| it.thumbnail.is_some()));
        if is_there && !asked {
            in_turn(due);
        }
        is_there || asked
    });
    let picture = move || {
        let thumbnail = example.with(|example| example.as_ref()?.thumbnail.clone());
        match thumbnail.filter(|_| due.get()) {
            Some(bytes) => view! { <Picture bytes alt=name() /> }.into_any(),
            None => {
                view! { <span class="unread">{move || say_with("example.being-read", &[&name()])}</span> }
                    .into_any()
            }
        }
    };
    let remove = move |_| {
        let next = class.with_untracked(|class| class.as_ref().map(|class| next_focus(class, id)));
        store.act(|state| state.remove_example(id));
        browser::focus(next.unwrap_or_default());
    };
    view! {
        <li
            class="tile"
            data-example=id.0
            data-held-out=move || held_out.get().then_some("true")
            data-selected=move || selected.get().then_some("true")
            data-unused=move || unused.get().then_some("true")
        >
            <span class="face" on:click=pick on:dblclick=move |_| look_at(store, id)>
                {picture}
            </span>
            <input
                type="checkbox"
                class="selects"
                aria-label=move || say_with("example.select", &[&name()])
                prop:checked=move || selected.get()
                on:click=pick
                on:keydown=key
            />
            <Marks held_out unused />
            <LookButton id name=Signal::derive(name) />
            <button
                type="button"
                class="remove"
                id=remove_example_id(id)
                aria-label=move || say_with("example.remove", &[&name()])
                on:click=remove
            >
                <span aria-hidden="true">"×"</span>
            </button>
        </li>
    }
}

/// Where the focus goes when an example is removed: its neighbour, or the way to add another.
pub fn next_focus(class: &ClassView, id: ExampleId) -> Vec<String> {
    let ids: Vec<_> = class.examples.iter().map(|example| example.id).collect();
    let at = ids.iter().position(|other| *other == id).unwrap_or(0);
    let neighbour = ids.get(at + 1).or_else(|| ids.get(at.checked_sub(1)?));
    let neighbour = neighbour.copied().map(remove_example_id);
    neighbour.into_iter().chain([add_examples_id(class.id)]).collect()
}

/// The id of the button that removes an example.
pub fn remove_example_id(id: ExampleId) -> String {
    format!("remove-example-{id}")
}
