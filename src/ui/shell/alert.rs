//! What went wrong with a worker, and what to do.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::error::{Error, Kind, WorkerError};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::late;
use crate::ui::shell::store::use_store;
use crate::ui::state::State;
use crate::words::{count, say, speaks_more};

/// How many sentences are shown at once; the others wait behind a button.
const SHOWN: usize = 3;

/// What went wrong with the store's worker.
#[component]
pub fn Alert() -> impl IntoView {
    let store = use_store();
    let failure = store.slice(|state| state.lifeline.failure.clone());
    let notices = store.slice(|state| state.lifeline.notices.clone());
    // The button goes with the alert, so the focus needs another place.
    let leave = || browser::focus(vec!["main".into()]);
    let restart = move || {
        store.restart();
        leave();
    };
    let dismiss = move || {
        store.set(State::dismiss);
        leave();
    };
    view! { <LifelineAlert failure notices restart dismiss /> }
}

/// The alert, there only while there is something to say.
#[component]
pub fn LifelineAlert(
    /// Why the worker must be started again, or the page loaded again.
    failure: Memo<Option<Error>>,
    /// What else went wrong, oldest first.
    notices: Memo<Vec<Error>>,
    /// Starts another worker.
    restart: impl Fn() + Copy + Send + Sync + 'static,
    /// Takes the sentences away.
    dismiss: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let says = move || failure.with(Option::is_some) || notices.with(|all| !all.is_empty());
    // Its words come late, so that who never needs them does not wait for them: whether they have, once that is known.
    let words = RwSignal::new(None);
    Effect::new(move |_| {
        if says() && words.get_untracked() != Some(true) {
            spawn_local(async move {
                // Where only the late styles fail, the words are there.
                let _ = late::come().await;
                let _ = words.try_set(Some(speaks_more()));
            });
        }
    });
    let sentence = move |error: &Error| match words.get() {
        Some(true) => error.to_string(),
        _ => say("alert.unsaid").to_owned(),
    };
    // Another worker would be of another version again.
    let reloads = Memo::new(move |_| {
        let other = |error: &Error| error.kind == Kind::Worker(WorkerError::OtherVersion);
        failure.with(|failure| failure.as_ref().is_some_and(other))
    });
    // Where a browser refuses, the visitor's own button does the same.
    let reload = |_| drop(window().location().reload());
    view! {
        <If when=move || says() && words.with(Option::is_some)>
            <section class="alert" role="alert">
                <div class="alert-text">
                    {move || failure.get().map(|error| view! { <p>{sentence(&error)}</p> })}
                    {move || notices.with(|notices| sentences(notices, sentence))}
                </div>
                <div class="actions">
                    <If when=move || reloads.get()>
                        <button type="button" class="primary" on:click=reload>
                            {say("alert.reload")}
                        </button>
                    </If>
                    <If when=move || failure.with(Option::is_some) && !reloads.get()>
                        <button type="button" class="primary" on:click=move |_| restart()>
                            {say("alert.restart")}
                        </button>
                    </If>
                    <If when=move || notices.with(|all| !all.is_empty())>
                        <button type="button" on:click=move |_| dismiss()>
                            {say("alert.dismiss")}
                        </button>
                    </If>
                </div>
            </section>
        </If>
    }
}

fn sentences(notices: &[Error], sentence: impl Fn(&Error) -> String) -> AnyView {
    let item = |error: &Error| view! { <li>{sentence(error)}</li> };
    // The newest first: it answers what the visitor has just done.
    let (hidden, shown) = notices.split_at(notices.len().saturating_sub(SHOWN));
    let shown = shown.iter().rev().map(item).collect_view();
    let summary = count("alert.more", hidden.len());
    let more = (!hidden.is_empty()).then(|| {
        let hidden_items = hidden.iter().rev().map(item).collect_view();
        view! {
            <details>
                <summary>{summary}</summary>
                <ul>{hidden_items}</ul>
            </details>
        }
    });
    view! {
        <ul>{shown}</ul>
        {more}
    }
    .into_any()
}
