//! What ships is what its list and its cards say, and fits the architecture it claims.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::path::{Path, PathBuf};

use headstart::formats::card::Card;
use headstart::formats::digest::Digest;
use headstart::formats::{self, safetensors};
use headstart::models::Pretrained;
use headstart::pretrain::few_shot::{Benchmark, SHOTS};
use headstart::pretrain::publish::Manifest;

/// The most that all image weights may take together, in bytes.
const BUDGET: u64 = 5_000_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/weights")
}

fn manifest() -> Manifest {
    let text = std::fs::read_to_string(folder().join("manifest.json")).expect("the list ships");
    serde_json::from_str(&text).expect("it is a list")
}

fn card(file: &str) -> Card {
    let text = std::fs::read_to_string(folder().join(file)).expect("every model has its card");
    Card::read(&text).expect("it is a card")
}

#[test]
fn the_list_names_every_file_and_no_other() {
    let mut listed = vec!["manifest.json".to_string()];
    for shipped in manifest().models {
        listed.extend([shipped.card, shipped.file]);
        listed.extend(shipped.tokenizer);
    }
    let mut there: Vec<String> = std::fs::read_dir(folder())
        .expect("it is there")
        .map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned())
        .collect();
    listed.sort();
    there.sort();
    assert_eq!(listed, there);
}

#[test]
fn every_model_has_the_hash_it_claims_and_fits_its_architecture() {
    let models = manifest().models;
    let ids: Vec<&str> = models.iter().map(|shipped| shipped.id.as_str()).collect();
    assert_eq!(ids, ["autoencoder", "kmeans", "small-resnet"]);
    let mut bytes = 0;
    for shipped in &models {
        let card = card(&shipped.card);
        let file = std::fs::read(folder().join(&shipped.file)).expect("every model has weights");
        let mut digest = Digest::default();
        digest.update(&file);
        assert_eq!(digest.finish(), shipped.sha256, "{}", shipped.id);
        assert_eq!((&card.id, &card.file), (&shipped.id, &shipped.file));
        assert_eq!((card.bytes, &card.sha256), (file.len() as u64, &shipped.sha256));
        assert_eq!(safetensors::metadata(&file).map(|m| m["model"].clone()), Ok(card.id.clone()));

        let weights = formats::read([(shipped.file.clone(), file)].into()).expect("it is read");
        let values: usize = weights.iter().map(|(_, array)| array.values.len()).sum();
        assert_eq!(card.parameters, values);
        let model = Pretrained::recognise(&weights).expect("its architecture is known");
        assert_eq!(model.backbone.input_size(), card.input_size);
        assert_eq!(model.backbone.embedding_size(), card.embedding_size);
        assert_eq!(model.backbone.multiplications(), card.multiplications);
        assert_eq!(model.decoder.is_some(), shipped.id == "autoencoder");
        bytes += card.bytes;
    }
    println!("{bytes} bytes of weights ship, of {BUDGET}");
    assert!(bytes <= BUDGET, "{bytes}");
}

/// The figures on the cards, which `pretrain` measured: the floors that the models must reach.
#[test]
fn the_cards_figures_reach_their_floors() {
    let ten = SHOTS.iter().position(|&shots| shots == 10).expect("it is measured");
    for (id, floor) in [("small-resnet", 0.70), ("kmeans", 0.52), ("autoencoder", 0.0)] {
        let card = card(&format!("{id}.json"));
        let [this, random, mobilenet] = &card.few_shot.rows[..] else {
            panic!("{id}: this model, random weights, MobileNetV2")
        };
        println!("{id}: {:?} beside {:?} and {:?}", this.mean, random.mean, mobilenet.mean);
        assert_eq!(card.few_shot.shots, SHOTS);
        assert!(this.mean[ten] >= floor, "{id}: {:?}", this.mean);
        assert!(this.mean.iter().zip(&random.mean).all(|(this, random)| this > random), "{id}");
        assert!(this.mean[ten] >= random.mean[ten] + 0.05, "{id}");
    }
}

/// The figures on the cards are what the shipped files give.
#[test]
fn the_cards_figures_can_be_measured_again() {
    let Some(data) = common::shared_data() else { return };
    let benchmark = Benchmark::read(&data.join("images/caltech20")).expect("shared data is whole");
    for shipped in manifest().models {
        let file = std::fs::read(folder().join(&shipped.file)).expect("every model has weights");
        let weights = formats::read([(shipped.file.clone(), file)].into()).expect("it is read");
        let model = Pretrained::recognise(&weights).expect("its architecture is known");
        let measured = benchmark.measure(&shipped.id, &model.backbone, 2);
        let card = card(&shipped.card);
        println!("{}: {:?}", shipped.id, measured.mean);
        for (measured, claimed) in measured.mean.iter().zip(&card.few_shot.rows[0].mean) {
            // Other processors round differently: two photos of 400 may fall elsewhere.
            assert!((measured - claimed).abs() <= 0.005, "{}: {measured} {claimed}", shipped.id);
        }
    }
}
