//! Tests of the tuner in a browser, in a worker as the page uses it.
#![cfg(target_arch = "wasm32")]

#[path = "../common"]
mod common {
    pub mod small;
    pub mod steps;
}

use burn::tensor::Device;
use tuner::{cpu, device};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

use common::steps::{Beginning, Expected, steps};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn ten_steps_of_our_kernels_come_to_what_pytorch_comes_to() {
    for expected in &Expected::all() {
        let Beginning { upper, weights, head, kept, recipe } = Beginning::of(expected.frozen);
        let parameters = upper.parameters(&weights, &head);
        let mut engine = cpu::Engine::new(&upper, &weights, &parameters, kept, &recipe);
        let mut losses = Vec::new();
        for (batch, size) in steps() {
            engine.step(&batch, size);
            losses.push(engine.loss());
        }
        console_log!("{}", expected.check("our kernels", &losses, engine.values()));
    }
}

#[wasm_bindgen_test]
async fn ten_steps_on_webgpu_come_to_what_pytorch_comes_to() {
    let device = Device::wgpu_options().init_async().await.expect("the browser has WebGPU");
    for expected in &Expected::all() {
        let Beginning { upper, weights, head, kept, recipe } = Beginning::of(expected.frozen);
        let parameters = upper.parameters(&weights, &head);
        let mut engine = device::Engine::new(upper, parameters, &kept, &recipe, device.clone());
        let mut losses = Vec::new();
        for (batch, size) in steps() {
            engine.step(&batch, size).expect("they fit");
            losses.push(engine.loss().await.expect("the GPU stays"));
        }
        let values = engine.values().await.expect("the GPU stays");
        console_log!("{}", expected.check("WebGPU", &losses, &values));
    }
}
