//! One class: its name, its examples, and the ways to add and remove.

use std::collections::HashSet;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, HtmlInputElement, InputEvent, KeyboardEvent};

use crate::protocol::{ClassId, ExampleId};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::swatch::class_colour;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::sources::Sink;
use crate::ui::sources::drop::DropTarget;
use crate::ui::studio::kit::{ClassParts, use_kit};
use crate::words::{self, number, say, say_with};

/// One class of the visitor's.
#[component]
pub fn ClassGroup(
    id: ClassId,
    held_out: Memo<HashSet<ExampleId>>,
    /// Whether its examples are to be made.
    in_sight: Memo<bool>,
) -> impl IntoView {
    let store = use_store();
    let head = store.slice(move |state| state.head(id));
    let name = Memo::new(move |_| head.with(|head| head.name.clone()));
    let folded = Memo::new(move |_| head.with(|head| head.folded));
    let kit = use_kit();
    let target = DropTarget::new(Sink::Class(id), kit.giver(Sink::Class(id)));
    let give = kit.giver(Sink::Class(id));
    // What is pasted while one is at a class is of that class.
    let paste = move |event: ClipboardEvent| {
        let files = browser::addresses(event.clipboard_data().and_then(|data| data.files()));
        if !files.is_empty() {
            event.prevent_default();
            give.run(files);
        }
    };
    let count = move || {
        let (folded, count) = head.with(|head| (head.folded, head.count));
        folded.then(|| {
            let examples = words::count("class.wordy", count);
            view! { {number(count as u64)}<span class="wordy">" "{examples}</span> }
        })
    };
    let more = RwSignal::new(false);
    view! {
        <div
            class="class"
            id=format!("class-{id}")
            role="group"
            aria-label=move || name.get()
            style=class_colour(id)
            data-folded=move || folded.get().then_some("true")
            data-over=move || target.attribute()
            on:dragenter=move |_| target.enter()
            on:dragleave=move |_| target.leave()
            on:drop=move |event| target.drop(&event)
            on:paste=paste
        >
            <div class="class-head">
                <button
                    type="button"
                    class="quiet fold"
                    aria-expanded=move || (!folded.get()).to_string()
                    aria-label=move || say_with("class.examples-of", &[&name.get()])
                    on:click=move |_| store.set(|state| state.toggle_fold(id))
                >
                    <span aria-hidden="true">"›"</span>
                </button>
                <ClassName id name />
                <span class="hint class-count">{count}</span>
                <button
                    type="button"
                    class="quiet"
                    aria-expanded=move || more.get().to_string()
                    aria-label=move || say_with("class.reorder", &[&name.get()])
                    on:click=move |_| more.update(|more| *more = !*more)
                >
                    <span aria-hidden="true">"⋮"</span>
                </button>
                <button
                    type="button"
                    class="quiet"
                    aria-label=move || say_with("class.remove-named", &[&name.get()])
                    title=say("class.remove")
                    on:click=move |_| remove(store, id)
                >
                    <span aria-hidden="true">"×"</span>
                </button>
            </div>
            <If when=more>
                <div class="class-order">
                    <MoveButton id name up=true />
                    <MoveButton id name up=false />
                </div>
            </If>
            {move || match (folded.get(), in_sight.get()) {
                (false, true) => view! { <Inside id held_out /> }.into_any(),
                // Examples can always be added.
                (true, _) => kit.first(Sink::Class(id)).into_any(),
                // About as high as what will be there.
                (false, false) => view! {
                    <div class="class-unseen">{kit.first(Sink::Class(id))}</div>
                }
                .into_any(),
            }}
        </div>
    }
}

/// The examples of a class, and the ways to add some.
#[component]
fn Inside(id: ClassId, held_out: Memo<HashSet<ExampleId>>) -> impl IntoView {
    let class = use_store().slice(move |state| state.class(id));
    let examples = Memo::new(move |_| {
        class.with(|class| {
            let examples = class.iter().flat_map(|class| &class.examples);
            examples.map(|example| example.id).collect::<Vec<_>>()
        })
    });
    (use_kit().class)(ClassParts { id, class, examples, held_out })
}

/// Moves a class by one place.
#[component]
fn MoveButton(id: ClassId, name: Memo<String>, up: bool) -> impl IntoView {
    let store = use_store();
    let (way, label, named) = match up {
        true => ("up", "class.move-up", "class.move-named-up"),
        false => ("down", "class.move-down", "class.move-named-down"),
    };
    let here = format!("move-{way}-{id}");
    let focus = here.clone();
    view! {
        <button
            type="button"
            class="small"
            id=here
            aria-label=move || say_with(named, &[&name.get()])
            on:click=move |_| move_class(store, id, up, focus.clone())
        >
            {say(label)}
        </button>
    }
}

/// Moves a class by one place, and keeps the focus.
fn move_class(store: Store, id: ClassId, up: bool, focus: String) {
    store.act(|state| state.move_class(id, up));
    browser::focus(vec![focus]);
}

/// The name of a class, to type over. Every name on the way that may be one is taken at once, so
/// that what is named by it follows; one that may not is refused when the typing ends.
#[component]
fn ClassName(id: ClassId, name: Memo<String>) -> impl IntoView {
    let store = use_store();
    let before = StoredValue::new(String::new());
    let typed = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        store.set(|state| {
            // Half a name may be none; the end of the typing tells.
            let _ = state.rename_class(id, &typed);
        });
        // What comes as a whole, as from the clipboard or from a script, is no half of a name.
        let inserted = event.dyn_ref::<InputEvent>().and_then(InputEvent::data);
        if inserted.is_some_and(|text| text.chars().count() > 1) {
            before.set_value(name.get_untracked());
        }
    };
    let done = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        let before_typing = before.get_value();
        store.attempt(|state| {
            state.finish_renaming(id, &before_typing, &typed).map(|()| Vec::new())
        });
        let now = name.get_untracked();
        before.set_value(now.clone());
        // The box still holds what was refused, or the blanks that were left out.
        if let Some(input) = event.target().and_then(|target| target.dyn_into().ok()) {
            let input: HtmlInputElement = input;
            input.set_value(&now);
        }
    };
    // With Alt the arrows move the class.
    let key = move |event: KeyboardEvent| {
        let up = match event.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            _ => return,
        };
        if event.alt_key() {
            event.prevent_default();
            move_class(store, id, up, class_name_id(id));
        }
    };
    view! {
        <input
            type="text"
            class="class-name"
            id=class_name_id(id)
            aria-label=say("class.name")
            maxlength="60"
            autocomplete="off"
            spellcheck="false"
            prop:value=move || name.get()
            on:focus=move |_| before.set_value(name.get_untracked())
            on:input=typed
            on:keydown=key
            on:change=done
        />
    }
}

/// Removes a class, and puts the focus on its neighbour or on the way to add another.
fn remove(store: Store, id: ClassId) {
    let next = store.peek(|state| {
        let ids: Vec<_> = state.project().classes.iter().map(|class| class.id).collect();
        let at = ids.iter().position(|other| *other == id).unwrap_or(0);
        ids.get(at + 1).or_else(|| ids.get(at.checked_sub(1)?)).copied()
    });
    store.act(|state| state.remove_class(id));
    browser::focus(next.map(class_name_id).into_iter().chain(["add-class".into()]).collect());
}

/// The id of the box that holds the name of a class.
pub fn class_name_id(id: ClassId) -> String {
    format!("class-name-{id}")
}

/// The class whose group this is.
pub fn class_id(group: &Element) -> Option<ClassId> {
    group.id().strip_prefix("class-")?.parse().ok().map(ClassId)
}
