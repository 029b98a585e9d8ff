//! The page's end of the link to a worker: postcard-encoded bytes.
//!
//! gloo-worker, which Headstart otherwise would use, can neither end a worker that hangs nor see
//! its `error` event; a restart needs both.

use gloo_events::EventListener;
use js_sys::Uint8Array;
use leptos::prelude::document;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use web_sys::{ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use crate::browser::names::named;
use crate::error::{Doing, Error, Kind, Result, WorkerError};
use crate::protocol::Modality;

/// The loader of the worker of a modality, beside the page.
pub fn script(modality: Modality) -> &'static str {
    match modality {
        Modality::Pictures => "worker_loader.js",
        Modality::Texts => "text_worker_loader.js",
    }
}

/// The same of the lab's.
pub const LAB: &str = "lab_worker_loader.js";

/// What comes over the link.
#[derive(Debug)]
pub enum Heard<Event> {
    /// The worker says something.
    Event(Event),
    /// The worker cannot be started or has stopped; the text says why.
    Died(String),
}

/// A worker, from its start until this is dropped, which ends it whatever it is doing.
#[derive(Debug)]
pub struct Link {
    worker: Worker,
    // They listen until they are dropped.
    _listeners: [EventListener; 2],
}

impl Link {
    /// Starts the worker of this loader.
    ///
    /// # Errors
    /// [`WorkerError::Died`] if the browser refuses to.
    pub fn start<Event: DeserializeOwned>(
        script: &str,
        hear: impl Fn(Heard<Event>) + Clone + 'static,
    ) -> Result<Self> {
        let refused = |why| Error::new(Doing::Computing, Kind::Worker(WorkerError::Died(why)));
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        // Beside the page, wherever that is.
        let script = named(script);
        let address = document()
            .base_uri()
            .ok()
            .flatten()
            .and_then(|base| Url::new_with_base(&script, &base).ok())
            .map_or_else(|| script.clone(), |url| url.href());
        let worker = Worker::new_with_options(&address, &options)
            .map_err(|why| refused(why.as_string().unwrap_or_else(|| "it was refused".into())))?;
        let on_error = {
            let hear = hear.clone();
            EventListener::new(&worker, "error", move |event| {
                // A script that does not arrive gives an event without a message.
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                let message = message.filter(|message| !message.is_empty());
                hear(Heard::Died(message.unwrap_or_else(|| "its code did not arrive".into())));
            })
        };
        let on_message = EventListener::new(&worker, "message", move |event| {
            let Some(message) = event.dyn_ref::<MessageEvent>() else { return };
            let bytes = Uint8Array::new(&message.data()).to_vec();
            hear(match postcard::from_bytes(&bytes) {
                Ok(event) => Heard::Event(event),
                Err(_) => Heard::Died("it is of another version; reload the page".into()),
            });
        });
        Ok(Self { worker, _listeners: [on_error, on_message] })
    }

    /// Tells the worker.
    pub fn send(&self, command: &impl Serialize) {
        // Plain data of bounded size always encodes, and what cannot be posted any more shows as
        // silence, which the watchdog notices.
        let Ok(bytes) = postcard::to_allocvec(command) else { return };
        let _ = self.worker.post_message(&Uint8Array::from(bytes.as_slice()));
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
