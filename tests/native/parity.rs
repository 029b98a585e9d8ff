//! The public weights, read by this crate, give the numbers that other programs give.

use crate::common;
use crate::common::golden::Golden;
use crate::common::public::{MOBILENET_V1, MOBILENET_V2, PublicModel, RESNET_20};
use headstart::engine::cpu;

fn compare(model: PublicModel) {
    let Some(data) = common::shared_data() else { return };
    let read = |name: &str| {
        std::fs::read(data.join(model.folder).join(name)).expect("shared data is whole")
    };
    let files = model.files.iter().map(|name| (name.to_string(), read(name))).collect();
    let golden = Golden::read(model, files, &read("golden_sin_input.json"));
    let embedder = cpu::Embedder::new(&golden.pretrained.backbone);
    for (what, distance) in golden.distances(&embedder.embed(&golden.picture())) {
        println!("{}: {what} is off by {distance:e}", model.architecture);
        assert!(distance < 1e-3, "{what}: {distance}");
    }
}

#[test]
fn mobilenet_v1_gives_the_features_and_logits_of_tensorflow() {
    compare(MOBILENET_V1);
}

#[test]
fn mobilenet_v2_gives_the_features_of_tensorflow_js() {
    compare(MOBILENET_V2);
}

#[test]
fn resnet_20_gives_the_features_and_logits_of_pytorch() {
    compare(RESNET_20);
}
