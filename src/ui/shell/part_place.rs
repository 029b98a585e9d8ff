//! Where the parts of the page go that are programs of their own, and how they get there.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::browser::names::named;
use crate::ui::parts::conditional::If;
use crate::ui::shell::navigation::use_navigation;
use crate::ui::state::Place;
use crate::words::say;

/// A part of the page that is fetched when something of it is shown first.
#[derive(Debug)]
pub struct Part {
    /// The id of the element that it is put into.
    pub id: &'static str,
    /// The JavaScript that starts it, beside the page.
    script: &'static str,
    /// The page that is all its own.
    place: Place,
    /// Whether something of it is shown in a place.
    is_in: fn(Place) -> bool,
    /// The key of what is said if it does not arrive.
    missing: &'static str,
}

/// The part for texts.
pub static TEXTS_PART: Part = Part {
    id: "texts",
    script: "text.js",
    place: Place::Texts,
    is_in: |place| matches!(place, Place::Texts | Place::Models),
    missing: "part.texts-missing",
};

/// The part that is the tutorial.
pub static LEARN: Part = Part {
    id: "learn",
    script: "learn.js",
    place: Place::Learn,
    is_in: |place| place == Place::Learn,
    missing: "part.tutorial-missing",
};

/// The place of a part.
#[component]
pub fn PartPlace(part: &'static Part) -> impl IntoView {
    let navigation = use_navigation();
    // How often it was fetched, and whether the last time failed.
    let tries = StoredValue::new(0);
    let failed = RwSignal::new(false);
    let here = move || (part.is_in)(navigation.place());
    let start = move || {
        tries.update_value(|tries| *tries += 1);
        failed.set(false);
        fetch(part, tries.get_value(), failed);
    };
    Effect::new(move |_| {
        if here() && tries.get_value() == 0 {
            start();
        }
    });
    let waits = move || navigation.place() == part.place && !failed.get();
    view! {
        <If when=move || failed.get() && here()>
            <section class="alert" role="alert">
                <p class="alert-text">{say(part.missing)}</p>
                <div class="actions">
                    <button type="button" on:click=move |_| start()>{say("try-again")}</button>
                </div>
            </section>
        </If>
        <div id=part.id>
            <p class="loading">{move || waits().then(|| say("loading"))}</p>
        </div>
    }
}

#[wasm_bindgen]
extern "C" {
    /// Imports a module of this site, in `index.html`: code of the page's own could not, as wasm-bindgen knows no
    /// `import()`, and a script that is written into the page would be stopped by its policy.
    #[wasm_bindgen(js_name = headstartImport, catch)]
    fn import(address: &str) -> Result<Promise, JsValue>;
}

/// Has the browser fetch and run it. A browser remembers what did not arrive, so each try has an address of
/// its own.
fn fetch(part: &Part, again: u32, failed: RwSignal<bool>) {
    let address = format!("./{}?{again}", named(part.script));
    leptos::task::spawn_local(async move {
        if run(&address).await.is_err() {
            failed.set(true);
        }
    });
}

/// Fetches a program, and runs it.
async fn run(address: &str) -> Result<(), JsValue> {
    let program = JsFuture::from(import(address)?).await?;
    let start: Function = Reflect::get(&program, &"default".into())?.dyn_into()?;
    let started: Promise = start.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    JsFuture::from(started).await.map(drop)
}
