//! Small pictures, alone and many on a sheet.

use std::sync::Arc;

use leptos::prelude::*;

use crate::data::contact_sheet::ContactSheet;
use crate::data::picture::Picture;
use crate::protocol::Pixels;
use crate::ui::parts::pixel_canvas::PixelCanvas;

/// A picture that stays as it is.
pub fn still(pixels: Pixels, label: &str) -> AnyView {
    let pixels = Signal::stored(Some(Arc::new(pixels)));
    view! { <PixelCanvas pixels label=label.to_owned() /> }.into_any()
}

/// A picture that changes as there are more findings.
pub fn changing(pixels: Signal<Option<Arc<Pixels>>>, label: &'static str) -> AnyView {
    view! { <PixelCanvas pixels label /> }.into_any()
}

/// Square pictures of one size on a sheet.
pub fn sheet(pictures: &[&Pixels]) -> Pixels {
    let size = pictures.first().map_or(1, |pixels| pixels.width as usize);
    let pictures: Vec<Picture> =
        pictures.iter().map(|pixels| Picture::from_rgba(size, &pixels.rgba)).collect();
    let sheet = ContactSheet::new(&pictures, size);
    Pixels { width: sheet.width as u32, height: sheet.height as u32, rgba: sheet.rgba }
}
