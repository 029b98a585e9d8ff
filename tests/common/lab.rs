//! The tutorial's experiments done natively, with what ships and what the page draws.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Instant;

use headstart::engine::catalog::{self, Checkpoint};
use headstart::engine::lab::{self, PictureSet, Supplies};
use headstart::error::{Doing, DownloadError, Error, Kind};
use headstart::formats::Files;
use headstart::protocol::Modality;
use headstart::protocol::lab::{Experiment, Finding, Source};

/// Milliseconds since it was first asked.
pub fn clock() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

/// A model that ships.
pub fn shipped(id: &str) -> Checkpoint {
    let info = catalog::find(id).expect("it is on offer");
    let files: Files = match info.reads.modality() {
        Modality::Texts => super::shipped::files(id),
        Modality::Pictures => {
            let name = format!("{id}.safetensors");
            let bytes = std::fs::read(super::shipped::folder().join(&name)).expect("it ships");
            [(name, bytes)].into()
        }
    };
    catalog::read(files, info.reads.modality()).expect("what ships is sound")
}

/// What an experiment needs, with these pictures; nothing of what it only wishes for, as without a network.
pub fn supplies(experiment: &Experiment, pictures: PictureSet) -> Supplies {
    let needs = lab::needs(experiment).expect("it can be done");
    let models = needs.models.into_iter().map(|id| (id.clone(), shipped(&id))).collect();
    let unreachable = |id: String| {
        let error =
            Error::new(Doing::Downloading(id.clone()), Kind::Download(DownloadError::Unreachable));
        (id, error)
    };
    let absent: BTreeMap<_, _> = needs.wishes.into_iter().map(unreachable).collect();
    Supplies { pictures, models, absent, clock }
}

/// The pictures of an experiment that the page draws; none if it takes others, or none at all.
pub fn drawn(experiment: &Experiment) -> PictureSet {
    let sizes = lab::needs(experiment).expect("it can be done").sizes;
    match lab::source(experiment) {
        Some(Source::Sample { classes, each }) if !sizes.is_empty() => {
            PictureSet::sample(classes as usize, each as usize, &sizes)
        }
        _ => PictureSet::default(),
    }
}

/// All that an experiment finds out on pictures that the page draws.
pub fn on_sample(experiment: &Experiment) -> Vec<Finding> {
    run(experiment, supplies(experiment, drawn(experiment)))
}

/// All that an experiment finds out.
pub fn run(experiment: &Experiment, supplies: Supplies) -> Vec<Finding> {
    attempt(experiment, supplies).expect("nothing fails").0
}

/// All that an experiment finds out, and how many steps it takes, or why it cannot be done. On the way it
/// says truly how far it is.
pub fn attempt(experiment: &Experiment, supplies: Supplies) -> Result<(Vec<Finding>, usize), Kind> {
    let start = Instant::now();
    let mut procedure = lab::start(experiment.clone(), supplies)?;
    let started = start.elapsed();
    let (mut findings, mut steps, mut done, mut longest) = (Vec::new(), 0, 0.0, 0);
    while !procedure.is_over() {
        let piece_start = Instant::now();
        let piece = procedure.advance()?;
        longest = longest.max(piece_start.elapsed().as_millis());
        findings.extend(piece.findings);
        steps += usize::from(piece.ends_step);
        assert!((done..=1.0).contains(&procedure.done()), "{done} {}", procedure.done());
        done = procedure.done();
    }
    assert_eq!(done, 1.0);
    println!(
        "{}: {:.2} s, of which {started:.2?} to start; the longest piece {longest} ms, {steps} steps",
        format!("{experiment:?}").chars().take(60).collect::<String>(),
        start.elapsed().as_secs_f32()
    );
    Ok((findings, steps))
}
