//! What the components ask of the browser: files and their addresses, focus, the page's address.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CacheStorage, File, FileList, FocusOptions, HtmlElement,
    HtmlInputElement, HtmlLinkElement, Response, Url, UrlSearchParams,
};

use crate::browser::names::named;
use crate::protocol::FileRef;
use crate::words::language;

/// Gives files addresses that the worker can read them from. The page itself never reads them.
pub fn addresses(files: Option<FileList>) -> Vec<FileRef> {
    listed(files).iter().filter_map(file_ref).collect()
}

/// Gives a file an address. None where there is no memory left for it.
pub fn file_ref(file: &File) -> Option<FileRef> {
    let url = Url::create_object_url_with_blob(file).ok()?;
    Some(FileRef { name: file.name(), url })
}

/// The files of a file input, with addresses; for a few. The input is emptied so that the same file can be chosen again.
pub fn take_files(event: &web_sys::Event) -> Vec<FileRef> {
    chosen(event).iter().filter_map(file_ref).collect()
}

/// The same, without addresses.
pub fn chosen(event: &web_sys::Event) -> Vec<File> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = listed(input.files());
    input.set_value("");
    files
}

/// The files of a list, which is empty once its input is.
pub fn listed(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

/// The text of a file beside the page; none where it does not arrive.
pub async fn text(file: &str) -> Option<String> {
    let response = JsFuture::from(window().fetch_with_str(&named(file))).await.ok()?;
    let response: Response = response.dyn_into().ok().filter(Response::ok)?;
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// Has the document wear a style sheet beside the page, which all its programs share; nothing is awaited where it does
/// already. Whether it has arrived.
pub async fn style(file: &str) -> bool {
    let Some(link) = style_link(file) else { return false };
    if link.sheet().is_some() {
        return true;
    }
    let coming = Promise::new(&mut |arrived, failed| {
        for (event, then) in [("load", &arrived), ("error", &failed)] {
            // Fails only for what is no function.
            let _ = link.add_event_listener_with_callback(event, then);
        }
    });
    let came = JsFuture::from(coming).await.is_ok();
    if !came {
        // So that it is fetched again when it is asked for again.
        link.remove();
    }
    came
}

/// The link to a style sheet in the document's head, made if it is not there.
fn style_link(file: &str) -> Option<HtmlLinkElement> {
    let link = match document().get_element_by_id(file) {
        Some(link) => link.dyn_into().ok()?,
        None => {
            let link: HtmlLinkElement = document().create_element("link").ok()?.dyn_into().ok()?;
            link.set_id(file);
            link.set_rel("stylesheet");
            link.set_href(&named(file));
            document().head()?.append_child(&link).ok()?;
            link
        }
    };
    Some(link)
}

/// An address for these bytes of a file of this media type.
pub fn address(bytes: &[u8], kind: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Gives an address back: nothing will read it again.
pub fn revoke(address: &str) {
    // Fails only for what is no text.
    let _ = Url::revoke_object_url(address);
}

/// Has the browser save the file at an address, under a name.
pub fn download(address: &str, name: &str) {
    let link = document().create_element("a").ok().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let Some(link) = link else { return };
    // Every name and value is one that an element takes.
    let _ = link.set_attribute("href", address);
    let _ = link.set_attribute("download", name);
    link.click();
}

/// Goes to another page of this site, loading it anew, with a value in its address.
pub fn visit(address: &str, name: &str, value: &str) {
    let Ok(url) = Url::new(address) else { return };
    url.search_params().set(name, value);
    // Where a browser refuses, the project is in the other studio's list.
    let _ = window().location().assign(&url.href());
}

/// Moves the focus to the first of these ids that is there, once the page shows what has changed;
/// unless the visitor has moved it meanwhile.
pub fn focus(ids: Vec<String>) {
    move_focus(ids, false);
}

/// The same, and nothing scrolls.
pub fn focus_in_place(ids: Vec<String>) {
    move_focus(ids, true);
}

fn move_focus(ids: Vec<String>, in_place: bool) {
    let before = document().active_element();
    request_animation_frame(move || {
        let now = document().active_element();
        let lost = now.is_none() || now == document().body().map(Into::into);
        if !lost && now != before {
            return;
        }
        let element = ids.iter().find_map(|id| document().get_element_by_id(id));
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let how = FocusOptions::new();
            how.set_prevent_scroll(in_place);
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus_with_options(&how);
        }
    });
}

/// Scrolls as little as it takes for the element of this id to be seen, once the page shows what has changed: for what
/// somebody has just asked for. What is in sight stays where it is.
pub fn show(id: &'static str) {
    request_animation_frame(move || {
        let Some(element) = document().get_element_by_id(id) else { return };
        // By name: only parts of the page scroll.
        let scroll = Reflect::get(&element, &"scrollIntoView".into());
        let how = Object::new();
        let _ = Reflect::set(&how, &"block".into(), &"nearest".into());
        if let Some(scroll) = scroll.ok().and_then(|it| it.dyn_into::<Function>().ok()) {
            let _ = scroll.call1(&element, &how);
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

/// The day and time, as ISO 8601 writes it.
pub fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Prints what the frame of this id shows.
pub fn print(frame: &str) {
    let frame = document().get_element_by_id(frame);
    let shown = frame.and_then(|it| Reflect::get(&it, &"contentWindow".into()).ok());
    let Some(shown) = shown else { return };
    let print = Reflect::get(&shown, &"print".into()).ok();
    if let Some(print) = print.and_then(|print| print.dyn_into::<Function>().ok()) {
        // Whoever cannot print has been told so by the browser.
        let _ = print.call0(&shown);
    }
}

/// A day, as the visitor's language writes it.
pub fn date(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&milliseconds.into());
    date.to_locale_date_string(language().code(), &JsValue::UNDEFINED).into()
}

/// What the browser remembers for this site under a name; nothing where it is told not to.
pub fn remembered(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(name).ok().flatten()
}

/// Has the browser remember a value under a name.
pub fn remember(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that is told not to remember, or has no room, does not.
        let _ = storage.set_item(name, value);
    }
}

/// A value in the page's address: `?name=value`.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Puts a value into the page's address, without going anywhere.
pub fn set_query(name: &str, value: &str) {
    let href = window().location().href();
    let Some(url) = href.ok().and_then(|href| Url::new(&href).ok()) else { return };
    if url.search_params().get(name).as_deref() == Some(value) {
        return;
    }
    url.search_params().set(name, value);
    // Where a browser refuses, the address stays as it was.
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url.href()));
    }
}

/// Asks the browser not to clear by itself what this site keeps, and tells when it has answered.
pub fn persist(told: impl FnOnce() + 'static) {
    // By name: where there is no HTTPS there is no such thing.
    let storage = Reflect::get(&window().navigator(), &"storage".into());
    let persist = storage.as_ref().ok().and_then(|it| Reflect::get(it, &"persist".into()).ok());
    let persist = persist.and_then(|persist| persist.dyn_into::<Function>().ok());
    let (Ok(storage), Some(persist)) = (storage, persist) else { return };
    if let Ok(Ok(promise)) = persist.call0(&storage).map(|it| it.dyn_into::<Promise>()) {
        wasm_bindgen_futures::spawn_local(async move {
            // Whatever the answer is, it shows in what there is room for.
            let _ = JsFuture::from(promise).await;
            told();
        });
    }
}

/// Forgets all that this site keeps beside projects, models among it, and begins anew where its address alone leads.
pub fn forget_everything() {
    if let Ok(Some(kept)) = window().local_storage() {
        // Fails only where nothing is kept.
        let _ = kept.clear();
    }
    if let Ok(Some(kept)) = window().session_storage() {
        let _ = kept.clear();
    }
    wasm_bindgen_futures::spawn_local(async {
        forget_caches().await;
        let location = window().location();
        // Without what the address said of a project.
        let path = location.pathname().unwrap_or_default();
        let _ = location.replace(&path);
    });
}

/// Removes all caches of this site. Where there are none, nothing is to be done.
async fn forget_caches() -> Option<()> {
    // By name: only pages with HTTPS have it.
    let caches = Reflect::get(&window(), &"caches".into()).ok()?;
    let caches: CacheStorage = caches.dyn_into().ok()?;
    let names = JsFuture::from(caches.keys()).await.ok()?;
    for name in Array::from(&names).iter().filter_map(|name| name.as_string()) {
        // One that could not be removed can still be by the browser's own settings.
        let _ = JsFuture::from(caches.delete(&name)).await;
    }
    Some(())
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
