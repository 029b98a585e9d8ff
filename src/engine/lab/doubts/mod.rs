//! How far a head is to be trusted: what the studio finds out of the visitor's own examples, beside what is true of new
//! pictures, which only an experiment has.

mod plan;

use std::rc::Rc;

use super::embedding::{Embedder, Example};
use super::failures::scene::{Puzzle, Scene};
use super::supplies::picture_size;
use super::{Needs, Piece, Procedure, Supplies};
use crate::data::split::Split;
use crate::engine::heads::{ClassLabel, Classifier, Dataset};
use crate::engine::now::now;
use crate::engine::run::Run;
use crate::engine::trust::assessment::{Assessment, Found};
use crate::engine::trust::calibration::{self, Sure};
use crate::engine::trust::copies;
use crate::engine::trust::material::Material;
use crate::engine::trust::neighbours::Neighbours;
use crate::engine::trust::report::Calibrating;
use crate::error::Kind;
use crate::protocol::lab::{Doubt, Finding, Side, Start};
use crate::protocol::trust::{ReliabilityBin, Suspect, TrustPiece};
use crate::protocol::{ClassId, ExampleId, Pixels, Recipe, TrainingSettings};
use plan::Plan;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// The model of all of them.
pub const MODEL: &str = "small-resnet";

/// Side of what is shown of a picture.
const SIDE: usize = 64;

/// Pictures of a kind that are shown.
const SHOWN: usize = 18;

/// Epochs after which a head is surer than it is right: it knows all of its few examples long before.
const TOO_MANY: u32 = 1500;

/// Groups of answers that are about equally sure.
const BINS: usize = 8;

/// How sure an answer is that one would act on.
const CERTAIN: f32 = 0.9;

/// What it must be given: it draws its pictures by itself.
pub fn needs() -> Needs {
    Needs { models: vec![MODEL.into()], ..Needs::default() }
}

/// A doubt that is looked into.
#[derive(Debug)]
pub struct Doubting {
    doubt: Doubt,
    plan: Plan,
    size: usize,
    puzzle: Puzzle,
    embedder: Embedder,
    /// Of what is given.
    given: Vec<Rc<[f32]>>,
    /// Of what is asked about.
    asked: Vec<Vec<f32>>,
    recipe: Recipe,
    stage: Stage,
    /// Which examples are suspects, the most suspicious first; empty until they are found.
    suspects: Vec<Suspect>,
}

/// What is done, one after the other.
#[derive(Debug)]
enum Stage {
    /// Pictures are embedded.
    Embedding,
    /// What is given is compared.
    Comparing(Box<Neighbours>),
    /// It is asked out of fold, as in the studio.
    Assessing(Box<Assessment>),
    /// A head is taught with labels, and is asked about new pictures.
    Teaching {
        run: Box<Run>,
        side: Side,
        calibrating: Calibrating,
    },
    Over,
}

impl Doubting {
    /// Plans the pictures, and loads the network.
    ///
    /// # Errors
    /// [`ClassesError::NoModel`](crate::error::ClassesError::NoModel) if [`MODEL`] is not there;
    /// [`AbilityError::Reads`](crate::error::AbilityError::Reads) if it is another.
    pub fn new(doubt: Doubt, seed: u32, mut supplies: Supplies) -> Result<Self, Kind> {
        let model = supplies.take(MODEL)?;
        let usual = TrainingSettings { seed, ..TrainingSettings::default() };
        let settings = match doubt {
            Doubt::Certainty => TrainingSettings { epochs: TOO_MANY, ..usual },
            Doubt::Strangers | Doubt::Labels => usual,
        };
        Ok(Self {
            doubt,
            plan: Plan::of(doubt, seed),
            size: picture_size(MODEL)?,
            puzzle: Puzzle::by_lot(&mut ChaCha8Rng::seed_from_u64(u64::from(seed))),
            embedder: Embedder::new(&model, Start::Pretrained, seed)?,
            given: Vec::new(),
            asked: Vec::new(),
            recipe: Recipe::Layers(settings),
            stage: Stage::Embedding,
            suspects: Vec::new(),
        })
    }

    /// Embeds the next picture; false when all are.
    fn embed(&mut self) -> Result<bool, Kind> {
        let (given, asked) = (self.given.len(), self.asked.len());
        let next = self.plan.given.get(given).or_else(|| self.plan.asked.get(asked));
        let Some(scene) = next else { return Ok(false) };
        let rgba = scene.draw(self.size, &self.puzzle);
        let embedding = self.embedder.embed(Example::Picture(&rgba))?;
        if given < self.plan.given.len() {
            self.given.push(embedding.into());
        } else {
            self.asked.push(embedding);
        }
        Ok(true)
    }

    /// What is assessed, once it has been compared.
    fn assessment(&self, neighbours: Neighbours) -> Assessment {
        let labels = self.plan.labels.clone();
        let groups = copies::groups(&neighbours, labels.len());
        let ids = (0..labels.len()).map(|at| ExampleId(at as u32)).collect();
        let classes = (0..self.plan.classes.len()).map(|class| ClassId(class as u32)).collect();
        let embeddings = self.given.clone();
        let material = Material { embeddings, labels, ids, groups, classes };
        Assessment::new(material, neighbours, self.recipe.clone())
    }

    /// A head for these labels, to be taught with all that is given.
    fn teaching(&self, side: Side, calibrating: Calibrating) -> Stage {
        let mut labels = self.plan.labels.clone();
        if side == Side::Right {
            for suspect in self.first_suspects() {
                labels[suspect.example.0 as usize] = suspect.looks_like.0 as usize;
            }
        }
        let split = Split { training: (0..labels.len()).collect(), held_out: Vec::new() };
        let dataset = Dataset::of_split(&self.given, &labels, self.plan.classes.len(), split);
        Stage::Teaching { run: Box::new(Run::of_recipe(dataset, &self.recipe)), side, calibrating }
    }

    /// As many of the most suspicious as there are wrong labels.
    fn first_suspects(&self) -> &[Suspect] {
        let wrong = self.plan.labels.iter().zip(&self.plan.truth).filter(|(a, b)| a != b).count();
        &self.suspects[..wrong.min(self.suspects.len())]
    }

    fn small(&self, scene: &Scene) -> Pixels {
        let rgba = scene.draw(SIDE, &self.puzzle);
        Pixels { width: SIDE as u32, height: SIDE as u32, rgba }
    }

    /// The suspects, each with whether its label is wrong indeed.
    fn told_suspects(&self) -> Vec<Finding> {
        let told = |(rank, suspect): (usize, &Suspect)| {
            let at = suspect.example.0 as usize;
            let name = |class: ClassId| self.plan.name(class.0 as usize);
            Finding::Suspect {
                rank: rank as u32 + 1,
                small: self.small(&self.plan.given[at]),
                class: name(suspect.class),
                looks_like: name(suspect.looks_like),
                own: suspect.own,
                other: suspect.other,
                wrong: self.plan.labels[at] != self.plan.truth[at],
            }
        };
        self.first_suspects().iter().enumerate().map(told).collect()
    }

    /// New pictures of the classes, with these.
    fn known(&self) -> impl Iterator<Item = (&[f32], usize)> {
        let scenes = self.plan.asked.iter().zip(&self.asked);
        scenes.filter_map(|(scene, row)| Some((row.as_slice(), self.plan.class(scene)?)))
    }

    /// Whether "90 % sure" is right nine times in ten.
    fn certainty(&self, classifier: &Classifier, tempered: bool) -> Finding {
        let mut sure: Vec<Sure> = self
            .known()
            .map(|(row, label)| {
                let probabilities = classifier.probabilities(row);
                let probabilities: Vec<f64> = probabilities.into_iter().map(f64::from).collect();
                Sure::of(&probabilities, label)
            })
            .collect();
        // As many in each, so that chance moves no point further than another.
        sure.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
        let bin = |answers: &[Sure]| {
            let mean = |of: fn(&Sure) -> f64| {
                (answers.iter().map(of).sum::<f64>() / answers.len() as f64) as f32
            };
            ReliabilityBin {
                from: answers[0].confidence as f32,
                to: answers[answers.len() - 1].confidence as f32,
                examples: answers.len(),
                confidence: mean(|answer| answer.confidence),
                accuracy: mean(|answer| f64::from(u8::from(answer.right))),
            }
        };
        let bins = sure.chunks(sure.len().div_ceil(BINS).max(1)).map(bin).collect();
        Finding::Certainty {
            tempered,
            temperature: 1.0 / classifier.factor(),
            error: calibration::error(&sure) as f32,
            bins,
        }
    }

    /// What is said of what was taught, or of strangers.
    fn met(&self, classifier: &Classifier, strangers: bool) -> Finding {
        let scenes = self.plan.asked.iter().zip(&self.asked);
        let met: Vec<(&Scene, &Vec<f32>)> =
            scenes.filter(|(scene, _)| self.plan.class(scene).is_none() == strangers).collect();
        let (mut certain, mut unknown, mut distance) = (0, 0, 0.0);
        for (_, row) in &met {
            let probabilities = classifier.probabilities(row);
            certain += u32::from(probabilities.into_iter().fold(0.0, f32::max) >= CERTAIN);
            if let Some(familiarity) = classifier.familiarity(row) {
                unknown += u32::from(familiarity.is_unknown());
                distance += familiarity.distance;
            }
        }
        let every = (met.len() / SHOWN).max(1);
        Finding::Met {
            strangers,
            pictures: met.len() as u32,
            certain,
            unknown,
            distance: distance / met.len().max(1) as f32,
            threshold: classifier.known().map_or(0.0, |known| known.threshold),
            some: met.iter().step_by(every).map(|(scene, _)| self.small(scene)).collect(),
        }
    }

    /// What comes of a head that was taught.
    fn asked(&self, run: &Run, side: Side, calibrating: &Calibrating) -> Vec<Finding> {
        let names = (0..self.plan.classes.len()).map(|class| self.plan.name(class));
        let classifier = run.classifier(ClassLabel::numbered(names));
        let calibrated =
            || classifier.clone().calibrated(calibrating.factor, calibrating.known.clone());
        match self.doubt {
            Doubt::Certainty => {
                vec![self.certainty(&classifier, false), self.certainty(&calibrated(), true)]
            }
            Doubt::Strangers => {
                let calibrated = calibrated();
                vec![self.met(&calibrated, false), self.met(&calibrated, true)]
            }
            Doubt::Labels => {
                let pairs = self.plan.labels.iter().zip(&self.plan.truth);
                let mut wrong = pairs.filter(|(label, truth)| label != truth).count() as i64;
                if side == Side::Right {
                    for suspect in self.first_suspects() {
                        let at = suspect.example.0 as usize;
                        let (label, truth) = (self.plan.labels[at], self.plan.truth[at]);
                        let moved = suspect.looks_like.0 as usize;
                        wrong += i64::from(moved != truth) - i64::from(label != truth);
                    }
                }
                let accuracy = classifier.accuracy(self.known());
                vec![Finding::Relabelled { side, wrong: wrong as u32, accuracy }]
            }
        }
    }
}

impl Procedure for Doubting {
    fn advance(&mut self) -> Result<Piece, Kind> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Embedding => {
                self.stage = if self.embed()? {
                    Stage::Embedding
                } else {
                    Stage::Comparing(Box::new(Neighbours::new(&self.given, &self.plan.labels)))
                };
            }
            Stage::Comparing(mut neighbours) => {
                neighbours.advance();
                self.stage = if neighbours.is_over() {
                    Stage::Assessing(Box::new(self.assessment(*neighbours)))
                } else {
                    Stage::Comparing(neighbours)
                };
            }
            Stage::Assessing(mut assessment) => {
                let found = now(assessment.advance())?;
                if let Some(Found::Calibrating(calibrating)) = found {
                    self.stage = self.teaching(Side::Wrong, calibrating);
                    return Ok(Piece::step(self.told_suspects()));
                }
                if let Some(Found::Piece(TrustPiece::Suspects(suspects))) = found
                    && self.doubt == Doubt::Labels
                {
                    self.suspects = suspects.list;
                }
                self.stage = Stage::Assessing(assessment);
            }
            Stage::Teaching { mut run, side, calibrating } => {
                now(run.advance_epoch())?;
                if !run.is_over() {
                    self.stage = Stage::Teaching { run, side, calibrating };
                    return Ok(Piece::nothing());
                }
                let findings = self.asked(&run, side, &calibrating);
                if self.doubt == Doubt::Labels && side == Side::Wrong {
                    self.stage = self.teaching(Side::Right, calibrating);
                }
                return Ok(Piece::step(findings));
            }
            Stage::Over => {}
        }
        Ok(Piece::nothing())
    }

    fn done(&self) -> f32 {
        let pictures = (self.plan.given.len() + self.plan.asked.len()) as f32;
        let embedded = (self.given.len() + self.asked.len()) as f32 / pictures;
        0.8 * embedded
            + match &self.stage {
                Stage::Embedding | Stage::Comparing(_) => 0.0,
                Stage::Assessing(_) => 0.05,
                Stage::Teaching { run, side: Side::Wrong, .. } => 0.1 + 0.05 * run.done(),
                Stage::Teaching { run, .. } => 0.15 + 0.05 * run.done(),
                Stage::Over => 0.2,
            }
    }

    fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }
}
