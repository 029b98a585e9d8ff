//! The page: what is the same everywhere, and the part that teaches with pictures. The part for texts and
//! the tutorial are programs of their own, which are fetched when they are needed first.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::DragEvent;

use crate::protocol::{DeviceKind, Modality};
use crate::ui::browser;
use crate::ui::gallery::gallery;
use crate::ui::parts::late;
use crate::ui::shell::alert::Alert;
use crate::ui::shell::handover;
use crate::ui::shell::language_switch::LanguageSwitch;
use crate::ui::shell::navigation::{Navigation, focus_main};
use crate::ui::shell::navigation_bar::NavigationBar;
use crate::ui::shell::part_place::LEARN;
use crate::ui::shell::part_place::PartPlace;
use crate::ui::shell::part_place::TEXTS_PART;
use crate::ui::shell::promise::Promise;
use crate::ui::shell::speech;
use crate::ui::shell::store::Store;
use crate::ui::sources::opened::Opened;
use crate::ui::state::{Place, State, device_from_id};
use crate::ui::studio::Studio;
use crate::ui::studio::pictures::PICTURES;
use crate::ui::studio::undo_bar::UndoBar;
use crate::words::say;

/// Puts the page into the document, in place of what it says while it loads, once it has its words.
pub fn mount() {
    spawn_local(async {
        let spoken = speech::fetch().await;
        // In a task of its own: to begin, and to read the words, is one already.
        TimeoutFuture::new(0).await;
        let find = |selector: &str| document().query_selector(selector).ok().flatten();
        match spoken {
            Ok(()) => {
                find("#loading").iter().for_each(web_sys::Element::remove);
                mount_to_body(App);
                // Nobody waits for it yet, and what does not come is asked for again.
                let _ = late::come().await;
            }
            Err(language) => {
                find("#loading .loading")
                    .iter()
                    .for_each(|place| place.set_text_content(Some(language.unheard())));
            }
        }
    });
}

/// The whole page.
#[component]
fn App() -> impl IntoView {
    let device = device_from_id(&browser::query("device").unwrap_or_default());
    let store = Store::new(State::new(Modality::Pictures, device, browser::query("model")));
    provide_context(store);
    provide_context(&PICTURES);
    provide_context(Opened::default());
    handover::answer(move || store.peek(State::lend), move |project| store.take_over(project));
    let navigation = Navigation::start();
    provide_context(navigation);
    keep_dropped_files();
    let place = move || navigation.place();
    let for_pictures = Memo::new(move |_| matches!(place(), Place::Studio | Place::Models));
    Effect::new(move |_| {
        if for_pictures.get() {
            store.keep();
            store.wake();
        }
    });
    store.name_in_address(Memo::new(move |_| place() == Place::Studio));
    say_store_on_root(store, for_pictures);
    // Relative to the site, not to this page, the address of the link would leave the page.
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        focus_main();
    };
    view! {
        <a class="skip" href="#main" on:click=skip>
            {move || match place() {
                Place::Studio | Place::Texts => say("skip.examples"),
                Place::Models => say("skip.models"),
                Place::Learn => say("skip.chapters"),
            }}
        </a>
        <header class="masthead">
            <div class="top">
                <p class="brand">"Headstart"</p>
                <NavigationBar />
                <Promise />
                <LanguageSwitch />
            </div>
            {move || match place() {
                Place::Models => view! {
                    <h1>{say("models.heading")}</h1>
                    <p class="pitch">
                        {say("models.pitch")}
                    </p>
                }.into_any(),
                // They have headings of their own.
                Place::Studio | Place::Texts | Place::Learn => ().into_any(),
            }}
        </header>
        <main id="main" tabindex="-1">
            {move || match place() {
                Place::Studio => view! { <Alert /><Studio /> }.into_any(),
                Place::Texts | Place::Learn => ().into_any(),
                Place::Models => view! { <Alert />{gallery()} }.into_any(),
            }}
            <PartPlace part=&TEXTS_PART />
            <PartPlace part=&LEARN />
        </main>
        <footer>
            <p>{say("footer")}</p>
        </footer>
        <div hidden=move || !for_pictures.get()><UndoBar /></div>
    }
}

/// Says on the root element what is known of a store's worker, while a place that it is behind is shown.
pub fn say_store_on_root(store: Store, shown: Memo<bool>) {
    let ready = store.slice(|state| state.lifeline.ready);
    let device = store.slice(|state| state.device.report.as_ref().map(|report| report.kind));
    say_on_root(ready, device, shown);
}

/// Says on the root element whether a worker answers and what computes, for style and scripts, while a place
/// that it is behind is shown.
pub fn say_on_root(ready: Memo<bool>, device: Memo<Option<DeviceKind>>, shown: Memo<bool>) {
    let mark = |name: &str, value: &str| {
        if let Some(root) = document().document_element() {
            // Fails only for names that are none.
            let _ = root.set_attribute(name, value);
        }
    };
    Effect::new(move |_| {
        if shown.get() {
            mark("data-ready", if ready.get() { "true" } else { "false" });
        }
    });
    Effect::new(move |_| {
        let device = device.get();
        match device.filter(|_| shown.get()) {
            Some(DeviceKind::WebGpu) => mark("data-device", "webgpu"),
            Some(DeviceKind::Cpu) => mark("data-device", "cpu"),
            None if shown.get() => {
                if let Some(root) = document().document_element() {
                    let _ = root.remove_attribute("data-device");
                }
            }
            None => {}
        }
    });
}

/// A file dropped beside its place would replace the page, and all that was added would be lost.
fn keep_dropped_files() {
    for name in ["dragover", "drop"] {
        window_event_listener_untyped(name, |event| {
            let event: DragEvent = event.unchecked_into();
            event.prevent_default();
        });
    }
}
