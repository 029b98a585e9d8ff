//! Pictures that are pasted anywhere on the page.

use leptos::ev;
use leptos::prelude::*;

use super::{Give, Sink, Source};
use crate::ui::browser;

/// Pictures to try, from the clipboard.
pub static CLIPBOARD: Source =
    Source { offers: |sink| sink == Sink::Trial, part: |_, give| listen(give) };

/// Listens for as long as the place is shown. There is nothing to see: a keyboard pastes by itself.
fn listen(give: Give) -> AnyView {
    let paste = window_event_listener(ev::paste, move |event| {
        // A class that one is at has taken them.
        if event.default_prevented() {
            return;
        }
        give.run(browser::addresses(event.clipboard_data().and_then(|data| data.files())));
    });
    on_cleanup(move || paste.remove());
    ().into_any()
}
