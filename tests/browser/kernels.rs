//! The kernels give the numbers of the plain versions in a browser, too.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::common::kernels;

#[wasm_bindgen_test]
fn the_kernels_compute_networks_of_any_layers_as_burn_does() {
    kernels::networks(60);
}

#[wasm_bindgen_test]
fn the_kernels_train_heads_as_burn_does_step_by_step() {
    kernels::heads();
}
