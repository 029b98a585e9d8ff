//! What is marked of examples: held out as a test, or left out of training.

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::ui::state::ClassView;
use crate::words::{self, say, say_with};

/// The marks of an example.
#[component]
pub fn Marks(
    /// Whether it was kept aside as a test.
    #[prop(into)]
    held_out: Signal<bool>,
    /// Whether runs leave it out.
    #[prop(into)]
    unused: Signal<bool>,
) -> impl IntoView {
    let mark = |class, title, words| {
        view! {
            <span class=class title=say(title)>
                <span class="visually-hidden">{say(words)}</span>
            </span>
        }
    };
    view! {
        <If when=move || held_out.get()>
            {mark("mark", "example.held-out-title", "example.held-out")}
        </If>
        <If when=move || unused.get()>
            {mark("mark unused", "example.unused-title", "example.unused")}
        </If>
    }
}

/// How many examples a class has, and how many of them runs leave out; of an empty one the words of the key.
pub fn count_of(class: Option<&ClassView>, none: &'static str) -> String {
    let all = class.map_or(0, |class| class.examples.len());
    let unused = class.map_or(0, ClassView::unused);
    match (all, unused) {
        (0, _) => say(none).to_owned(),
        (all, 0) => words::count("examples", all),
        (all, unused) => say_with(
            "class.count-unused",
            &[&words::count("examples", all), &words::number(unused as u64)],
        ),
    }
}
