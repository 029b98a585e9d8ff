//! The tutorial's experiments with heads, on weights that ship and on pictures: they show what they are to show.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use crate::common;
use crate::common::lab::{drawn, on_sample, run, shipped, supplies};
use crate::common::photos;
use headstart::engine::catalog::{self, Checkpoint};
use headstart::engine::cpu;
use headstart::engine::heads::{Dataset, Examples, metrics};
use headstart::engine::lab::{self, PictureSet, Supplies};
use headstart::engine::now::now;
use headstart::engine::run::Run;
use headstart::error::{AbilityError, ClassesError, FileError, Kind, WeightsError};
use headstart::protocol::lab::{
    CurveSettings, Experiment, Failure, Finding, Look, Side, Source, Start,
};
use headstart::protocol::{Modality, TrainingSettings};

fn sample(classes: u32, each: u32) -> Source {
    Source::Sample { classes, each }
}

/// Mean accuracy of a curve at so many examples.
fn mean(findings: &[Finding], of: Start, at: u32) -> f32 {
    let accuracies = findings.iter().filter_map(|finding| match finding {
        Finding::Draw { weights, examples, accuracy, .. } if (*weights, *examples) == (of, at) => {
            Some(*accuracy)
        }
        _ => None,
    });
    let accuracies: Vec<f32> = accuracies.collect();
    accuracies.iter().sum::<f32>() / accuracies.len() as f32
}

/// Asserts that five examples a class are worth at least 20 points more to the pre-trained network.
fn is_far_ahead(findings: &[Finding]) {
    for shots in [1, 2, 5, 10, 20] {
        let [pretrained, random] =
            [Start::Pretrained, Start::Random].map(|weights| mean(findings, weights, shots));
        println!("{shots} examples a class: {pretrained:.3}, {random:.3} with random weights");
    }
    let [pretrained, random] =
        [Start::Pretrained, Start::Random].map(|weights| mean(findings, weights, 5));
    assert!(pretrained > random + 0.2, "{pretrained} {random}");
}

#[test]
fn five_examples_are_worth_more_to_a_network_that_has_learnt_before() {
    let (source, model) = (sample(8, 60), "small-resnet".to_owned());
    let settings = CurveSettings { source, model, draws: 5, seed: 42 };
    let findings = on_sample(&Experiment::Curve(settings));
    assert_eq!(findings.len(), 2 * 5 * 5);
    is_far_ahead(&findings);
}

#[test]
fn so_they_are_of_photos() {
    let Some(dataset) = photos::caltech20(&["train", "test"]) else { return };
    let pictures = photos::own(&dataset, &dataset.classes[..10], &[128]);
    let (source, model) = (Source::Own(Vec::new()), "small-resnet".to_owned());
    let experiment = Experiment::Curve(CurveSettings { source, model, draws: 3, seed: 42 });
    is_far_ahead(&run(&experiment, supplies(&experiment, pictures)));
}

#[test]
fn slow_motion_is_the_run_of_the_studio() {
    let settings = TrainingSettings { epochs: 6, batch_size: 8, seed: 7, ..Default::default() };
    let (classes, each) = (3, 10);
    let experiment = Experiment::SlowMotion {
        source: sample(3, 10),
        model: "small-resnet".into(),
        settings: settings.clone(),
    };
    let findings = on_sample(&experiment);

    // The same as the worker of the studio does it.
    let Checkpoint::Pictures(model) = shipped("small-resnet") else { panic!("it reads pictures") };
    let embedder = cpu::Embedder::new(&model.backbone);
    let pictures = PictureSet::sample(classes, each, &[128]);
    let rows: Vec<Vec<f32>> =
        pictures.rgba(128).iter().map(|rgba| embedder.embed_rgba(rgba)).collect();
    let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    let dataset = Dataset::new(&rows, &pictures.labels, classes, settings.seed);
    let mut studio = Run::on_cpu(dataset.clone(), settings);
    let mut reports = Vec::new();
    while !studio.is_over() {
        reports.extend(now(studio.advance(1)).expect("the CPU stays"));
    }
    let head = studio.head();
    let score = |examples: &Examples| {
        metrics::report(|row| head.probabilities(row), classes, examples.iter()).score
    };

    let steps: Vec<&Finding> =
        findings.iter().filter(|finding| matches!(finding, Finding::Step { .. })).collect();
    assert_eq!(steps.len(), 1 + 6 * 3, "24 pictures are trained on, 8 a step");
    assert!(matches!(&findings[0], Finding::Pictures { small, .. } if small.len() == 30));
    let Some(Finding::Step { step, epoch, batch, training, held_out, looks }) = steps.last() else {
        panic!("there are steps")
    };
    assert_eq!((*step, *epoch, batch.len()), (18, 6, 8));
    assert_eq!(Some(*training), score(&dataset.training), "to the bit");
    assert_eq!(*held_out, score(&dataset.held_out), "to the bit");
    let reported = reports.last().and_then(|report| report.held_out).map(|score| score.accuracy);
    assert_eq!(held_out.map(|score| score.accuracy), reported);
    for look in looks {
        let embedding = dataset.standardiser.apply(rows[look.picture as usize]);
        assert_eq!(look.logits, head.logits(&embedding), "to the bit");
        assert_eq!(look.embedding, embedding[..64]);
    }
    let is_held_out = |look: &&Look| dataset.split.held_out.contains(&(look.picture as usize));
    assert_eq!((looks.len(), looks.iter().filter(is_held_out).count()), (4, 1));

    // Every epoch learns from every training picture once; before the first nothing is known.
    let batches: Vec<u32> = steps[1..4]
        .iter()
        .flat_map(|step| match step {
            Finding::Step { epoch: 1, batch, .. } => batch.clone(),
            _ => panic!("they are of the first epoch"),
        })
        .collect();
    let mut first_epoch: Vec<usize> = batches.into_iter().map(|picture| picture as usize).collect();
    first_epoch.sort_unstable();
    assert_eq!(first_epoch, dataset.split.training);
    let Finding::Step { step: 0, epoch: 0, looks, .. } = steps[0] else { panic!("it comes first") };
    assert!(
        looks.iter().all(|look| look.probabilities.iter().all(|p| (p - 1.0 / 3.0).abs() < 1e-6))
    );
}

/// What each side of a failure came to.
#[derive(Debug, Default)]
struct Sides(BTreeMap<(Side, Start), Vec<Verdict>>);

/// What one head came to.
#[derive(Debug, Clone)]
struct Verdict {
    told: f32,
    held_out: u32,
    truth: f32,
    recalls: Vec<f32>,
}

impl Sides {
    fn of(failure: Failure, seed: u32) -> Self {
        let experiment = Experiment::Failure { failure, seed };
        let mut sides = Self::default();
        let mut shown = Vec::new();
        for finding in run(&experiment, supplies(&experiment, PictureSet::default())) {
            match finding {
                Finding::Verdict { side, weights, told, held_out, truth, recalls, .. } => {
                    let told = told.expect("something is held out");
                    let verdict = Verdict { told, held_out, truth, recalls };
                    println!("{failure:?} {seed} {side:?} {weights:?}: {verdict:.2?}");
                    sides.0.entry((side, weights)).or_default().push(verdict);
                }
                Finding::Specimens { side, training, used, .. } => {
                    assert!(!training.is_empty() && !used.is_empty());
                    shown.push(side);
                }
                _ => panic!("a failure finds nothing else out"),
            }
        }
        assert_eq!(shown, [Side::Wrong, Side::Right]);
        sides
    }

    fn get(&self, side: Side) -> &[Verdict] {
        &self.0[&(side, Start::Pretrained)]
    }

    fn one(&self, side: Side) -> &Verdict {
        &self.get(side)[0]
    }
}

/// Some seeds that mean nothing.
const SEEDS: [u32; 6] = [1, 2, 3, 7, 42, 2026];

#[test]
fn a_background_that_gives_the_class_away_fools_whoever_is_told() {
    for seed in SEEDS {
        let sides = Sides::of(Failure::Shortcut, seed);
        let (wrong, right) = (sides.one(Side::Wrong), sides.one(Side::Right));
        assert!(wrong.told > wrong.truth + 0.2, "{wrong:?}");
        assert!(right.truth > wrong.truth + 0.2, "{right:?} {wrong:?}");
        assert!(right.told < right.truth + 0.15, "{right:?}");
    }
}

#[test]
fn forty_pictures_beside_three_are_worth_less_than_twenty_beside_twenty() {
    for seed in SEEDS {
        let sides = Sides::of(Failure::Unbalanced, seed);
        let (wrong, right) = (sides.one(Side::Wrong), sides.one(Side::Right));
        // One picture of the rare class is held out, or none is measured.
        assert_eq!((wrong.held_out, right.held_out), (9, 8));
        let lopsided = |verdict: &Verdict| (verdict.recalls[1] - verdict.recalls[0]).abs();
        assert!(lopsided(wrong) > lopsided(right) + 0.1, "{wrong:?} {right:?}");
        assert!(right.truth > wrong.truth + 0.05, "{right:?} {wrong:?}");
    }
}

#[test]
fn with_three_examples_what_is_told_is_luck() {
    for seed in SEEDS {
        let sides = Sides::of(Failure::TooFew, seed);
        let apart = |side| {
            let verdicts = sides.get(side).iter();
            let apart = verdicts.map(|verdict| (verdict.told - verdict.truth).abs());
            apart.sum::<f32>() / sides.get(side).len() as f32
        };
        println!("{:.3} {:.3}", apart(Side::Wrong), apart(Side::Right));
        assert!(apart(Side::Wrong) > 1.5 * apart(Side::Right));
    }
}

#[test]
fn pictures_in_pieces_are_too_far_from_what_the_network_has_learnt() {
    for seed in SEEDS.into_iter().take(3) {
        let sides = Sides::of(Failure::FarBackbone, seed);
        let truth = |side, weights| sides.0[&(side, weights)][0].truth;
        let gain = |side| truth(side, Start::Pretrained) - truth(side, Start::Random);
        let (wrong, right) = (gain(Side::Wrong), gain(Side::Right));
        println!("worth {wrong:.2} in pieces, {right:.2} whole");
        assert!(wrong < 0.2 && right > wrong + 0.2, "{wrong} {right}");
    }
}

/// Accuracies of a ranking, by model and weights, in the order in which they came.
fn ranked(findings: &[Finding]) -> Vec<((&str, Start), f32)> {
    let one = |finding| match finding {
        &Finding::Ranked {
            ref model,
            weights,
            accuracy,
            deviation,
            milliseconds,
            bytes,
            features,
        } => {
            println!("{model} {weights:?} {accuracy:.3} ±{deviation:.3}, {milliseconds:.1} ms");
            let info = catalog::find(model).expect("it is on offer");
            assert_eq!(bytes, info.bytes());
            assert!(milliseconds > 0.0 && features > 0 && deviation >= 0.0);
            if weights == Start::Pretrained {
                assert_eq!(features as usize, info.embedding_size);
            }
            ((model.as_str(), weights), accuracy)
        }
        other => panic!("a ranking found out {other:?}"),
    };
    findings.iter().map(one).collect()
}

#[test]
fn pictures_rank_what_has_learnt_from_labels_first() {
    let experiment =
        Experiment::Ranking { modality: Modality::Pictures, source: sample(8, 30), seed: 42 };
    let needs = lab::needs(&experiment).expect("it can be done");
    assert_eq!((needs.models.len(), &needs.wishes[..]), (3, &["mobilenet-v2".to_owned()][..]));
    // What could not be had is told by another test.
    let mut supplies = Supplies {
        absent: BTreeMap::new(),
        ..supplies(&experiment, PictureSet::sample(8, 30, &needs.sizes))
    };
    if let Some(data) = common::shared_data() {
        let name = "image-model.zip".to_owned();
        let zip = std::fs::read(data.join("weights/mobilenet_v2_0.35_224").join(&name));
        let files = [(name, zip.expect("shared data is whole"))].into();
        let found = catalog::read(files, Modality::Pictures).expect("the public weights fit");
        supplies.models.insert("mobilenet-v2".into(), found);
    }
    let is_there = supplies.models.len() == 4;
    let findings = run(&experiment, supplies);
    let ranked = ranked(&findings);
    let learnt: Vec<&str> = ranked
        .iter()
        .filter(|((_, of), _)| *of == Start::Pretrained)
        .map(|((id, _), _)| *id)
        .collect();
    assert_eq!(learnt[usize::from(is_there)..], ["small-resnet", "autoencoder", "kmeans"]);
    assert_eq!(ranked.len(), 6 + usize::from(is_there));
    let ranked: BTreeMap<_, _> = ranked.into_iter().collect();
    for id in ["small-resnet", "autoencoder", "kmeans"] {
        let (learnt, not) = (ranked[&(id, Start::Pretrained)], ranked[&(id, Start::Random)]);
        assert!(learnt > not, "{id}: {learnt} {not}");
    }
    let labels = ranked[&("small-resnet", Start::Pretrained)];
    assert!(labels > ranked[&("kmeans", Start::Pretrained)] + 0.1);
}

#[test]
fn a_model_that_could_not_be_had_is_named() {
    let experiment =
        Experiment::Ranking { modality: Modality::Pictures, source: sample(2, 2), seed: 42 };
    let supplies = supplies(&experiment, drawn(&experiment));
    let error = supplies.absent["mobilenet-v2"].clone();
    let mut ranking = lab::start(experiment, supplies).expect("it goes on without");
    let first = ranking.advance().expect("nothing fails").findings;
    assert_eq!(first, [Finding::Absent { model: "mobilenet-v2".into(), error }]);
}

#[test]
fn sentences_rank_the_encoder_before_the_decoder() {
    let experiment =
        Experiment::Ranking { modality: Modality::Texts, source: sample(1, 1), seed: 42 };
    let findings = run(&experiment, supplies(&experiment, PictureSet::default()));
    let ranked = ranked(&findings);
    let ids: Vec<&str> = ranked.iter().map(|((id, _), _)| *id).collect();
    assert_eq!(ids, ["bert", "bert", "gpt", "gpt"]);
    let ranked: BTreeMap<_, _> = ranked.into_iter().collect();
    let bert = ranked[&("bert", Start::Pretrained)];
    assert!(bert > ranked[&("bert", Start::Random)]);
    assert!(bert > ranked[&("gpt", Start::Pretrained)]);
}

#[test]
fn the_same_settings_give_the_same_numbers() {
    let experiment = Experiment::Failure { failure: Failure::TooFew, seed: 3 };
    let once = || run(&experiment, supplies(&experiment, PictureSet::default()));
    assert_eq!(once(), once());
    let settings =
        CurveSettings { source: sample(2, 8), model: "autoencoder".into(), draws: 2, seed: 3 };
    let curve = |seed| on_sample(&Experiment::Curve(CurveSettings { seed, ..settings.clone() }));
    assert_eq!(curve(3), curve(3));
    assert_ne!(curve(3), curve(4));
}

/// Why an experiment does not start with these pictures.
fn refused(experiment: &Experiment, pictures: PictureSet) -> Kind {
    match lab::start(experiment.clone(), supplies(experiment, pictures)) {
        Ok(started) => panic!("it starts: {started:?}"),
        Err(kind) => kind,
    }
}

fn curve(model: &str, draws: u32) -> Experiment {
    let source = Source::Own(Vec::new());
    Experiment::Curve(CurveSettings { source, model: model.into(), draws, seed: 1 })
}

fn slow_motion(settings: TrainingSettings) -> Experiment {
    let source = Source::Own(Vec::new());
    Experiment::SlowMotion { source, model: "autoencoder".into(), settings }
}

#[test]
fn what_cannot_be_done_is_refused_in_words() {
    let unknown = Kind::Weights(WeightsError::UnknownModel("zebra".into()));
    assert_eq!(lab::needs(&curve("zebra", 1)), Err(unknown));
    assert_eq!(
        lab::needs(&curve("bert", 1)),
        Err(Kind::Ability(AbilityError::Reads(Modality::Texts)))
    );
    let slow_motion = slow_motion(TrainingSettings::default());
    let ranking =
        Experiment::Ranking { modality: Modality::Pictures, source: sample(2, 2), seed: 1 };
    for experiment in [curve("autoencoder", 1), slow_motion.clone(), ranking.clone()] {
        let sizes = lab::needs(&experiment).expect("it can be done").sizes;
        let refused = |pictures| refused(&experiment, pictures);
        assert_eq!(refused(PictureSet::default()), Kind::Classes(ClassesError::TooFewClasses));
        assert_eq!(
            refused(PictureSet::sample(1, 4, &sizes)),
            Kind::Classes(ClassesError::TooFewClasses)
        );
        let mut empty = PictureSet::sample(2, 4, &sizes);
        empty.classes.push("third".into());
        assert_eq!(
            refused(empty),
            Kind::Classes(ClassesError::ClassWithoutExamples("third".into()))
        );
        assert_eq!(refused(PictureSet::sample(2, 4, &[10])), Kind::File(FileError::Undecodable));
        let pictures = PictureSet::sample(2, 4, &sizes);
        let nothing = Supplies { models: BTreeMap::new(), ..supplies(&experiment, pictures) };
        assert_eq!(
            lab::start(experiment.clone(), nothing).err(),
            Some(Kind::Classes(ClassesError::NoModel))
        );
    }
    // One picture of a class cannot both teach and measure.
    for experiment in [curve("autoencoder", 1), ranking] {
        let sizes = lab::needs(&experiment).expect("it can be done").sizes;
        let alone = refused(&experiment, PictureSet::sample(2, 1, &sizes));
        assert!(
            matches!(alone, Kind::Classes(ClassesError::ClassTooSmall { least: 2, .. })),
            "{alone}"
        );
    }
    let failure = Experiment::Failure { failure: Failure::Shortcut, seed: 1 };
    let nothing = Supplies { models: BTreeMap::new(), ..supplies(&failure, PictureSet::default()) };
    assert_eq!(lab::start(failure, nothing).err(), Some(Kind::Classes(ClassesError::NoModel)));
}

#[test]
fn wild_settings_are_brought_within_bounds() {
    let pictures = PictureSet::sample(2, 4, &[64]);
    let draws = |draws| {
        let experiment = curve("autoencoder", draws);
        run(&experiment, supplies(&experiment, pictures.clone())).len()
    };
    // One example, and two.
    assert_eq!(draws(0), 2 * 2);
    assert_eq!(draws(u32::MAX), 20 * 2 * 2);

    let wild = TrainingSettings {
        seed: u32::MAX,
        epochs: 1_000_000_000,
        batch_size: 0,
        learning_rate: f32::NAN,
        weight_decay: f32::INFINITY,
        hidden: Some(NonZeroU32::MAX),
        balanced: true,
        stops_early: true,
        mirrors: true,
    };
    // One picture of each class is enough to learn from; then nothing is held out.
    for each in [1, 4] {
        let experiment = slow_motion(wild.clone());
        let pictures = PictureSet::sample(2, each, &[64]);
        let mut procedure = lab::start(experiment.clone(), supplies(&experiment, pictures))
            .expect("it is brought within bounds");
        for _ in 0..20 {
            let piece = procedure.advance().expect("nothing fails");
            for finding in piece.findings {
                let Finding::Step { training, held_out, .. } = finding else { continue };
                assert!(training.loss.is_finite());
                assert_eq!(held_out.is_some(), each > 1);
            }
        }
        assert!(!procedure.is_over());
    }
}
