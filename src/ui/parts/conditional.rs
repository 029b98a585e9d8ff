//! What is there only at times.

use leptos::prelude::*;

/// Shows its children while a condition holds. As Leptos' `Show`, but compiled once whatever it shows, which
/// makes a page with many of them smaller.
#[component]
pub fn If(
    /// Whether they are there; nothing is made anew while it stays as it is.
    #[prop(into)]
    when: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let when = Memo::new(move |_| when.get());
    move || when.get().then(|| children())
}

/// Whether a condition has held at any time: for what stays once it is there.
pub fn ever(when: impl Fn() -> bool + Send + Sync + 'static) -> Memo<bool> {
    Memo::new(move |before| before == Some(&true) || when())
}
