//! What the components ask of the browser: files and their addresses, focus, the page's address.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, FileList, HtmlElement, HtmlInputElement, Url, UrlSearchParams,
};

use crate::data::{bitmap, sample};
use crate::protocol::FileRef;

/// Gives files addresses that the worker can read them from. The page itself never reads them.
pub fn addresses(files: Option<FileList>) -> Vec<FileRef> {
    let Some(files) = files else { return Vec::new() };
    let files = (0..files.length()).filter_map(|index| files.get(index));
    files
        .filter_map(|file| {
            // Fails only where there is no memory left for the address.
            let url = Url::create_object_url_with_blob(&file).ok()?;
            Some(FileRef { name: file.name(), url })
        })
        .collect()
}

/// The files of a file input, which is emptied so that the same file can be chosen again.
pub fn take_files(event: &web_sys::Event) -> Vec<FileRef> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = addresses(input.files());
    input.set_value("");
    files
}

/// An address for these bytes of a file of this media type.
pub fn address(bytes: &[u8], kind: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// A picture of the sample as a file, in the size that our own network takes, so that it sees the same in a studio.
/// Its address is empty where there is no memory left for it.
pub fn drawing(class: usize, index: usize) -> FileRef {
    const SIDE: usize = 128;
    let file = bitmap::encode(SIDE, &sample::draw(class, index, SIDE));
    FileRef {
        name: format!("{} {}.bmp", sample::CLASSES[class], index + 1),
        url: address(&file, "image/bmp").unwrap_or_default(),
    }
}

/// Gives an address back: nothing will read it again.
pub fn revoke(address: &str) {
    // Fails only for what is no text.
    let _ = Url::revoke_object_url(address);
}

/// Moves the focus to the first of these ids that is there, once the page shows what has changed;
/// unless the visitor has moved it meanwhile.
pub fn focus(ids: Vec<String>) {
    let before = document().active_element();
    request_animation_frame(move || {
        let now = document().active_element();
        let lost = now.is_none() || now == document().body().map(Into::into);
        if !lost && now != before {
            return;
        }
        let element = ids.iter().find_map(|id| document().get_element_by_id(id));
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Copies a text, and tells whether the browser let it.
pub fn copy(text: &str, told: impl FnOnce(bool) + 'static) {
    // By name: only this part of the page copies.
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into());
    let write = clipboard.as_ref().ok().and_then(|it| Reflect::get(it, &"writeText".into()).ok());
    let write = write.and_then(|write| write.dyn_into::<Function>().ok());
    let (Ok(clipboard), Some(write)) = (clipboard, write) else { return told(false) };
    match write.call1(&clipboard, &text.into()).map(|it| it.dyn_into::<Promise>()) {
        Ok(Ok(promise)) => wasm_bindgen_futures::spawn_local(async move {
            told(JsFuture::from(promise).await.is_ok());
        }),
        _ => told(false),
    }
}

/// A value in the page's address: `?name=value`.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Takes a value out of the page's address, without going anywhere.
pub fn forget_query(name: &str) {
    let href = window().location().href();
    let Some(url) = href.ok().and_then(|href| Url::new(&href).ok()) else { return };
    url.search_params().delete(name);
    // Where a browser refuses, the address stays as it was.
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url.href()));
    }
}

/// Seconds since the page was opened.
pub fn seconds() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now() / 1000.0)
}
