//! The part of the page for texts: a program of its own, which the page fetches when it is needed first.
//! Who teaches with pictures never pays for it.
//!
//! It shares the document and its address with the page, and nothing else.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::protocol::Modality;
use crate::ui::app::say_store_on_root;
use crate::ui::browser;
use crate::ui::gallery::gallery;
use crate::ui::shell::alert::Alert;
use crate::ui::shell::navigation::Navigation;
use crate::ui::shell::part_place::TEXTS_PART;
use crate::ui::shell::speech;
use crate::ui::shell::store::Store;
use crate::ui::state::{Place, State, device_from_id};
use crate::ui::studio::Studio;
use crate::ui::studio::texts::TEXTS;
use crate::ui::studio::undo_bar::UndoBar;

/// Puts the part for texts into its place in the page.
pub fn mount() {
    let place = document().get_element_by_id(TEXTS_PART.id);
    if let Some(place) = place.and_then(|place| place.dyn_into().ok()) {
        let place: web_sys::HtmlElement = place;
        // What the page said while this was fetched.
        place.set_inner_html("");
        speech::join();
        mount_to(place, TextApp).forget();
    }
}

/// The part for texts.
#[component]
fn TextApp() -> impl IntoView {
    let device = device_from_id(&browser::query("device").unwrap_or_default());
    let store = Store::new(State::new(Modality::Texts, device, browser::query("model")));
    provide_context(store);
    provide_context(&TEXTS);
    let navigation = Navigation::join();
    provide_context(navigation);
    let place = Memo::new(move |_| navigation.place());
    say_store_on_root(store, Memo::new(move |_| place.get() == Place::Texts));
    store.name_in_address(Memo::new(move |_| place.get() == Place::Texts));
    Effect::new(move |_| {
        if place.get() == Place::Texts {
            store.act(State::enter);
        }
    });
    store.keep();
    store.wake();
    view! {
        {move || match place.get() {
            Place::Studio | Place::Learn => ().into_any(),
            Place::Texts => view! { <Alert /><Studio /> }.into_any(),
            Place::Models => view! { <Alert />{gallery()} }.into_any(),
        }}
        <div hidden=move || place.get() != Place::Texts><UndoBar /></div>
    }
}
