//! Where the part for texts goes, and how it gets there.

use gloo_events::EventListener;
use leptos::prelude::*;

use super::conditional::If;

use crate::ui::navigation::use_navigation;
use crate::ui::state::Place;

/// The id of the element that the part for texts is put into.
pub const TEXT_PLACE: &str = "texts";

/// The name that Trunk gives to the loader of the part for texts, beside the page.
const SCRIPT: &str = "text_loader.js";

/// The place of the part for texts, which is fetched when something of it is shown first.
#[component]
pub fn TextPlace() -> impl IntoView {
    let navigation = use_navigation();
    let asked = StoredValue::new(false);
    let failed = RwSignal::new(false);
    Effect::new(move |_| {
        if navigation.place() != Place::Studio && !asked.get_value() {
            asked.set_value(true);
            fetch(failed);
        }
    });
    view! {
        <If when=move || failed.get()>
            <section class="alert" role="alert">
                <p class="alert-text">
                    "The part of this page that reads texts did not arrive. Check the network, then load "
                    "the page again."
                </p>
            </section>
        </If>
        <div id=TEXT_PLACE>
            <p class="loading">{move || (navigation.place() == Place::Texts).then_some("Loading…")}</p>
        </div>
    }
}

/// Adds the script to the page, which runs it once it is there.
fn fetch(failed: RwSignal<bool>) {
    let (Ok(script), Some(head)) = (document().create_element("script"), document().head()) else {
        return failed.set(true);
    };
    // Each fails only for names that are none.
    let _ = script.set_attribute("type", "module");
    let _ = script.set_attribute("src", SCRIPT);
    EventListener::once(&script, "error", move |_| failed.set(true)).forget();
    let _ = head.append_child(&script);
}
