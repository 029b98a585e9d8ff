//! Trying the trained head on a picture.

use leptos::ev;
use leptos::prelude::*;

use crate::protocol::FileRef;
use crate::ui::browser;
use crate::ui::parts::drop_area::Hover;
use crate::ui::shell::store::use_store;

/// The ways to show it a picture: chosen, dropped or pasted.
#[component]
pub fn TryFile() -> impl IntoView {
    let store = use_store();
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
    view! {
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
    }
}
