//! Things that go wrong, each beside the same done right.
//!
//! What a visitor is told is the accuracy over what the studio's own split holds out. What is true is measured
//! on new pictures that are as they will be in use, which only an experiment has.

pub mod scene;
pub mod trials;

use std::collections::VecDeque;

use super::embedding::{Embedder, Example};
use super::supplies::picture_size;
use super::{Needs, Piece, Procedure, Supplies};
use crate::data::sample;
use crate::data::split::{Split, stratified};
use crate::engine::heads::dataset::at;
use crate::engine::heads::{ClassLabel, Dataset, metrics};
use crate::engine::now::now;
use crate::engine::run::Run;
use crate::error::{ClassesError, Kind};
use crate::protocol::lab::{Failure, Finding, Specimen, Start};
use crate::protocol::{Pixels, TrainingSettings};
use trials::{Plan, Trial};

/// The model of all of them.
pub const MODEL: &str = "small-resnet";

/// Side of what is shown of a picture: a multiple of the pieces of a [puzzle](scene::Puzzle).
const SIDE: usize = 64;

/// Pictures of each class that are shown of those to be used on.
const SHOWN: usize = 6;

/// What it must be given: it draws its pictures by itself.
pub fn needs() -> Needs {
    Needs { models: vec![MODEL.into()], ..Needs::default() }
}

/// A failure under way.
#[derive(Debug)]
pub struct Failing {
    size: usize,
    plan: Plan,
    /// What is left of the plan's trials.
    trials: VecDeque<Trial>,
    /// Trained and random weights: each with what it has embedded of the plan's pictures; others are empty.
    networks: Vec<(Start, Embedder, Vec<Vec<f32>>)>,
    /// The class of each of the plan's pictures.
    labels: Vec<usize>,
    settings: TrainingSettings,
    run: Option<Run>,
    /// Whether the trial under way has been looked at.
    is_shown: bool,
    /// Pictures to embed, in all.
    work: usize,
}

impl Failing {
    /// Plans the pictures and the heads of this failure, and loads the networks that it compares.
    ///
    /// # Errors
    /// [`ClassesError::NoModel`] if [`MODEL`] is not there; [`AbilityError::Reads`](crate::error::AbilityError::Reads) if it is another.
    pub fn new(failure: Failure, seed: u32, mut supplies: Supplies) -> Result<Self, Kind> {
        let plan = Plan::of(failure, seed);
        let model = supplies.take(MODEL)?;
        let mut networks = Vec::new();
        for weights in [Start::Pretrained, Start::Random] {
            if plan.trials.iter().any(|trial| trial.weights == weights) {
                let embedder = Embedder::new(&model, weights, seed)?;
                networks.push((weights, embedder, vec![Vec::new(); plan.scenes.len()]));
            }
        }
        let mut failing = Self {
            size: picture_size(MODEL)?,
            trials: plan.trials.clone().into(),
            labels: plan.scenes.iter().map(|scene| plan.label(scene)).collect(),
            plan,
            networks,
            settings: TrainingSettings { seed, ..TrainingSettings::default() },
            run: None,
            is_shown: false,
            work: 1,
        };
        failing.work = failing.left();
        Ok(failing)
    }

    /// Pictures that are still to be embedded, and heads to be trained.
    fn left(&self) -> usize {
        let to_embed = |(weights, _, embedded): &(Start, Embedder, Vec<Vec<f32>>)| {
            let of = self.trials.iter().filter(move |trial| trial.weights == *weights);
            let mut pictures: Vec<usize> = of.flat_map(Trial::pictures).collect();
            pictures.sort_unstable();
            pictures.dedup();
            pictures.into_iter().filter(|&at| embedded[at].is_empty()).count()
        };
        self.networks.iter().map(to_embed).sum::<usize>() + self.trials.len()
    }

    /// What a side learns from, and some of what it is used on.
    fn shown(&self, trial: &Trial) -> Finding {
        let specimen = |at: usize| {
            let scene = &self.plan.scenes[at];
            let rgba = scene.draw(SIDE, &self.plan.puzzle);
            let small = Pixels { width: SIDE as u32, height: SIDE as u32, rgba };
            Specimen { class: self.plan.label(scene) as u32, small }
        };
        let some = |class: usize| {
            let of = trial.used.iter().copied();
            of.filter(move |&at| self.plan.label(&self.plan.scenes[at]) == class).take(SHOWN)
        };
        Finding::Specimens {
            side: trial.side,
            classes: self.names().collect(),
            training: trial.given.iter().map(|&at| specimen(at)).collect(),
            used: (0..self.plan.classes.len()).flat_map(some).map(specimen).collect(),
        }
    }

    /// The names of the classes.
    fn names(&self) -> impl Iterator<Item = String> {
        self.plan.classes.iter().map(|&class| sample::CLASSES[class].to_owned())
    }

    /// What a trial's head learns from and is measured on, divided as the studio does.
    fn dataset(&self, trial: &Trial, embedded: &[Vec<f32>]) -> Dataset {
        let labels: Vec<usize> = trial.given.iter().map(|&at| self.labels[at]).collect();
        let classes = self.plan.classes.len();
        let split = stratified(&labels, classes, self.settings.seed);
        let there = |positions: Vec<usize>| positions.into_iter().map(|i| trial.given[i]).collect();
        let split = Split { training: there(split.training), held_out: there(split.held_out) };
        Dataset::of_split(embedded, &self.labels, classes, split)
    }

    /// How a trial's head did.
    fn verdict(&self, trial: &Trial, run: &Run, embedded: &[Vec<f32>]) -> Finding {
        let (head, held_out) = (run.head(), &run.dataset().held_out);
        let told =
            metrics::report(|row| head.probabilities(row), head.classes(), held_out.iter()).score;
        let classifier = run.classifier(ClassLabel::numbered(self.names()));
        let report = classifier.report(at(embedded, &self.labels, &trial.used));
        let recall = |(class, row): (usize, &Vec<usize>)| {
            row[class] as f32 / row.iter().sum::<usize>().max(1) as f32
        };
        let count = |class| trial.given.iter().filter(|&&at| self.labels[at] == class).count();
        Finding::Verdict {
            side: trial.side,
            weights: trial.weights,
            draw: trial.draw,
            examples: (0..self.plan.classes.len()).map(|class| count(class) as u32).collect(),
            told: told.map(|score| score.accuracy),
            held_out: held_out.len() as u32,
            truth: report.score.map_or(0.0, |score| score.accuracy),
            recalls: report.confusion.iter().enumerate().map(recall).collect(),
        }
    }
}

impl Procedure for Failing {
    fn advance(&mut self) -> Result<Piece, Kind> {
        let Some(trial) = self.trials.front().cloned() else { return Ok(Piece::nothing()) };
        if trial.is_first_of_side && !self.is_shown {
            self.is_shown = true;
            return Ok(Piece { findings: vec![self.shown(&trial)], ends_step: false });
        }
        let network = self.networks.iter().position(|(weights, ..)| *weights == trial.weights);
        let network = network.ok_or(Kind::Classes(ClassesError::NoModel))?;
        let (_, embedder, embedded) = &mut self.networks[network];
        if let Some(at) = trial.pictures().find(|&at| embedded[at].is_empty()) {
            let rgba = self.plan.scenes[at].draw(self.size, &self.plan.puzzle);
            embedded[at] = embedder.embed(Example::Picture(&rgba))?;
            return Ok(Piece::nothing());
        }
        let embedded = &self.networks[network].2;
        let mut run = match self.run.take() {
            Some(run) => run,
            None => Run::on_cpu(self.dataset(&trial, embedded), self.settings.clone()),
        };
        now(run.advance_epoch())?;
        if !run.is_over() {
            self.run = Some(run);
            return Ok(Piece::nothing());
        }
        let verdict = self.verdict(&trial, &run, embedded);
        self.trials.pop_front();
        self.is_shown = false;
        Ok(Piece::step(vec![verdict]))
    }

    fn done(&self) -> f32 {
        1.0 - self.left() as f32 / self.work as f32
    }

    fn is_over(&self) -> bool {
        self.trials.is_empty()
    }
}
