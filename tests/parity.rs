//! The public weights, read by this crate, give the numbers that TensorFlow.js gives.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use headstart::engine::{catalog, cpu};

#[test]
fn mobilenet_v2_gives_the_features_of_tensorflow_js() {
    let Some(data) = common::shared_data() else { return };
    let folder = data.join("weights/mobilenet_v2_0.35_224");
    let golden = std::fs::read(folder.join("golden_sin_input.json")).expect("shared data is whole");
    let golden: serde_json::Value = serde_json::from_slice(&golden).expect("it is JSON");
    let golden: Vec<f32> =
        serde_json::from_value(golden["features_1280"].clone()).expect("a list of numbers");

    let file = std::fs::read(folder.join("image-model.zip")).expect("shared data is whole");
    let entry = catalog::find("mobilenet-v2").expect("it is on offer");
    let backbone = entry.read(&file).expect("the public weights fit");
    let features = cpu::Embedder::new(&backbone).embed(&common::sine_picture(224));
    let distance = common::relative_distance(&features, &golden);
    println!("distance from TensorFlow.js: {distance:e}");
    assert!(distance < 1e-3, "{distance}");
}
