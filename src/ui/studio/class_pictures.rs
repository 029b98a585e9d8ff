//! The pictures of one class, and the way to add some.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::shell::store::use_store;
use crate::ui::studio::example_tile::{ExampleTile, add_examples_id};
use crate::ui::studio::kit::ClassParts;

/// The pictures of a class, and the way to add some.
#[component]
pub fn ClassPictures(parts: ClassParts) -> impl IntoView {
    let ClassParts { id, class, examples, held_out } = parts;
    let store = use_store();
    let name: Signal<String> = Signal::derive(move || {
        class.with(|class| class.as_ref().map(|class| class.name.clone())).unwrap_or_default()
    });
    let tile = move |example| {
        let held_out = Memo::new(move |_| held_out.with(|all| all.contains(&example)));
        view! { <ExampleTile class id=example held_out /> }
    };
    let count = move || match examples.with(Vec::len) {
        0 => "Drop pictures here, or add some. Five or more work well.".to_owned(),
        1 => "1 example".to_owned(),
        count => format!("{count} examples"),
    };
    view! {
        <ul class="tiles" role="list">
            <For each=move || examples.get() key=|example| *example children=tile />
        </ul>
        <div class="class-foot">
            <input
                type="file"
                class="visually-hidden"
                id=add_examples_id(id)
                accept="image/*"
                multiple
                on:change=move |event| {
                    let files = browser::take_files(&event);
                    store.act(|state| state.add_files(id, files));
                }
            />
            <label class="button" for=add_examples_id(id)>
                "Add examples"
                <span class="visually-hidden">" to " {name}</span>
            </label>
            <span class="hint" data-empty=move || examples.with(Vec::is_empty).then_some("true")>
                {count}
            </span>
        </div>
    }
}
