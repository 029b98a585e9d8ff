//! Which pre-training is best for one task: every model embeds the same examples, the same head is trained on
//! the same draws of them. Beside each model that ships, the same network with random weights.

use std::collections::{BTreeMap, VecDeque};

use super::embedding::{Embedder, Example};
use super::{Needs, PictureSet, Piece, Procedure, Supplies};
use crate::data::sample;
use crate::data::split::Split;
use crate::data::statistics::mean_and_deviation;
use crate::engine::catalog::{self, Checkpoint};
use crate::engine::heads::dataset::at;
use crate::engine::heads::draws::{Halves, draw};
use crate::engine::heads::{ClassLabel, Dataset};
use crate::engine::now::now;
use crate::engine::run::Run;
use crate::error::{AbilityError, ClassesError, Kind};
use crate::protocol::lab::{Finding, Start};
use crate::protocol::{Modality, ModelInfo, Origin, Reads, TrainingSettings};

/// Examples of each class that a head is trained on.
const SHOTS: usize = 5;

/// Draws of them, over which accuracies are averaged.
const DRAWS: u64 = 5;

/// Examples of a class to draw from and to measure with: more than a draw takes, so that draws differ, and as few
/// as measure well.
const MOST: [usize; 2] = [10, 12];

/// Public models that are small enough to be fetched for this.
const WISHES: [&str; 1] = ["mobilenet-v2"];

/// What it must be given.
pub fn needs(modality: Modality) -> Needs {
    let all = entrants(modality);
    let ids = |origin| {
        let of = all.iter().filter(move |info| info.origin == origin);
        of.map(|info| info.id.clone()).collect()
    };
    let sizes = all.iter().filter_map(|info| info.reads.side()).collect();
    Needs { models: ids(Origin::Shipped), wishes: ids(Origin::Public), sizes }
}

/// The models that may take part.
fn entrants(modality: Modality) -> Vec<ModelInfo> {
    let takes_part = |info: &&ModelInfo| {
        let is_wished_for = WISHES.contains(&info.id.as_str());
        info.reads.modality() == modality && (info.origin == Origin::Shipped || is_wished_for)
    };
    catalog::entries().iter().filter(takes_part).cloned().collect()
}

/// What is to be told apart.
#[derive(Debug)]
enum Task {
    Pictures(PictureSet),
    Texts(Vec<&'static str>),
}

/// A model while it takes its turn.
#[derive(Debug)]
struct Turn {
    embedder: Embedder,
    /// Of the examples that anybody asks for; others are empty.
    embedded: Vec<Vec<f32>>,
    to_embed: VecDeque<usize>,
    milliseconds: f64,
    /// A head in training.
    run: Option<Run>,
    /// One a draw.
    accuracies: Vec<f32>,
}

/// A ranking under way.
#[derive(Debug)]
pub struct Ranking {
    task: Task,
    labels: Vec<usize>,
    classes: Vec<String>,
    halves: Halves,
    seed: u32,
    clock: fn() -> f64,
    models: BTreeMap<String, Checkpoint>,
    /// Those whose turn is still to come or under way.
    entrants: VecDeque<(ModelInfo, Start)>,
    turn: Option<Turn>,
    /// Models that could not be fetched: told with the first piece of work, then empty.
    absent: Vec<Finding>,
    /// Multiplications that all of it takes for one example.
    work: f32,
}

impl Ranking {
    /// Lists the models that take part, and divides the examples, for all of them alike.
    ///
    /// # Errors
    /// [`ClassesError::NoModel`] if a model that it needs is not there; those of [`PictureSet::check`] and
    /// [`Halves::of`].
    pub fn new(modality: Modality, seed: u32, supplies: Supplies) -> Result<Self, Kind> {
        let (task, labels, classes) = match modality {
            Modality::Pictures => {
                let PictureSet { labels, classes, .. } = &supplies.pictures;
                let (labels, classes) = (labels.clone(), classes.clone());
                (Task::Pictures(supplies.pictures), labels, classes)
            }
            Modality::Texts => {
                let (texts, labels) = sample::texts().into_iter().unzip();
                let names = sample::TEXT_CLASSES.map(str::to_owned).to_vec();
                (Task::Texts(texts), labels, names)
            }
        };
        let (mut entrants, mut absent) = (VecDeque::new(), Vec::new());
        for info in self::entrants(modality) {
            if supplies.models.contains_key(&info.id) {
                if let (Task::Pictures(pictures), Some(side)) = (&task, info.reads.side()) {
                    pictures.check(side)?;
                }
                entrants.push_back((info.clone(), Start::Pretrained));
                if info.origin == Origin::Shipped {
                    entrants.push_back((info, Start::Random));
                }
            } else if info.origin == Origin::Shipped {
                return Err(Kind::Classes(ClassesError::NoModel));
            } else if let Some(error) = supplies.absent.get(&info.id) {
                absent.push(Finding::Absent { model: info.id, error: error.clone() });
            }
        }
        let halves = Halves::of(&labels, &classes, MOST, u64::from(seed))?;
        let mut ranking = Self {
            task,
            classes,
            labels,
            halves,
            seed,
            clock: supplies.clock,
            models: supplies.models,
            entrants,
            turn: None,
            absent,
            work: 0.0,
        };
        ranking.work = ranking.left();
        Ok(ranking)
    }

    /// Multiplications that are left, for one example.
    fn left(&self) -> f32 {
        let all: f32 = self.entrants.iter().map(|(info, _)| info.multiplications as f32).sum();
        let under_way = self.entrants.front().zip(self.turn.as_ref()).map(|((info, _), turn)| {
            let embedded = 1.0 - turn.to_embed.len() as f32 / self.positions() as f32;
            info.multiplications as f32 * embedded
        });
        all - under_way.unwrap_or(0.0)
    }

    /// How many examples are embedded by each.
    fn positions(&self) -> usize {
        self.halves.tests.len() + self.halves.pools.iter().map(Vec::len).sum::<usize>()
    }

    fn turn(&self, info: &ModelInfo, weights: Start) -> Result<Turn, Kind> {
        let model = self.models.get(&info.id).ok_or(ClassesError::NoModel)?;
        Ok(Turn {
            embedder: Embedder::new(model, weights, self.seed)?,
            embedded: vec![Vec::new(); self.labels.len()],
            to_embed: self.halves.positions().into(),
            milliseconds: 0.0,
            run: None,
            accuracies: Vec::new(),
        })
    }

    /// The head of the next draw before its first step. Draws of one seed are none of those of the next.
    fn run(&self, turn: &Turn) -> Run {
        let seed = u64::from(self.seed) << 32 | turn.accuracies.len() as u64;
        let training = draw(&self.halves.pools, SHOTS, seed);
        let split = Split { training, held_out: Vec::new() };
        let settings = TrainingSettings { seed: self.seed, ..TrainingSettings::default() };
        let classes = self.classes.len();
        Run::on_cpu(Dataset::of_split(&turn.embedded, &self.labels, classes, split), settings)
    }

    /// Does the next of a turn; gives what came of it once it is over.
    fn go_on(&self, info: &ModelInfo, turn: &mut Turn) -> Result<Option<(f32, f32)>, Kind> {
        if let Some(at) = turn.to_embed.pop_front() {
            let example = match (&self.task, info.reads) {
                (Task::Pictures(pictures), Reads::Pictures { side }) => {
                    Example::Picture(&pictures.rgba(side)[at])
                }
                (Task::Texts(texts), Reads::Texts { .. }) => Example::Text(texts[at]),
                (_, reads) => return Err(AbilityError::Reads(reads.modality()).into()),
            };
            let start = (self.clock)();
            turn.embedded[at] = turn.embedder.embed(example)?;
            turn.milliseconds += (self.clock)() - start;
            return Ok(None);
        }
        let mut run = match turn.run.take() {
            Some(run) => run,
            None => self.run(turn),
        };
        now(run.advance_epoch())?;
        if !run.is_over() {
            turn.run = Some(run);
            return Ok(None);
        }
        let classifier = run.classifier(ClassLabel::numbered(self.classes.clone()));
        let tests = at(&turn.embedded, &self.labels, &self.halves.tests);
        turn.accuracies.push(classifier.accuracy(tests));
        let is_over = turn.accuracies.len() as u64 == DRAWS;
        Ok(is_over.then(|| {
            let (mean, deviation) = mean_and_deviation(&turn.accuracies);
            (mean as f32, deviation as f32)
        }))
    }
}

impl Procedure for Ranking {
    fn advance(&mut self) -> Result<Piece, Kind> {
        let mut findings = std::mem::take(&mut self.absent);
        let Some((info, weights)) = self.entrants.front().cloned() else {
            return Ok(Piece { findings, ends_step: false });
        };
        let mut turn = match self.turn.take() {
            Some(turn) => turn,
            None => self.turn(&info, weights)?,
        };
        let Some((accuracy, deviation)) = self.go_on(&info, &mut turn)? else {
            self.turn = Some(turn);
            return Ok(Piece { findings, ends_step: false });
        };
        self.entrants.pop_front();
        let features = self.halves.tests.first().map_or(0, |&at| turn.embedded[at].len());
        findings.push(Finding::Ranked {
            accuracy,
            deviation,
            milliseconds: (turn.milliseconds / self.positions() as f64) as f32,
            bytes: info.bytes(),
            features: features as u32,
            model: info.id,
            weights,
        });
        Ok(Piece::step(findings))
    }

    fn done(&self) -> f32 {
        1.0 - self.left() / self.work
    }

    fn is_over(&self) -> bool {
        self.entrants.is_empty()
    }
}
