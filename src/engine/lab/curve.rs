//! The data-efficiency curve: how accurate a head is by the number of examples that it learns from, on a
//! pre-trained network and on the same with random weights.
//!
//! Half of each class is only ever measured with. Lessons are drawn from the other half, and both networks get
//! the same draws.

use std::collections::VecDeque;

use super::embedding::{Embedder, Example};
use super::heads::{Halves, Labelled, Pupil, draw};
use super::supplied::picture_size;
use super::{Needs, PictureSet, Piece, Procedure, Supplies};
use crate::data::split::Split;
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
struct Lesson {
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
    embedded: Vec<Labelled>,
    /// Networks and pictures to embed.
    to_embed: VecDeque<(usize, usize)>,
    lessons: VecDeque<Lesson>,
    pupil: Option<Pupil>,
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
    /// Starts it.
    ///
    /// # Errors
    /// Those of [`PictureSet::check`], [`Halves::of`], [`Supplies::model`] and [`picture_size`].
    pub fn new(settings: &CurveSettings, supplies: Supplies) -> Result<Self, Kind> {
        let size = picture_size(&settings.model)?;
        let model = supplies.model(&settings.model)?;
        let network = |weights| Embedder::new(model, weights, settings.seed);
        let networks = BOTH.map(network).into_iter().collect::<Result<Vec<_>, Kind>>()?;
        let pictures = supplies.pictures;
        pictures.check(size)?;
        let seed = u64::from(settings.seed);
        let halves = Halves::of(&pictures.labels, &pictures.classes, [POOL, TESTS], seed)?;
        let positions = halves.positions();
        let nothing = Labelled {
            embeddings: vec![Vec::new(); pictures.len()],
            labels: pictures.labels.clone(),
        };
        let mut lessons = VecDeque::new();
        for draw in 0..settings.draws.clamp(1, DRAWS) {
            for shots in SHOTS.into_iter().filter(|&shots| shots <= halves.least()) {
                lessons.extend((0..BOTH.len()).map(|network| Lesson { network, shots, draw }));
            }
        }
        let both = |at| (0..BOTH.len()).map(move |network| (network, at));
        let mut curve = Self {
            size,
            settings: TrainingSettings { seed: settings.seed, ..TrainingSettings::default() },
            networks,
            embedded: vec![nothing; BOTH.len()],
            to_embed: positions.into_iter().flat_map(both).collect(),
            lessons,
            pupil: None,
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
        let shots: usize = self.lessons.iter().map(|lesson| lesson.shots).sum();
        let under_way = self.lessons.front().zip(self.pupil.as_ref());
        let trained = under_way.map_or(0.0, |(lesson, pupil)| lesson.shots as f32 * pupil.done());
        self.to_embed.len() as f32 * PICTURE + (shots as f32 - trained) * epochs
    }

    /// The head of a lesson before its first step.
    fn pupil(&self, lesson: Lesson) -> Pupil {
        // Far apart, so that no draw of one seed is that of the next.
        let seed = u64::from(self.settings.seed) << 32 | u64::from(lesson.draw);
        let training = draw(&self.halves.pools, lesson.shots, seed);
        let split = Split { training, held_out: Vec::new() };
        let classes = self.pictures.classes.len();
        let lesson = self.embedded[lesson.network].lesson(classes, split);
        Pupil::new(lesson, self.settings.clone())
    }
}

impl Procedure for Curve {
    fn advance(&mut self) -> Result<Piece, Kind> {
        if let Some((network, at)) = self.to_embed.pop_front() {
            let example = Example::Picture(&self.pictures.rgba(self.size)[at]);
            self.embedded[network].embeddings[at] = self.networks[network].embed(example)?;
            return Ok(Piece::nothing());
        }
        let Some(&lesson) = self.lessons.front() else { return Ok(Piece::nothing()) };
        let mut pupil = self.pupil.take().unwrap_or_else(|| self.pupil(lesson));
        pupil.advance()?;
        if !pupil.is_over() {
            self.pupil = Some(pupil);
            return Ok(Piece::nothing());
        }
        self.lessons.pop_front();
        let tests = self.embedded[lesson.network].at(&self.halves.tests);
        Ok(Piece::step(vec![Finding::Draw {
            weights: BOTH[lesson.network],
            examples: lesson.shots as u32,
            draw: lesson.draw,
            accuracy: pupil.finish().accuracy(tests),
        }]))
    }

    fn done(&self) -> f32 {
        1.0 - self.left() / self.work
    }

    fn is_over(&self) -> bool {
        self.to_embed.is_empty() && self.lessons.is_empty()
    }
}
