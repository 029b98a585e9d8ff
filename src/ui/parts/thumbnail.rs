//! A small picture from bytes.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use leptos::prelude::*;

use crate::ui::state::Thumbnail;

/// Shows the bytes of a JPEG file.
#[component]
pub fn Picture(bytes: Thumbnail, alt: String) -> impl IntoView {
    // Within its address: to make one of the kind that files have takes the browser a millisecond, and a screen full of
    // pictures would be a pause.
    let mut address = String::from("data:image/jpeg;base64,");
    BASE64_STANDARD.encode_string(&*bytes, &mut address);
    view! { <img src=address alt=alt draggable="false" /> }
}
