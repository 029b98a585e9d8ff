//! The third card: trying the trained head on another picture.

use leptos::ev;
use leptos::prelude::*;

use super::drop_area::Hover;
use super::prediction::PredictionList;
use crate::protocol::FileRef;
use crate::ui::browser;
use crate::ui::store::use_store;

/// The card “Try it”.
#[component]
pub fn TrialCard() -> impl IntoView {
    let store = use_store();
    let busy = store.slice(|state| state.trial.busy.to_string());
    let trained = store.slice(|state| state.training.trained.is_some());
    let hover = Hover::new();
    let try_last = move |mut files: Vec<FileRef>| {
        let last = files.pop();
        files.iter().for_each(|file| browser::revoke(&file.url));
        if let Some(file) = last {
            store.attempt(|state| state.try_file(file));
        }
    };
    let paste = window_event_listener(ev::paste, move |event| {
        try_last(browser::addresses(event.clipboard_data().and_then(|data| data.files())));
    });
    on_cleanup(move || paste.remove());
    let lead = move || {
        if trained.get() {
            "Show it a picture it has never seen."
        } else {
            "After training, show it a picture it has never seen."
        }
    };
    view! {
        <section class="card" aria-labelledby="trial-title" aria-busy=move || busy.get()>
            <h2 id="trial-title"><span class="step" aria-hidden="true">"3"</span>"Try it"</h2>
            <p class="lead">{lead}</p>
            <div
                class="drop"
                data-over=move || hover.attribute()
                on:dragenter=move |_| hover.enter()
                on:dragleave=move |_| hover.leave()
                on:drop=move |event| try_last(hover.drop(&event))
            >
                <input
                    type="file"
                    class="visually-hidden"
                    id="try-file"
                    accept="image/*"
                    on:change=move |event| try_last(browser::take_files(&event))
                />
                <label class="button" for="try-file">"Try a file"</label>
                <span class="hint">"or drop one here, or paste it"</span>
            </div>
            <PredictionList />
        </section>
    }
}
