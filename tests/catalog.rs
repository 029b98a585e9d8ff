//! What the catalog says of a model is true of its files.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::path::{Path, PathBuf};

use headstart::engine::{catalog, labels};
use headstart::formats::Files;
use headstart::formats::digest::Digest;
use headstart::protocol::{ModelInfo, Origin};

/// Where the files of a model are on this machine; none, said aloud, where there is no shared data.
fn folder(info: &ModelInfo) -> Option<PathBuf> {
    let folder = match info.id.as_str() {
        "mobilenet-v2" => "weights/mobilenet_v2_0.35_224",
        "mobilenet-v1" => "weights/mobilenet_v1_0.25_128",
        "resnet-20" => "weights/resnet20_cifar10",
        _ => {
            assert_eq!(info.origin, Origin::Shipped, "{}: where is it here?", info.id);
            return Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/weights"));
        }
    };
    Some(common::shared_data()?.join(folder))
}

#[test]
fn every_model_is_as_the_catalog_says() {
    for info in catalog::entries() {
        let Some(folder) = folder(&info) else { continue };
        let mut files = Files::new();
        for file in &info.files {
            let bytes = std::fs::read(folder.join(file.name())).expect("it is there");
            assert_eq!(bytes.len() as u64, file.bytes, "{}", file.address);
            let mut digest = Digest::default();
            digest.update(&bytes);
            assert_eq!(digest.expect(&file.sha256), Ok(()), "{}", file.address);
            files.insert(file.name().to_owned(), bytes);
        }
        let pretrained = catalog::read(files).expect("it is sound");
        let backbone = &pretrained.backbone;
        let expected = (info.input_size, info.embedding_size, info.multiplications);
        let multiplications = backbone.multiplications() as u64;
        let actual = (backbone.input_size(), backbone.embedding_size(), multiplications);
        assert_eq!(actual, expected, "{}", info.id);
        assert_eq!(
            catalog::own(&pretrained, Vec::new(), false).exhibit,
            info.exhibit,
            "{}",
            info.id
        );
        let labels = pretrained.classifier.map(|head| labels::count(head.classes));
        assert_eq!(labels, info.labels, "{}", info.id);
        if info.origin == Origin::Public {
            assert_eq!(pretrained.architecture, info.architecture);
        }
    }
}
