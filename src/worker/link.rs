//! The worker's end of the link to the page: postcard-encoded bytes, their buffers handed over.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Tells the page.
pub fn post(event: &impl Serialize) {
    // Plain data of bounded size always encodes.
    let Ok(bytes) = postcard::to_allocvec(event) else { return };
    let message = Uint8Array::from(bytes.as_slice());
    let handed_over = Array::of1(&message.buffer());
    // Fails only when the page has gone, and then nobody is there to be told.
    let _ = scope().post_message_with_transfer(&message, &handed_over);
}

/// The commands, as they arrive from now on.
pub fn listen<Command: DeserializeOwned + 'static>() -> UnboundedReceiver<Command> {
    let (sender, receiver) = unbounded();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let bytes = Uint8Array::new(&message.data()).to_vec();
        // What does not decode was not sent by this page's version of the protocol.
        if let Ok(command) = postcard::from_bytes(&bytes) {
            // The receiver lives as long as the worker.
            let _ = sender.unbounded_send(command);
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    receiver
}

/// Tells the page of a panic at once, by the event that is made of its text: the worker answers nothing
/// after it.
pub fn report_panics<Event: Serialize + 'static>(crashed: fn(String) -> Event) {
    std::panic::set_hook(Box::new(move |panic| post(&crashed(panic.to_string()))));
}
