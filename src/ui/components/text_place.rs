//! Where the part for texts goes, and how it gets there.

use gloo_events::EventListener;
use leptos::prelude::*;

use super::conditional::If;
use crate::ui::navigation::use_navigation;
use crate::ui::state::Place;

/// The id of the element that the part for texts is put into.
pub const TEXT_PLACE: &str = "texts";

/// The place of the part for texts, which is fetched when something of it is shown first.
#[component]
pub fn TextPlace() -> impl IntoView {
    let navigation = use_navigation();
    // How often it was fetched, and whether the last time failed.
    let tries = StoredValue::new(0);
    let failed = RwSignal::new(false);
    let here = move || navigation.place() != Place::Studio;
    let start = move || {
        tries.update_value(|tries| *tries += 1);
        failed.set(false);
        fetch(tries.get_value(), failed);
    };
    Effect::new(move |_| {
        if here() && tries.get_value() == 0 {
            start();
        }
    });
    let waits = move || navigation.place() == Place::Texts && !failed.get();
    view! {
        <If when=move || failed.get() && here()>
            <section class="alert" role="alert">
                <p class="alert-text">
                    "The part of this page that reads texts did not arrive. Check the network and try again."
                </p>
                <div class="actions">
                    <button type="button" on:click=move |_| start()>"Try again"</button>
                </div>
            </section>
        </If>
        <div id=TEXT_PLACE>
            <p class="loading">{move || waits().then_some("Loading…")}</p>
        </div>
    }
}

/// Has the browser fetch and run it. A browser remembers what did not arrive, so each try has an address of
/// its own.
fn fetch(again: u32, failed: RwSignal<bool>) {
    let place = document().get_element_by_id(TEXT_PLACE);
    let (Ok(script), Some(head), Some(place)) =
        (document().create_element("script"), document().head(), place)
    else {
        return failed.set(true);
    };
    EventListener::once(&place, "missing", move |_| failed.set(true)).forget();
    // Fails only for names that are none.
    let _ = script.set_attribute("type", "module");
    script.set_text_content(Some(&format!(
        "import('./text.js?{again}').then((part) => part.default()).catch(() => \
         document.getElementById('{TEXT_PLACE}').dispatchEvent(new Event('missing')))"
    )));
    let _ = head.append_child(&script);
}
