//! A small picture from bytes.

use leptos::prelude::*;

use crate::data::address;
use crate::ui::state::Thumbnail;

/// Shows the bytes of a JPEG file.
#[component]
pub fn Picture(bytes: Thumbnail, alt: String) -> impl IntoView {
    // Within its address: to make one of the kind that files have takes the browser a millisecond, and a screen full of
    // pictures would be a pause.
    let address = address::of_jpeg(&bytes);
    view! { <img src=address alt=alt draggable="false" /> }
}
