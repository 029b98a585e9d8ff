//! The tutorial's experiments that train whole networks show what they are there to show.

use std::collections::BTreeMap;

use crate::common::lab::{on_sample, run, supplies};
use crate::common::photos;
use headstart::engine::lab;
use headstart::protocol::lab::{
    AutoencoderSettings, Contestant, Experiment, Finding, RaceSettings, Source, Start, Trained,
};
use headstart::ui::learn::standings::{Lap, Mark, Standing, standings};

fn race(classes: u32, each: u32, whole_epochs: u32) -> Experiment {
    let source = Source::Sample { classes, each };
    let (head_epochs, fine_tune, seed) = (50, false, 42);
    Experiment::Race(RaceSettings { source, head_epochs, whole_epochs, fine_tune, seed })
}

const PRETRAINED: Contestant = Contestant { weights: Start::Pretrained, trained: Trained::Head };
const RANDOM_HEAD: Contestant = Contestant { weights: Start::Random, trained: Trained::Head };

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
    let Some(dataset) = photos::caltech20(&["train"]) else { return };
    let experiment = race(8, 20, 6);
    let sizes = lab::needs(&experiment).expect("it can be done").sizes;
    let pictures = photos::own(&dataset, &dataset.classes[..8], &sizes);
    pre_training_wins(&run(&experiment, supplies(&experiment, pictures)));
}

#[test]
fn pre_training_wins_the_race_on_the_sample() {
    pre_training_wins(&on_sample(&race(8, 30, 6)));
}

#[test]
fn an_autoencoder_learns_to_draw_the_sample() {
    let losses = |code| {
        let source = Source::Sample { classes: 8, each: 24 };
        let settings = AutoencoderSettings { source, code, epochs: 8, seed: 42 };
        let told = on_sample(&Experiment::Autoencoder(settings));
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
