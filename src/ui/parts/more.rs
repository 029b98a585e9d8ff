//! The button that shows more of a long list.

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::words;

/// A button while there is more, which says how much: each press shows so many more.
#[component]
pub fn More(
    /// How many are shown at most.
    most: RwSignal<usize>,
    /// How many more a press shows.
    step: usize,
    /// How many are not shown.
    #[prop(into)]
    left: Signal<usize>,
    /// The key of what stands on it.
    #[prop(default = "and-more")]
    says: &'static str,
) -> impl IntoView {
    view! {
        <If when=move || left.get() != 0>
            <button
                type="button"
                class="small"
                on:click=move |_| most.update(|most| *most += step)
            >
                {move || words::count(says, left.get())}
            </button>
        </If>
    }
}
