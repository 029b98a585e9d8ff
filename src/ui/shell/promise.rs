//! The promise that nothing leaves the page, with what came of it when it was last put to the test.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::browser::remembered;
use crate::words::{say, say_with};

/// Under what the page that tries each way out keeps what came of it, as `open/all`.
const TRIED: &str = "headstart.leak";

/// The promise; it leads to the page that tries it.
#[component]
pub fn Promise() -> impl IntoView {
    let (open, set_open) = signal(open_ways());
    // It is tried in a window of its own.
    let tried = window_event_listener(ev::storage, move |_| set_open.set(open_ways()));
    on_cleanup(move || tried.remove());
    view! {
        <a class="promise" href="leak/" target="_blank" rel="noopener">
            {say("promise")}
            {move || open.get().map(|[open, all]| {
                view! { " "<small>{say_with("promise.tried", &[&open, &all])}</small> }
            })}
        </a>
    }
}

/// How many ways out were open, and of how many, if that was tried in this browser.
fn open_ways() -> Option<[String; 2]> {
    let tried = remembered(TRIED)?;
    let (open, all) = tried.split_once('/')?;
    Some([open.to_owned(), all.to_owned()])
}
