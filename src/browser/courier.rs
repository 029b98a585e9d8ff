//! Fetching from other hosts, by way of a worker that may: this site's [policy] lets everything else reach the site's own
//! host only.
//!
//! A courier is told an address, and how much of it is there already. Nothing of the visitor's ever reaches one.
//!
//! [policy]: https://wicg.github.io/connection-allowlists/

use std::cell::RefCell;
use std::future::poll_fn;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::names;

/// Who fetches, by what they may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Courier {
    /// The addresses of the models on offer.
    Pinned,
    /// Any: for an address that the visitor has typed.
    Typed,
}

impl Courier {
    fn script(self) -> &'static str {
        match self {
            Self::Pinned => "courier/pinned.js",
            Self::Typed => "courier/typed.js",
        }
    }
}

/// Why nothing comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// There is no courier: the browser starts none for this page, as for one of another host.
    NoCourier,
    /// The address does not answer, or no longer.
    NoAnswer,
}

/// An address that has begun to answer, from then until this is dropped.
#[derive(Debug)]
pub struct Delivery {
    /// The status of the answer; 0 where it may not be seen.
    pub status: u16,
    /// How many bytes will come, where the host says so and does not compress them.
    pub size: Option<u64>,
    journey: Journey,
}

impl Delivery {
    /// Sends a courier for what comes after so many bytes at an address; `knock` only asks whether somebody is there.
    ///
    /// # Errors
    /// [`Lost`]; [`Lost::NoAnswer`] once it is aborted, as each of its pieces then.
    pub async fn start(
        courier: Courier,
        (address, after): (&str, u64),
        knock: bool,
        abort: &AbortSignal,
    ) -> Result<Self, Lost> {
        let journey = Journey::start(courier, abort).ok_or(Lost::NoCourier)?;
        // No file has so many bytes that a double would not count them.
        let after = JsValue::from_f64(after as f64);
        journey.send(&Array::of3(&address.into(), &after, &knock.into()))?;
        let answer = journey.answer().await?;
        let answer: Array = answer.dyn_into().map_err(|_| Lost::NoAnswer)?;
        let status = answer.get(0).as_f64().ok_or(Lost::NoAnswer)? as u16;
        let size = answer.get(1).as_f64().map(|size| size as u64);
        Ok(Self { status, size, journey })
    }

    /// The next piece of what comes; `None` once there is no more.
    ///
    /// # Errors
    /// [`Lost::NoAnswer`] where the rest does not come.
    pub async fn next(&self) -> Result<Option<Vec<u8>>, Lost> {
        self.journey.send(&JsValue::NULL)?;
        let piece = self.journey.answer().await?;
        if piece.is_null() {
            return Ok(None);
        }
        let piece = piece.dyn_ref::<Uint8Array>().ok_or(Lost::NoAnswer)?;
        Ok(Some(piece.to_vec()))
    }
}

/// The worker that is under way; it ends when this is dropped.
#[derive(Debug)]
struct Journey {
    worker: Worker,
    /// What it says.
    answers: RefCell<UnboundedReceiver<Result<JsValue, Lost>>>,
    // They listen until they are dropped.
    _listeners: [EventListener; 3],
}

impl Journey {
    /// `None` where the browser refuses.
    fn start(courier: Courier, abort: &AbortSignal) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let address = names::beside(courier.script())?;
        let worker = Worker::new_with_options(&address, &options).ok()?;
        let (answer, answers) = unbounded();
        let (failed, aborted) = (answer.clone(), answer.clone());
        // Or it would be an error of whoever started it as well.
        let handled = EventListenerOptions::enable_prevent_default();
        let on_error = EventListener::new_with_options(&worker, "error", handled, move |event| {
            event.prevent_default();
            // The receiver lives as long as the listener.
            let _ = failed.unbounded_send(Err(Lost::NoCourier));
        });
        let on_message = EventListener::new(&worker, "message", move |event| {
            if let Some(message) = event.dyn_ref::<MessageEvent>() {
                let _ = answer.unbounded_send(Ok(message.data()));
            }
        });
        let on_abort = EventListener::once(abort, "abort", move |_| {
            let _ = aborted.unbounded_send(Err(Lost::NoAnswer));
        });
        let answers = RefCell::new(answers);
        Some(Self { worker, answers, _listeners: [on_error, on_message, on_abort] })
    }

    fn send(&self, message: &JsValue) -> Result<(), Lost> {
        self.worker.post_message(message).map_err(|_| Lost::NoCourier)
    }

    async fn answer(&self) -> Result<JsValue, Lost> {
        let answer = poll_fn(|context| self.answers.borrow_mut().poll_next_unpin(context)).await;
        answer.unwrap_or(Err(Lost::NoAnswer))
    }
}

impl Drop for Journey {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
