//! The pictures of one class, and the way to add some.

use leptos::prelude::*;

use crate::ui::parts::gradually::gradually;
use crate::ui::sources::Sink;
use crate::ui::studio::example_tile::ExampleTile;
use crate::ui::studio::kit::{ClassParts, use_kit};

/// The pictures of a class, and the way to add some.
#[component]
pub fn ClassPictures(parts: ClassParts) -> impl IntoView {
    let ClassParts { id, class, examples, held_out } = parts;
    let shown = gradually(examples);
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
        <div class="class-ways">
            {use_kit().offered(Sink::Class(id))}
            <span class="hint" data-empty=move || examples.with(Vec::is_empty).then_some("true")>
                {count}
            </span>
        </div>
        <ul class="tiles" role="list">
            <For each=move || shown.get() key=|example| *example children=tile />
        </ul>
    }
}
