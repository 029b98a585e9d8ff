//! What the studio and the tutorial hand each other: they are programs of their own, in one document.
//!
//! Bytes lie under a name on the window, and an event of that name says that they are there. Addresses of
//! files stay good, as the document stays.

use js_sys::{Reflect, Uint8Array};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;

use crate::protocol::lab::OwnClass;
use crate::ui::state::Project;

/// The names of the events: a question for the classes of the studio, the answer, and what the studio is to
/// take over.
const ASK: &str = "headstart-ask";
const ANSWER: &str = "headstart-answer";
const TAKE: &str = "headstart-take";

/// The classes of the studio for pictures, with their files.
pub fn classes() -> Vec<OwnClass> {
    tell(ASK);
    taken(ANSWER).unwrap_or_default()
}

/// Hands something to the studio for pictures.
pub fn give(project: &Project) {
    lay(TAKE, project);
    tell(TAKE);
}

/// Answers for the studio: `classes` gives its classes, `take` takes something over.
pub fn answer(classes: impl Fn() -> Vec<OwnClass> + 'static, take: impl Fn(Project) + 'static) {
    window_event_listener_untyped(ASK, move |_| lay(ANSWER, &classes()));
    window_event_listener_untyped(TAKE, move |_| {
        if let Some(project) = taken(TAKE) {
            take(project);
        }
    });
}

fn lay(name: &str, value: &impl Serialize) {
    // Plain data of bounded size always encodes, and a window takes any name.
    let bytes = postcard::to_allocvec(value).unwrap_or_default();
    let _ = Reflect::set(&window(), &name.into(), &Uint8Array::from(bytes.as_slice()));
}

fn tell(name: &str) {
    if let Ok(event) = web_sys::Event::new(name) {
        let _ = window().dispatch_event(&event);
    }
}

fn taken<T: DeserializeOwned>(name: &str) -> Option<T> {
    let bytes: Uint8Array = Reflect::get(&window(), &name.into()).ok()?.dyn_into().ok()?;
    postcard::from_bytes(&bytes.to_vec()).ok()
}
