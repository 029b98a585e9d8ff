//! The data-efficiency curve: how accurate a head is by the number of examples that it learns from, on a
//! pre-trained network and on the same with random weights.
//!
//! Half of each class is only ever measured with. What heads learn from is drawn from the other half, and both
//! networks get the same draws.

use std::collections::VecDeque;

use super::embedding::{Embedder, Example};
use super::supplies::picture_size;
use super::{Needs, PictureSet, Piece, Procedure, Supplies};
use crate::data::split::Split;
use crate::engine::heads::dataset::at;
use crate::engine::heads::draws::{Halves, draw};
use crate::engine::heads::{ClassLabel, Dataset};
use crate::engine::now::now;
use crate::engine::run::Run;
use crate::error::Kind;
use crate::protocol::TrainingSettings;
use crate::protocol::lab::{CurveSettings, Finding, Start};

/// Examples of each class that heads are trained on, where there are so many.
const SHOTS: [usize; 5] = [1, 2, 5, 10, 20];

/// Pictures of a class to draw from: more than the largest draw takes, so that draws differ.
const POOL: usize = 30;

/// Pictures of a class to measure with: to embed more takes longer than it tells.
const TESTS: usize = 20;

/// Draws for each number of examples, at most.
const DRAWS: u32 = 20;

/// Both networks, in the order in which they are measured.
const BOTH: [Start; 2] = [Start::Pretrained, Start::Random];

/// What embedding a picture takes, in the time of training a head for an epoch on an example.
const PICTURE: f32 = 40.0;

/// A head to train.
#[derive(Debug, Clone, Copy)]
struct Trial {
    network: usize,
    shots: usize,
    draw: u32,
}

/// A curve being measured.
#[derive(Debug)]
pub struct Curve {
    pictures: PictureSet,
    size: usize,
    settings: TrainingSettings,
    halves: Halves,
    /// One of each of [`BOTH`].
    networks: Vec<Embedder>,
    /// What is embedded so far, by network; pictures that nothing asks for stay empty.
    embedded: Vec<Vec<Vec<f32>>>,
    /// Networks and pictures to embed.
    to_embed: VecDeque<(usize, usize)>,
    trials: VecDeque<Trial>,
    /// The head of the first of them in training.
    run: Option<Run>,
    /// What all of it takes, in epochs on an example.
    work: f32,
}

/// What it must be given.
///
/// # Errors
/// Those of [`picture_size`].
pub fn needs(settings: &CurveSettings) -> Result<Needs, Kind> {
    let sizes = vec![picture_size(&settings.model)?];
    Ok(Needs { models: vec![settings.model.clone()], sizes, ..Needs::default() })
}

impl Curve {
    /// Divides the pictures, and plans which heads are trained, on the pre-trained network and on the random one.
    ///
    /// # Errors
    /// Those of [`PictureSet::check`], [`Halves::of`], [`Supplies::take`] and [`picture_size`].
    pub fn new(settings: &CurveSettings, mut supplies: Supplies) -> Result<Self, Kind> {
        let size = picture_size(&settings.model)?;
        let model = supplies.take(&settings.model)?;
        let network = |weights| Embedder::new(&model, weights, settings.seed);
        let networks = BOTH.map(network).into_iter().collect::<Result<Vec<_>, Kind>>()?;
        let pictures = supplies.pictures;
        pictures.check(size)?;
        let seed = u64::from(settings.seed);
        let halves = Halves::of(&pictures.labels, &pictures.classes, [POOL, TESTS], seed)?;
        let positions = halves.positions();
        let mut trials = VecDeque::new();
        for draw in 0..settings.draws.clamp(1, DRAWS) {
            for shots in SHOTS.into_iter().filter(|&shots| shots <= halves.least()) {
                trials.extend((0..BOTH.len()).map(|network| Trial { network, shots, draw }));
            }
        }
        let both = |at| (0..BOTH.len()).map(move |network| (network, at));
        let mut curve = Self {
            size,
            settings: TrainingSettings { seed: settings.seed, ..TrainingSettings::default() },
            networks,
            embedded: vec![vec![Vec::new(); pictures.len()]; BOTH.len()],
            to_embed: positions.into_iter().flat_map(both).collect(),
            trials,
            run: None,
            work: 0.0,
            halves,
            pictures,
        };
        curve.work = curve.left();
        Ok(curve)
    }

    /// What is left to do, in epochs on an example.
    fn left(&self) -> f32 {
        let epochs = self.settings.epochs as f32 * self.pictures.classes.len() as f32;
        let shots: usize = self.trials.iter().map(|trial| trial.shots).sum();
        let under_way = self.trials.front().zip(self.run.as_ref());
        let trained = under_way.map_or(0.0, |(trial, run)| trial.shots as f32 * run.done());
        self.to_embed.len() as f32 * PICTURE + (shots as f32 - trained) * epochs
    }

    /// The head of a trial before its first step.
    fn run(&self, trial: Trial) -> Run {
        // Far apart, so that no draw of one seed is that of the next.
        let seed = u64::from(self.settings.seed) << 32 | u64::from(trial.draw);
        let training = draw(&self.halves.pools, trial.shots, seed);
        let split = Split { training, held_out: Vec::new() };
        let PictureSet { labels, classes, .. } = &self.pictures;
        let embedded = &self.embedded[trial.network];
        let dataset = Dataset::of_split(embedded, labels, classes.len(), split);
        Run::on_cpu(dataset, self.settings.clone())
    }
}

impl Procedure for Curve {
    fn advance(&mut self) -> Result<Piece, Kind> {
        if let Some((network, at)) = self.to_embed.pop_front() {
            let example = Example::Picture(&self.pictures.rgba(self.size)[at]);
            self.embedded[network][at] = self.networks[network].embed(example)?;
            return Ok(Piece::nothing());
        }
        let Some(&trial) = self.trials.front() else { return Ok(Piece::nothing()) };
        let mut run = self.run.take().unwrap_or_else(|| self.run(trial));
        now(run.advance_epoch())?;
        if !run.is_over() {
            self.run = Some(run);
            return Ok(Piece::nothing());
        }
        self.trials.pop_front();
        let PictureSet { labels, classes, .. } = &self.pictures;
        let classifier = run.classifier(ClassLabel::numbered(classes.clone()));
        let tests = at(&self.embedded[trial.network], labels, &self.halves.tests);
        Ok(Piece::step(vec![Finding::Draw {
            weights: BOTH[trial.network],
            examples: trial.shots as u32,
            draw: trial.draw,
            accuracy: classifier.accuracy(tests),
        }]))
    }

    fn done(&self) -> f32 {
        1.0 - self.left() / self.work
    }

    fn is_over(&self) -> bool {
        self.to_embed.is_empty() && self.trials.is_empty()
    }
}
