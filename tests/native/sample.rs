//! The pictures and sentences that the project makes itself teach what they are for: what was learnt from
//! other data helps with them, and random weights do not.

use std::ops::Range;

use crate::common;
use headstart::data::picture::Picture;
use headstart::data::sample::{self, CLASSES, EACH, TEXT_CLASSES, TEXTS_EACH};
use headstart::engine::cpu::{Embedder, TextEmbedder};
use headstart::engine::finetuning;
use headstart::engine::heads::Examples;
use headstart::formats::{self, language};
use headstart::models::{Backbone, Pretrained};
use headstart::pretrain::few_shot::{SHOTS, accuracies};

/// Mean accuracy with five examples a class of pictures, drawn from the first half of each class and measured
/// by the other. Prints it for other numbers of examples too.
fn accuracy(name: &str, backbone: &Backbone) -> f32 {
    let embedder = Embedder::new(backbone);
    let size = backbone.input_size();
    let embed = |class: usize, index: usize| {
        embedder.embed(&Picture::from_rgba(size, &sample::draw(class, index, size)))
    };
    few_shot(name, CLASSES.len(), EACH, embed)
}

/// The same of anything that has an embedding by its class and number.
fn few_shot(
    name: &str,
    classes: usize,
    each: usize,
    embed: impl Fn(usize, usize) -> Vec<f32>,
) -> f32 {
    let of = |numbers: Range<usize>| {
        let (embeddings, labels): (Vec<Vec<f32>>, _) = (0..classes)
            .flat_map(|class| numbers.clone().map(move |index| (class, index)))
            .map(|(class, index)| (embed(class, index), class))
            .unzip();
        Examples::new(&embeddings, labels)
    };
    let measured = accuracies(name, &of(0..each / 2), &of(each / 2..each), classes);
    println!("{name}: {:.3?} with {SHOTS:?} examples a class", measured.mean);
    let five = SHOTS.iter().position(|&shots| shots == 5).expect("it is measured");
    measured.mean[five]
}

/// The same network for pictures of another size.
fn resized(backbone: &Backbone, size: usize) -> Backbone {
    let mut backbone = backbone.clone();
    let Backbone::ConvNet { config, .. } = &mut backbone else { panic!("it is convolutions") };
    config.input_size = size;
    backbone
}

#[test]
fn pictures_are_those_they_always_were() {
    common::sample::as_pinned();
}

#[test]
fn a_trained_network_sees_what_a_random_one_does_not() {
    let name = "small-resnet.safetensors";
    let file = std::fs::read(common::shipped::folder().join(name)).expect("it ships");
    let weights = formats::read([(name.to_owned(), file)].into()).expect("it is read");
    let trained = Pretrained::recognise(&weights).expect("its architecture is known").backbone;
    let Backbone::ConvNet { config, .. } = &trained else { panic!("it is convolutions") };
    let random = finetuning::random(config, 42);
    for size in [128, 64] {
        let trained = accuracy(&format!("trained, {size} pixels"), &resized(&trained, size));
        let random = accuracy(&format!("random, {size} pixels"), &resized(&random, size));
        assert!(trained >= random + 0.25, "{size} pixels: {trained} and {random}");
        // Where nothing is left to do better, nothing is left to show.
        assert!((0.55..0.95).contains(&trained), "{size} pixels: {trained}");
    }
}

#[test]
fn public_networks_see_it_too() {
    for (name, weights) in common::models::public() {
        let model = Pretrained::recognise(&weights).expect("its architecture is known");
        let accuracy = accuracy(name, &model.backbone);
        // Chance is an eighth.
        assert!(accuracy >= 0.4, "{name}: {accuracy}");
    }
}

/// Accuracy with five sentences a class.
fn text_accuracy(name: &str, model: &TextEmbedder) -> f32 {
    let texts: Vec<&str> = sample::texts().into_iter().map(|(text, _)| text).collect();
    let embeddings: Vec<Vec<f32>> =
        texts.chunks(32).flat_map(|texts| model.embed(texts).expect("they have words")).collect();
    let embed = |class: usize, index: usize| embeddings[class * TEXTS_EACH + index].clone();
    few_shot(name, TEXT_CLASSES.len(), TEXTS_EACH, embed)
}

#[test]
fn models_of_language_know_what_sentences_are_about() {
    for (id, least) in [("bert", 0.4), ("gpt", 0.2)] {
        let accuracy = text_accuracy(id, &common::shipped::model(id));
        // Chance is a sixth.
        assert!(accuracy >= least, "{id}: {accuracy}");
    }
    let Some(folder) = common::minilm() else { return };
    let files = ["config.json", "model.safetensors", "tokenizer.json"].map(|name| {
        (name.to_owned(), std::fs::read(folder.join(name)).expect("it was fetched whole"))
    });
    let minilm = language::read(files.into()).and_then(TextEmbedder::new).expect("it is sound");
    let accuracy = text_accuracy("minilm", &minilm);
    assert!(accuracy >= 0.8, "{accuracy}");
}
