//! A page's end of the link to a worker: postcard-encoded bytes, once the two have told each other their
//! version.
//!
//! gloo-worker, which Headstart otherwise would use, can neither end a worker that hangs nor see
//! its `error` event; a restart needs both.

use std::cell::Cell;

use gloo_events::EventListener;
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType, window};

use super::names::named;
use crate::error::WorkerError;
use crate::protocol::{Modality, greeting};

/// The loader of the worker of a modality, beside the page.
pub fn script(modality: Modality) -> &'static str {
    match modality {
        Modality::Pictures => "worker_loader.js",
        Modality::Texts => "text_worker_loader.js",
    }
}

/// The same of the keeper's.
pub const KEEPER: &str = "keeper_loader.js";

/// The same of the lab's.
pub const LAB: &str = "lab_worker_loader.js";

/// The same of the exporter's.
pub const EXPORTER: &str = "exporter_loader.js";

/// What comes over the link.
#[derive(Debug)]
pub enum Heard<Event> {
    /// The worker is of this version, and listens.
    Greeting,
    /// The worker says something.
    Event(Event),
    /// Nothing more will come.
    Failed(WorkerError),
}

/// A worker, from its start until this is dropped, which ends it whatever it is doing.
#[derive(Debug)]
pub struct Link {
    worker: Worker,
    // They listen until they are dropped.
    _listeners: [EventListener; 3],
}

impl Link {
    /// Starts the worker of this loader: a name of a file beside the page, or an address.
    ///
    /// # Errors
    /// [`WorkerError::Died`] if the browser refuses to.
    pub fn start<Event: DeserializeOwned>(
        script: &str,
        hear: impl Fn(Heard<Event>) + Clone + 'static,
    ) -> Result<Self, WorkerError> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        // Beside the page, wherever that is.
        let script = named(script);
        let base = window().and_then(|window| window.document()?.base_uri().ok()?);
        let address = base
            .and_then(|base| Url::new_with_base(&script, &base).ok())
            .map_or_else(|| script.clone(), |url| url.href());
        let worker = Worker::new_with_options(&address, &options).map_err(|why| {
            WorkerError::Died(why.as_string().unwrap_or_else(|| "why.refused".into()))
        })?;
        let on_error = {
            let hear = hear.clone();
            EventListener::new(&worker, "error", move |event| {
                // A script that does not arrive gives an event without a message.
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                let message = message.filter(|message| !message.is_empty());
                let why = message.unwrap_or_else(|| "why.no-code".into());
                hear(Heard::Failed(WorkerError::Died(why)));
            })
        };
        let on_garbled = {
            let hear = hear.clone();
            EventListener::new(&worker, "messageerror", move |_| hear(Heard::Failed(garbled())))
        };
        let on_message = listen(&worker, hear);
        Ok(Self { worker, _listeners: [on_error, on_garbled, on_message] })
    }

    /// Tells the worker, and hands over what it is to have beside the command: objects that can be transferred,
    /// as an `ImageBitmap`. They are of no use here afterwards.
    ///
    /// # Errors
    /// [`WorkerError::Died`] if it cannot be told: what goes beside has been handed over before.
    pub fn send_with(
        &self,
        command: &impl Serialize,
        beside: &[JsValue],
    ) -> Result<(), WorkerError> {
        let untold = || WorkerError::Died("why.untold".into());
        let bytes = postcard::to_allocvec(command).map_err(|_| untold())?;
        let bytes = Uint8Array::from(bytes.as_slice());
        let sent = if beside.is_empty() {
            self.worker.post_message(&bytes)
        } else {
            let beside: Array = beside.iter().collect();
            self.worker.post_message_with_transfer(&Array::of2(&bytes, &beside), &beside)
        };
        sent.map_err(|_| untold())
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Greets the worker when it has greeted, and hears what it says from then on. One of another version is ended:
/// what it says means something else.
fn listen<Event: DeserializeOwned>(
    worker: &Worker,
    hear: impl Fn(Heard<Event>) + 'static,
) -> EventListener {
    let link = worker.clone();
    // None before the first message; then whether it is of this version.
    let greeted = Cell::new(None);
    EventListener::new(worker, "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or_default();
        match greeted.get() {
            Some(true) => {
                let decoded = postcard::from_bytes(&Uint8Array::new(&data).to_vec());
                hear(decoded.map_or_else(|_| Heard::Failed(garbled()), Heard::Event));
            }
            // It was ended when this was under way already.
            Some(false) => {}
            None => {
                let is_ours = data.as_string() == Some(greeting());
                greeted.set(Some(is_ours));
                if is_ours {
                    // What cannot be posted any more shows as silence, which the watchdog notices.
                    let _ = link.post_message(&greeting().into());
                    hear(Heard::Greeting);
                } else {
                    link.terminate();
                    hear(Heard::Failed(WorkerError::OtherVersion));
                }
            }
        }
    })
}

fn garbled() -> WorkerError {
    WorkerError::Died("why.garbled".into())
}
