//! The kernels for the CPU give the numbers of the plain versions in burn.

use crate::common;
use crate::common::kernels::{compare, heads, networks};
use crate::common::{public::MOBILENET_V2, shipped};
use headstart::formats;
use headstart::models::Pretrained;
use rand::{SeedableRng, rngs::ChaCha8Rng};

#[test]
fn networks_of_any_layers() {
    networks(200);
}

#[test]
fn heads_step_by_step() {
    heads();
}

#[test]
fn the_networks_that_ship() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for id in ["small-resnet", "autoencoder"] {
        let name = format!("{id}.safetensors");
        let file = std::fs::read(shipped::folder().join(&name)).expect("it ships");
        let weights = formats::read([(name, file)].into()).expect("it is sound");
        let pretrained = Pretrained::recognise(&weights).expect("it is one of ours");
        compare(id, &pretrained.backbone, &mut random);
    }
}

#[test]
fn mobilenet_v2() {
    let Some(data) = common::shared_data() else { return };
    let read = |name: &&str| {
        let file = std::fs::read(data.join(MOBILENET_V2.folder).join(name));
        (name.to_string(), file.expect("shared data is whole"))
    };
    let files = MOBILENET_V2.files.iter().map(read).collect();
    let weights = formats::read(files).expect("the public weights are sound");
    let pretrained = Pretrained::recognise(&weights).expect("it is known");
    compare("MobileNetV2", &pretrained.backbone, &mut ChaCha8Rng::seed_from_u64(3));
}
