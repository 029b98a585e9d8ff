//! A helper of the worker: embeds the pictures that it is given, one after the other.
//!
//! Says `null` once it listens; takes a [`Plan`](kernels::network::Plan), encoded by postcard; then answers every
//! picture, pixels of red, green, blue and opacity, with its embedding. All are bytes, in a `Uint8Array`, but the
//! embedding, which is a `Float32Array`.

#[cfg(target_arch = "wasm32")]
fn main() {
    use js_sys::{Array, Float32Array, Uint8Array};
    use kernels::network::Network;
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let answer = scope.clone();
    let mut network = None;
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let bytes = Uint8Array::new(&message.data()).to_vec();
        match &mut network {
            None => {
                let plan = postcard::from_bytes(&bytes);
                network = plan.ok().map(|plan| Network::new(&plan)).map(|network| {
                    let workspace = network.workspace();
                    (network, workspace)
                });
                if network.is_none() {
                    // It is of another version; what is no embedding says that this helps with nothing.
                    let _ = answer.post_message(&JsValue::UNDEFINED);
                }
            }
            Some((network, workspace)) => {
                let embedding = Network::embed_rgba(network, &bytes, workspace);
                let embedding = Float32Array::from(embedding.as_slice());
                let handed_over = Array::of1(&embedding.buffer());
                // Fails only when the worker has gone, and this with it.
                let _ = answer.post_message_with_transfer(&embedding, &handed_over);
            }
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let _ = scope.post_message(&JsValue::NULL);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("It helps a worker in a browser. Start the page with: cargo xtask serve");
}
