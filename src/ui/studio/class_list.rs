//! The classes, one below the other: found by name where there are many, and folded.

use std::collections::{BTreeSet, HashSet};

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::protocol::{ClassId, ExampleId};
use crate::ui::parts::conditional::If;
use crate::ui::parts::later::{later, nothing};
use crate::ui::shell::store::{Store, use_store};
use crate::ui::state::State;
use crate::ui::studio::class_group::{ClassGroup, class_id};
use crate::ui::studio::dragging::Dragging;
use crate::words::{self, number, say, say_with};

/// From so many classes on they can be searched, and folded together.
const SEARCHED: usize = 8;

/// Pixels above and below what is in sight in which the examples of a class are made.
const AROUND: f64 = 400.0;

/// The classes.
#[component]
pub fn ClassList(held_out: Memo<HashSet<ExampleId>>) -> impl IntoView {
    let store = use_store();
    let words = RwSignal::new(String::new());
    let total = store.slice(|state| state.project().classes.len());
    let is_long = Memo::new(move |_| total.get() >= SEARCHED);
    let classes = store.slice(move |state| {
        // What was searched for while there were more hides none of those that are left.
        let words = words.get();
        let searched = state.project().classes.len() >= SEARCHED;
        state.classes_called(if searched { &words } else { "" })
    });
    // Another class is found, whatever was searched for.
    Effect::new(move |before: Option<usize>| {
        let total = total.get();
        if before.is_some_and(|before| before < total) {
            words.set(String::new());
        }
        total
    });
    let many = store.slice(|state| state.has_many_classes().then_some("true"));
    let seen = Seen::new(store, classes);
    let dragging = Dragging::new(store);
    view! {
        <If when=is_long>
            {tools(store, words, classes, total)}
        </If>
        <div
            class="classes"
            data-many=many
            node_ref=seen.node
            on:scroll=move |_| seen.look()
            on:pointerdown=move |event| dragging.press(&event)
            on:pointermove=move |event| dragging.go(&event)
            on:pointerup=move |event| dragging.release(&event)
            on:pointercancel=move |_| dragging.end()
        >
            <For
                each=move || classes.get()
                key=|id| *id
                children=move |id| {
                    // A few are all made.
                    let is_seen = move || seen.ids.with(|ids| ids.contains(&id));
                    let in_sight = Memo::new(move |_| many.get().is_none() || is_seen());
                    view! { <ClassGroup id held_out in_sight /> }
                }
            />
        </div>
        {dragging.view()}
    }
}

later! {
    /// The tools for many classes, once they have arrived.
    fn tools(
        store: Store,
        words: RwSignal<String>,
        classes: Memo<Vec<ClassId>>,
        total: Memo<usize>,
    ) of tiles with nothing {
        view! { <Tools store words classes total /> }
    }
}

/// Finds classes by name, and folds them all.
#[component]
fn Tools(
    store: Store,
    words: RwSignal<String>,
    classes: Memo<Vec<ClassId>>,
    total: Memo<usize>,
) -> impl IntoView {
    let says = move || {
        let (found, total) = (classes.with(Vec::len), total.get());
        if found == total {
            words::count("classes-counted", total)
        } else {
            say_with("class.found", &[&number(found as u64), &number(total as u64)])
        }
    };
    let any_open = store.slice(State::has_unfolded);
    view! {
        <div class="class-tools">
            <input
                type="search"
                aria-label=say("class.find")
                placeholder=say("class.find")
                prop:value=move || words.get()
                on:input=move |event| words.set(event_target_value(&event))
            />
            <span class="hint" role="status">{says}</span>
            <button
                type="button"
                class="small"
                on:click=move |_| store.set(|state| state.fold_all(state.has_unfolded()))
            >
                {move || say(if any_open.get() { "class.fold-all" } else { "class.unfold-all" })}
            </button>
        </div>
    }
}

/// The classes that have been in sight: the examples of the others are not made yet. Cheap to copy.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// The box of the classes.
    node: NodeRef<Div>,
    ids: RwSignal<BTreeSet<ClassId>>,
}

impl Seen {
    fn new(store: Store, classes: Memo<Vec<ClassId>>) -> Self {
        let seen = Self { node: NodeRef::new(), ids: RwSignal::new(BTreeSet::new()) };
        let open = store.slice(|state| {
            let classes = state.project().classes.iter();
            classes.filter(|class| !state.is_folded(class.id)).count()
        });
        Effect::new(move |_| {
            open.track();
            classes.track();
            // Once what has changed is there.
            request_animation_frame(move || seen.look());
        });
        let scrolled = window_event_listener_untyped("scroll", move |_| seen.look());
        on_cleanup(move || scrolled.remove());
        seen
    }

    /// Looks which classes are in sight.
    fn look(self) {
        // It may be gone.
        let Some(node) = self.node.try_get_untracked().flatten() else { return };
        let node: &Element = node.unchecked_ref();
        let height = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or_default();
        let of_box = node.get_bounding_client_rect();
        let (top, bottom) = (of_box.top().max(0.0) - AROUND, of_box.bottom().min(height) + AROUND);
        let mut new = Vec::new();
        let mut next = node.first_element_child();
        while let Some(element) = next {
            let place = element.get_bounding_client_rect();
            if place.top() > bottom {
                break;
            }
            if place.bottom() >= top {
                new.extend(class_id(&element));
            }
            next = element.next_element_sibling();
        }
        let is_new = |ids: &BTreeSet<ClassId>| new.iter().any(|id| !ids.contains(id));
        if self.ids.try_with_untracked(is_new) == Some(true) {
            self.ids.update(|ids| ids.extend(new));
            // What is made takes room, and may push others out of sight or into it.
            request_animation_frame(move || self.look());
        }
    }
}
