//! The tutorial's experiments with heads, on weights that ship and on pictures: they show what they are to show.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::collections::BTreeMap;
use std::time::Instant;

use headstart::engine::catalog::{self, Found};
use headstart::engine::lab::{self, PictureSet, Procedure, Supplies};
use headstart::error::Kind;
use headstart::formats::Files;
use headstart::protocol::lab::{
    CurveSettings, Experiment, Failure, Finding, Side, Source, Weights,
};
use headstart::protocol::{Modality, TrainingSettings};

fn clock() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

/// A model that ships.
fn shipped(id: &str) -> Found {
    let info = catalog::find(id).expect("it is on offer");
    let files: Files = match info.modality {
        Modality::Texts => common::shipped::files(id),
        Modality::Pictures => {
            let name = format!("{id}.safetensors");
            let bytes = std::fs::read(common::shipped::folder().join(&name)).expect("it ships");
            [(name, bytes)].into()
        }
    };
    catalog::read(files, info.modality).expect("what ships is sound")
}

/// What an experiment needs, with these pictures.
fn supplies(experiment: &Experiment, pictures: PictureSet) -> Supplies {
    let needs = lab::needs(experiment).expect("it can be done");
    let models = needs.models.into_iter().map(|id| (id.clone(), shipped(&id))).collect();
    Supplies { pictures, models, absent: BTreeMap::new(), clock }
}

/// An experiment on pictures of the sample, to its end.
fn on_sample(experiment: &Experiment, classes: usize, each: usize) -> Vec<Finding> {
    let sizes = lab::needs(experiment).expect("it can be done").sizes;
    run(experiment, supplies(experiment, PictureSet::sample(classes, each, &sizes)))
}

/// All that an experiment finds out.
fn run(experiment: &Experiment, supplies: Supplies) -> Vec<Finding> {
    let start = Instant::now();
    let mut procedure = lab::start(experiment.clone(), supplies).expect("it can be done");
    let (mut findings, mut done, mut longest) = (Vec::new(), 0.0, 0.0f32);
    while !procedure.is_over() {
        let piece_start = Instant::now();
        findings.extend(procedure.advance().expect("nothing fails").findings);
        longest = longest.max(piece_start.elapsed().as_secs_f32());
        assert!((done - 1e-3..=1.001).contains(&procedure.done()), "{}", procedure.done());
        done = procedure.done();
    }
    assert!(done > 0.999, "{done}");
    let seconds = start.elapsed().as_secs_f32();
    println!("{seconds:.1} s, {:.0} ms the longest piece, of {experiment:?}", longest * 1000.0);
    findings
}

fn sample(classes: u32, each: u32) -> Source {
    Source::Sample { classes, each }
}

/// Mean accuracy of a curve at so many examples.
fn mean(findings: &[Finding], of: Weights, at: u32) -> f32 {
    let accuracies = findings.iter().filter_map(|finding| match finding {
        Finding::Draw { weights, examples, accuracy, .. } if (*weights, *examples) == (of, at) => {
            Some(*accuracy)
        }
        _ => None,
    });
    let accuracies: Vec<f32> = accuracies.collect();
    accuracies.iter().sum::<f32>() / accuracies.len() as f32
}

#[test]
fn five_examples_are_worth_more_to_a_network_that_has_learnt_before() {
    let settings =
        CurveSettings { source: sample(8, 60), model: "small-resnet".into(), draws: 5, seed: 1 };
    let findings = on_sample(&Experiment::Curve(settings), 8, 60);
    for shots in [1, 2, 5, 10, 20] {
        let [pretrained, random] =
            [Weights::Pretrained, Weights::Random].map(|weights| mean(&findings, weights, shots));
        println!("{shots}: {pretrained:.3} {random:.3}");
    }
}
