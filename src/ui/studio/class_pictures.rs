//! The pictures of one class, and the way to add some.

use leptos::prelude::*;

use crate::ui::parts::conditional::{If, ever};
use crate::ui::parts::later::{later, nothing};
use crate::ui::parts::watched::Watched;
use crate::ui::shell::store::use_store;
use crate::ui::sources::Sink;
use crate::ui::studio::example_tile::ExampleTile;
use crate::ui::studio::kit::{ClassParts, use_kit};
use crate::ui::studio::marks::count_of;

/// The pictures of a class, and the way to add some.
#[component]
pub fn ClassPictures(parts: ClassParts) -> impl IntoView {
    let ClassParts { id, class, examples, .. } = parts;
    let has_some = ever(move || !examples.with(Vec::is_empty));
    let count = move || class.with(|class| count_of(class.as_ref(), "class.no-pictures"));
    view! {
        <div class="class-ways">
            {use_kit().offered(Sink::Class(id))}
            <span class="hint" data-empty=move || examples.with(Vec::is_empty).then_some("true")>
                {count}
            </span>
        </div>
        <If when=has_some>{tiles(parts)}</If>
    }
}

later! {
    /// Its pictures, once the means to show some have arrived.
    fn tiles(parts: ClassParts) of tiles with nothing { view! { <Tiles parts /> } }
}

#[component]
fn Tiles(parts: ClassParts) -> impl IntoView {
    let ClassParts { class, examples, held_out, .. } = parts;
    let total = Memo::new(move |_| examples.with(Vec::len));
    let watched = Watched::new(total);
    // What is not in sight is not made, nor looked for when something changes.
    let shown = Memo::new(move |_| {
        let range = watched.range(total.get());
        class.with(|class| {
            let all = class.as_ref().and_then(|class| class.examples.get(range));
            all.unwrap_or_default().to_vec()
        })
    });
    let selected = use_store().slice(|state| state.selected());
    let ids = move || shown.with(|all| all.iter().map(|example| example.id).collect::<Vec<_>>());
    let tile = move |id| {
        let held_out = Memo::new(move |_| held_out.with(|all| all.contains(&id)));
        let example = Memo::new(move |_| {
            shown.with(|all| all.iter().find(|example| example.id == id).cloned())
        });
        let selected = Memo::new(move |_| selected.with(|all| all.contains(&id)));
        view! { <ExampleTile class id example held_out selected /> }
    };
    view! {
        <ul
            class="tiles"
            role="list"
            node_ref=watched.node
            style=move || watched.style(total.get())
            on:scroll=move |_| watched.look()
        >
            <For each=ids key=|id| *id children=tile />
        </ul>
    }
}
