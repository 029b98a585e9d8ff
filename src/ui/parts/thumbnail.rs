//! A small picture from bytes.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use leptos::prelude::*;

use crate::ui::state::Thumbnail;

/// Shows the bytes of a JPEG file.
#[component]
pub fn Picture(bytes: Thumbnail, alt: String) -> impl IntoView {
    view! { <img src=address(&bytes) alt=alt draggable="false" /> }
}

/// An address of the bytes of a JPEG file, which holds them itself: to make one of the kind that files have takes the
/// browser a millisecond, and a screen full of pictures would be a pause.
pub fn address(bytes: &Thumbnail) -> String {
    let mut address = String::from("data:image/jpeg;base64,");
    BASE64_STANDARD.encode_string(&**bytes, &mut address);
    address
}
