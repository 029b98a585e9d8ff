//! What went wrong, and what to do.

use leptos::prelude::*;

use crate::ui::parts::conditional::If;

use crate::error::Error;
use crate::ui::browser;
use crate::ui::shell::store::use_store;
use crate::ui::state::State;

/// How many sentences are shown at once; the others wait behind a button.
const SHOWN: usize = 3;

/// The alert, there only while there is something to say.
#[component]
pub fn Alert() -> impl IntoView {
    let store = use_store();
    let failure = store.slice(|state| state.failure.clone());
    let notices = store.slice(|state| state.notices.clone());
    let says = move || failure.with(Option::is_some) || notices.with(|all| !all.is_empty());
    // The button goes with the alert, so the focus needs another place.
    let leave = || browser::focus(vec!["main".into()]);
    let restart = move |_| {
        store.restart();
        leave();
    };
    let dismiss = move |_| {
        store.set(State::dismiss);
        leave();
    };
    view! {
        <If when=says>
            <section class="alert" role="alert">
                <div class="alert-text">
                    {move || failure.get().map(|error| view! { <p>{error.to_string()}</p> })}
                    {move || notices.with(|notices| sentences(notices))}
                </div>
                <div class="actions">
                    <If when=move || failure.with(Option::is_some)>
                        <button type="button" class="primary" on:click=restart>
                            "Restart"
                        </button>
                    </If>
                    <If when=move || notices.with(|all| !all.is_empty())>
                        <button type="button" on:click=dismiss>
                            "Dismiss"
                        </button>
                    </If>
                </div>
            </section>
        </If>
    }
}

fn sentences(notices: &[Error]) -> impl IntoView + use<> {
    let item = |error: &Error| view! { <li>{error.to_string()}</li> };
    // The newest first: it answers what the visitor has just done.
    let (hidden, shown) = notices.split_at(notices.len().saturating_sub(SHOWN));
    let shown = shown.iter().rev().map(item).collect_view();
    let more = (!hidden.is_empty()).then(|| {
        let hidden_items = hidden.iter().rev().map(item).collect_view();
        view! {
            <details>
                <summary>{format!("and {} more", hidden.len())}</summary>
                <ul>{hidden_items}</ul>
            </details>
        }
    });
    view! {
        <ul>{shown}</ul>
        {more}
    }
}
