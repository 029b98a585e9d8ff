//! The record of the result: looked at, printed, or saved.

use std::time::Duration;

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::record::{Making, Record, page, record};
use crate::words::{say, say_with};

/// How long the browser may take to save a file.
const SAVING: Duration = Duration::from_secs(60);

/// The id of the frame that shows it.
const FRAME: &str = "record-page";

/// The button “Record of this result”, and the dialog that it opens.
#[component]
pub fn RecordPart() -> impl IntoView {
    let store = use_store();
    let trained = store.slice(|state| state.trained().is_some() && !state.training.is_running());
    let is_open = RwSignal::new(false);
    let dialog = NodeRef::<Dialog>::new();
    let open = move |_| {
        is_open.set(true);
        // Once what is in it is there to take the focus.
        request_animation_frame(move || {
            if let Some(dialog) = dialog.try_get_untracked().flatten() {
                // Fails only for a dialog that is not on the page.
                let _ = dialog.show_modal();
            }
        });
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <If when=move || trained.get()>
            <div class="wide">
                <button type="button" on:click=open>{say("record")}</button>
                <p class="hint">{say("record.about")}</p>
            </div>
        </If>
        <dialog
            class="large record"
            aria-labelledby="record-title"
            node_ref=dialog
            on:close=move |_| is_open.set(false)
        >
            <If when=move || is_open.get()>
                <div class="large-head">
                    <h2 id="record-title" tabindex="-1" autofocus>{say("record")}</h2>
                    <button type="button" class="quiet" aria-label=say("close") on:click=close>
                        <span aria-hidden="true">"×"</span>
                    </button>
                </div>
                <Sheet />
            </If>
        </dialog>
    }
}

/// What is in the dialog: the record as it is now.
#[component]
fn Sheet() -> impl IntoView {
    let store = use_store();
    let with_wrong = RwSignal::new(false);
    let made = Memo::new(move |_| {
        let making = Making { made: browser::now(), with_wrong: with_wrong.get() };
        store.peek(|state| record(state, &making))
    });
    let any_wrong = store.peek(|state| !state.wrong(1).0.is_empty());
    let html = move || made.with(|record| record.as_ref().map(page));
    let save = move |ending: &'static str, kind: &'static str, write: fn(&Record) -> String| {
        let Some(record) = made.get_untracked() else { return };
        let name = say_with("record.file", &[&record.project]);
        let Some(address) = browser::address(write(&record).as_bytes(), kind) else { return };
        browser::download(&address, &format!("{name}.{ending}"));
        set_timeout(move || browser::revoke(&address), SAVING);
    };
    view! {
        <If when=move || any_wrong>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || with_wrong.get()
                    on:change=move |event| with_wrong.set(event_target_checked(&event))
                />
                {say("record.with-wrong")}
            </label>
        </If>
        <iframe
            id=FRAME
            class="record-page"
            title=say("record.page")
            // Nothing in it runs; the page prints it.
            sandbox="allow-same-origin allow-modals"
            srcdoc=html
        ></iframe>
        <div class="actions">
            <button type="button" class="primary" on:click=move |_| browser::print(FRAME)>
                {say("record.print")}
            </button>
            <button type="button" on:click=move |_| save("html", "text/html", page)>
                {say("record.save-html")}
            </button>
            <button type="button" on:click=move |_| save("json", "application/json", Record::json)>
                {say("record.save-json")}
            </button>
        </div>
    }
}
