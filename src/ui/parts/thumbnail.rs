//! A small picture from bytes.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::state::Thumbnail;

/// Shows the bytes of a JPEG file; gives the browser its memory back when it goes.
#[component]
pub fn Picture(bytes: Thumbnail, alt: String) -> impl IntoView {
    let address = browser::address(&bytes, "image/jpeg");
    let shown = address.clone();
    on_cleanup(move || {
        if let Some(address) = &address {
            browser::revoke(address);
        }
    });
    view! { <img src=shown alt=alt draggable="false" /> }
}
