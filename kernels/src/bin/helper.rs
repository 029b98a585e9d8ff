//! A helper of the worker: embeds the pictures that it is given, one after the other.
//!
//! Says `null` once it listens; takes a [`Plan`](kernels::network::Plan), encoded by postcard, in a
//! `Uint8Array`; then answers every picture, a `Float32Array` of `[3, side, side]`, with its embedding.

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
        let data = message.data();
        match (data.dyn_ref::<Float32Array>(), &mut network) {
            (Some(picture), Some((network, workspace))) => {
                let embedding = Network::embed(network, &picture.to_vec(), workspace);
                let embedding = Float32Array::from(embedding.as_slice());
                let handed_over = Array::of1(&embedding.buffer());
                // Fails only when the worker has gone, and this with it.
                let _ = answer.post_message_with_transfer(&embedding, &handed_over);
            }
            // A plan that does not decode leaves no network, and pictures without an answer: the worker notices
            // by the first.
            _ => {
                let plan = postcard::from_bytes(&Uint8Array::new(&data).to_vec());
                network = plan.ok().map(|plan| Network::new(&plan)).map(|network| {
                    let workspace = network.workspace();
                    (network, workspace)
                });
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
