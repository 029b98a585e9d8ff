//! The tutorial's experiments that train whole networks show what they are there to show.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Instant;

use common::shipped;
use headstart::data::picture::Picture;
use headstart::engine::catalog::{self, Found};
use headstart::engine::lab::{self, PictureSet, Supplies};
use headstart::pretrain::dataset::{Dataset, Photo};
use headstart::pretrain::view::View;
use headstart::protocol::Modality;
use headstart::protocol::lab::{
    AutoencoderSettings, Contestant, Experiment, Finding, RaceSettings, Source, Trained, Weights,
};
use headstart::ui::learn::standings::{Lap, Mark, Standing, standings};

fn clock() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64() * 1000.0
}

/// A model that ships.
fn model(id: &str) -> Found {
    let file = format!("{id}.safetensors");
    let bytes = std::fs::read(shipped::folder().join(&file)).expect("it ships");
    catalog::read([(file, bytes)].into(), Modality::Pictures).expect("what ships is sound")
}

/// Runs an experiment to its end on these pictures, or on the sample's.
fn findings(experiment: &Experiment, own: Option<&Dataset>) -> Vec<Finding> {
    let needs = lab::needs(experiment).expect("its models are on offer");
    let pictures = match (own, experiment) {
        (Some(dataset), _) => photos(dataset, &needs.sizes),
        (
            None,
            Experiment::Race(RaceSettings { source, .. })
            | Experiment::Autoencoder(AutoencoderSettings { source, .. }),
        ) => {
            let Source::Sample { classes, each } = source else { panic!("it is the sample") };
            PictureSet::sample(*classes as usize, *each as usize, &needs.sizes)
        }
        _ => panic!("no other trains a whole network"),
    };
    let models = needs.models.iter().map(|id| (id.clone(), model(id))).collect();
    let supplies = Supplies { pictures, models, absent: BTreeMap::new(), clock };
    let mut run = lab::start(experiment.clone(), supplies).expect("there is all it needs");
    let mut findings = Vec::new();
    while !run.is_over() {
        findings.extend(run.advance().expect("nothing can go wrong").findings);
    }
    findings
}

/// Photos as the visitor's own pictures.
fn photos(dataset: &Dataset, sizes: &[usize]) -> PictureSet {
    let decoded = |photo: &Photo| {
        let at = |&size: &usize| {
            let values = View::centre(photo).render(photo, size);
            (size, Picture { size, values }.to_rgba())
        };
        sizes.iter().chain(&[PictureSet::SMALL]).map(at).collect()
    };
    let class = |label: usize| {
        let members = dataset.photos.iter().filter(|photo| photo.label == label);
        (dataset.classes[label].clone(), members.map(decoded).collect())
    };
    PictureSet::own((0..dataset.classes.len()).map(class).collect()).expect("there are enough")
}

fn race(classes: u32, each: u32, whole_epochs: u32) -> Experiment {
    let source = Source::Sample { classes, each };
    let (head_epochs, fine_tune, seed) = (50, false, 42);
    Experiment::Race(RaceSettings { source, head_epochs, whole_epochs, fine_tune, seed })
}

const PRETRAINED: Contestant = Contestant { weights: Weights::Pretrained, trained: Trained::Head };
const RANDOM_HEAD: Contestant = Contestant { weights: Weights::Random, trained: Trained::Head };

/// Asserts that the pre-trained network does much better than the random one with as little training, and
/// gets where random weights get in far fewer steps, whatever of them is trained.
fn pre_training_wins(findings: &[Finding]) {
    let laps: Vec<Lap> = findings.iter().filter_map(Lap::of).collect();
    let at_the_end = |who| {
        let of = laps.iter().rfind(|lap| lap.contestant == who);
        of.expect("everybody runs").mark.accuracy
    };
    let (pretrained, random) = (at_the_end(PRETRAINED), at_the_end(RANDOM_HEAD));
    println!("held-out accuracy at the end: pre-trained {pretrained}, random {random}");
    assert!(pretrained >= random + 0.2, "{pretrained} {random}");

    let standings = standings(&laps);
    let bests: BTreeMap<Contestant, Mark> =
        standings.iter().map(|standing| (standing.contestant, standing.best)).collect();
    let won = standings.iter().find(|standing| standing.contestant == PRETRAINED);
    let Some(Standing { reached, .. }) = won else { panic!("it runs") };
    assert_eq!(reached.len(), 2, "against a head on random weights, and against all trained");
    for (other, mark) in reached {
        let (best, mark) = (bests[other], mark.expect("it gets there"));
        println!("{other:?} at its best: {best:?}; pre-trained was there at {mark:?}");
        assert!(mark.steps * 5 <= best.steps, "{other:?}: {mark:?} {best:?}");
    }
}

#[test]
fn pre_training_wins_the_race_on_photos() {
    let Some(data) = common::shared_data() else { return };
    let folder = data.join("images/caltech20/train");
    let mut dataset = Dataset::read(&folder).expect("shared data is whole");
    let classes = 8;
    dataset.classes.truncate(classes);
    dataset.photos.retain(|photo| photo.label < classes);
    pre_training_wins(&findings(&race(classes as u32, 20, 6), Some(&dataset)));
}

#[test]
fn pre_training_wins_the_race_on_the_sample() {
    pre_training_wins(&findings(&race(8, 30, 6), None));
}

#[test]
fn an_autoencoder_learns_to_draw_the_sample() {
    let losses = |code| {
        let source = Source::Sample { classes: 8, each: 24 };
        let settings = AutoencoderSettings { source, code, epochs: 8, seed: 42 };
        let told = findings(&Experiment::Autoencoder(settings), None);
        let [first, .., last] = &told[..] else { panic!("there are epochs") };
        [first, last].map(|finding| match finding {
            Finding::Redrawn { training_loss, held_out_loss, .. } => {
                (*training_loss, *held_out_loss)
            }
            other => panic!("{other:?}"),
        })
    };
    let [before, wide] = losses(128);
    let [_, narrow] = losses(16);
    println!("(training, held-out) loss: {before:?}, then {wide:?}; with 16 numbers {narrow:?}");
    assert!(wide.0 * 3.0 < before.0 && wide.1 * 3.0 < before.1, "{before:?} {wide:?}");
    assert!(wide.1 * 1.2 < narrow.1, "fewer numbers draw worse: {wide:?} {narrow:?}");
}
