//! What is there only at times.

use leptos::prelude::*;

/// Shows its children while a condition holds. As Leptos' `Show`, but the same code whatever it shows: a
/// page with many of them is a tenth smaller.
#[component]
pub fn If(
    /// The condition.
    #[prop(into)]
    when: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let when = Memo::new(move |_| when.get());
    move || when.get().then(|| children())
}
