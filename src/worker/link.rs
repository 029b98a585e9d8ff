//! The worker's end of the link to the page: postcard-encoded bytes, their buffers handed over, once the two have
//! told each other their version.

use std::cell::Cell;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::protocol::greeting;

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

/// The commands, as they arrive from now on. The page is greeted first, and none is looked at before it has greeted
/// in turn: from a page of another version they mean something else. What cannot be read is told by the event that
/// is made of a sentence about it.
pub fn listen<Command: DeserializeOwned + 'static, Event: Serialize + 'static>(
    garbled: fn(String) -> Event,
) -> UnboundedReceiver<Command> {
    receive(garbled, |command, _| command)
}

/// The same, each with what the page has handed over beside it: as an `ImageBitmap`.
pub fn listen_with<Command: DeserializeOwned + 'static, Event: Serialize + 'static>(
    garbled: fn(String) -> Event,
) -> UnboundedReceiver<(Command, Vec<JsValue>)> {
    receive(garbled, |command, beside| (command, beside))
}

fn receive<Command: DeserializeOwned, Event: Serialize + 'static, T: 'static>(
    garbled: fn(String) -> Event,
    keep: impl Fn(Command, Vec<JsValue>) -> T + 'static,
) -> UnboundedReceiver<T> {
    let (sender, receiver) = unbounded();
    let greeted = Cell::new(false);
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let data = message.data();
        if !greeted.get() {
            // A page of another version has been told so, and ends this worker.
            greeted.set(data.as_string() == Some(greeting()));
            return;
        }
        let (bytes, beside) = unpack(data);
        match postcard::from_bytes(&bytes) {
            // The receiver lives as long as the worker.
            Ok(command) => drop(sender.unbounded_send(keep(command, beside))),
            Err(_) => post(&garbled("what it was told could not be read".into())),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    // Fails only when the page has gone.
    let _ = scope().post_message(&greeting().into());
    receiver
}

/// The bytes of a message, and what goes beside them.
pub fn unpack(data: JsValue) -> (Vec<u8>, Vec<JsValue>) {
    match data.dyn_into::<Array>() {
        Ok(both) => {
            (Uint8Array::new(&both.get(0)).to_vec(), Array::from(&both.get(1)).iter().collect())
        }
        Err(bytes) => (Uint8Array::new(&bytes).to_vec(), Vec::new()),
    }
}

/// Tells the page of a panic at once, by the event that is made of its text: the worker answers nothing
/// after it.
pub fn report_panics<Event: Serialize + 'static>(crashed: fn(String) -> Event) {
    std::panic::set_hook(Box::new(move |panic| post(&crashed(panic.to_string()))));
}
