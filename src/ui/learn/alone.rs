//! An experiment by itself, as a page of somebody else's shows it in a frame: `learn/?experiment=race&lang=de`.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::views;
use crate::ui::browser;

/// What names the experiment in the address.
const NAME: &str = "experiment";

/// What says on the root that nothing of the page is to be seen but this: a style sheet does it.
const ALONE: &str = "data-alone";

/// How often the height is looked at, to be told to the page around.
const EVERY: Duration = Duration::from_millis(200);

/// The experiment that the address asks for, if it asks for one.
pub fn wanted() -> Option<String> {
    browser::query(NAME)
}

/// The experiment of this name, and nothing else of the page.
#[component]
pub fn Alone(name: String) -> impl IntoView {
    if let Some(root) = document().document_element() {
        // Fails only for names that are none.
        let _ = root.set_attribute(ALONE, "");
    }
    let place = NodeRef::<leptos::html::Div>::new();
    let told = Cell::new(0.0);
    let tell = move || {
        let Some(place) = place.get_untracked() else { return };
        let height = place.get_bounding_client_rect().height().ceil();
        if told.replace(height) != height {
            tell_around(&name_of(height));
        }
    };
    let looking = set_interval_with_handle(tell, EVERY);
    on_cleanup(move || looking.into_iter().for_each(|it| it.clear()));
    view! { <div node_ref=place>{views::show(&name)}</div> }
}

/// The height as `head-start.js` hears it.
fn name_of(height: f64) -> String {
    format!("headstart-height {height}")
}

/// Tells the page around, whoever it is: a height is no secret.
fn tell_around(what: &str) {
    if let Ok(Some(parent)) = window().parent() {
        // Where it is gone nobody is there to be told.
        let _ = parent.post_message(&JsValue::from_str(what), "*");
    }
}
