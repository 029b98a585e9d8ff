//! A picture, large, and what the model sees of it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlImageElement;

use crate::ui::parts::pixel_canvas::PixelCanvas;
use crate::ui::parts::thumbnail::Picture;
use crate::ui::shell::store::use_store;
use crate::ui::state::Closely;
use crate::words::{number, say, say_with};

/// The original of a picture that is looked at, and what the model sees of it.
pub fn large_picture(closely: Memo<Option<Closely>>) -> AnyView {
    let store = use_store();
    let example = Memo::new(move |_| closely.with(|it| it.as_ref().map(|it| it.example.clone())));
    let original = store.slice(|state| {
        let shown = state.closely.answer.as_ref();
        shown.map(|shown| (shown.file.clone(), shown.bytes))
    });
    let seen = store.slice(|state| Some(state.closely.answer.as_ref()?.seen.clone()));
    let waits = store.slice(|state| state.closely.busy);
    // Width and height of the file that is shown; or the file that the browser cannot show.
    let size = RwSignal::new(None);
    let unshown = RwSignal::new(None);
    let measure = move |event: web_sys::Event| {
        let image = event.target().and_then(|it| it.dyn_into::<HtmlImageElement>().ok());
        size.set(image.map(|image| (image.natural_width(), image.natural_height())));
    };
    let picture = move || {
        let name = example.with(|it| it.as_ref().map(|it| it.input.name()))?;
        size.set(None);
        let original = original.get().filter(|(file, _)| unshown.get().as_ref() != Some(file));
        if let Some((file, _)) = original {
            let failed = file.clone();
            let fail = move |_| unshown.set(Some(failed.clone()));
            return Some(
                view! { <img src=file alt=name on:load=measure on:error=fail /> }.into_any(),
            );
        }
        let thumbnail = example.with(|it| it.as_ref()?.thumbnail.clone())?;
        Some(view! { <Picture bytes=thumbnail alt=name /> }.into_any())
    };
    let about = move || match (size.get(), original.get()) {
        (Some((width, height)), Some((_, bytes))) => {
            let (width, height) = (width.to_string(), height.to_string());
            say_with("large.original-size", &[&width, &height, &number(bytes.div_ceil(1000))])
        }
        _ => say("large.original").to_owned(),
    };
    let sees = move || match (seen.get(), waits.get()) {
        (Some(seen), _) => {
            say_with("large.sees", &[&seen.width.to_string(), &seen.height.to_string()])
        }
        (None, true) => say("large.seeing").to_owned(),
        (None, false) => say("large.no-model").to_owned(),
    };
    view! {
        <div class="large-pictures">
            <figure>
                {picture}
                <figcaption class="hint">{about}</figcaption>
            </figure>
            <figure class="large-seen" aria-busy=move || waits.get().to_string()>
                <PixelCanvas pixels=seen.into() label=say("large.seen") />
                <figcaption class="hint">{sees}</figcaption>
            </figure>
        </div>
    }
    .into_any()
}
