//! A contestant whose backbone is frozen: it embeds every picture once, then trains a head as the studio does.

use std::rc::Rc;

use super::course::{Course, Scores, Stopwatch, is_looked_at, score};
use super::{Progress, Runner, SIZE};
use crate::engine::cpu::Embedder;
use crate::engine::heads::Dataset;
use crate::engine::now::now;
use crate::engine::run::Run;
use crate::error::Kind;
use crate::models::Backbone;
use crate::protocol::TrainingSettings;

/// A contestant that trains only a head.
#[derive(Debug)]
pub struct HeadOnly {
    course: Rc<Course>,
    settings: TrainingSettings,
    watch: Stopwatch,
    stage: Stage,
    steps: usize,
}

#[derive(Debug)]
enum Stage {
    Embedding {
        embedder: Embedder,
        /// Of the first pictures.
        embeddings: Vec<Vec<f32>>,
    },
    Training(Box<Run>),
}

impl HeadOnly {
    /// With this backbone.
    pub fn new(course: Rc<Course>, backbone: &Backbone, epochs: u32) -> Self {
        let settings = TrainingSettings { seed: course.seed, epochs, ..Default::default() };
        let embedder = Embedder::new(backbone);
        Self {
            watch: Stopwatch::new(course.clock),
            course,
            settings: settings.bounded(),
            stage: Stage::Embedding { embedder, embeddings: Vec::new() },
            steps: 0,
        }
    }

    /// Multiplications of a step: what the head says, and two gradients.
    fn work_of_step(&self) -> u64 {
        let weights = self.course.config.embedding_size() * self.course.classes();
        3 * u64::from(self.settings.batch_size) * weights as u64
    }

    fn steps_in_all(&self) -> u64 {
        let of_epoch = self.course.steps(self.settings.batch_size as usize) as u64;
        of_epoch * u64::from(self.settings.epochs)
    }

    fn start_training(&mut self) {
        let Stage::Embedding { embeddings, .. } = &mut self.stage else { return };
        let embeddings = std::mem::take(embeddings);
        let pictures = &self.course.pictures;
        let run = self.watch.time(|| {
            let split = self.course.split.clone();
            let dataset =
                Dataset::of_split(&embeddings, &pictures.labels, pictures.classes.len(), split);
            Run::on_cpu(dataset, self.settings.clone())
        });
        self.stage = Stage::Training(Box::new(run));
    }
}

impl Runner for HeadOnly {
    fn advance(&mut self) -> Result<Option<Scores>, Kind> {
        match &mut self.stage {
            Stage::Embedding { embedder, embeddings } => {
                let picture = &self.course.pictures.rgba(SIZE)[embeddings.len()];
                embeddings.push(self.watch.time(|| embedder.embed_rgba(picture)));
                if embeddings.len() < self.course.pictures.len() {
                    return Ok(None);
                }
                self.start_training();
                Ok(Some(self.course.at_the_start()))
            }
            Stage::Training(run) => {
                let reports = self.watch.time(|| now(run.advance(1)))?;
                self.steps += 1;
                let is_told = match reports.last() {
                    Some(_) => true,
                    None => run.epoch() == 0 && is_looked_at(self.steps),
                };
                Ok(is_told.then(|| {
                    let (head, dataset) = (run.head(), run.dataset());
                    let training = score(&head, &dataset.training);
                    let held_out = score(&head, &dataset.held_out);
                    Scores { epoch: run.epoch(), training, held_out }
                }))
            }
        }
    }

    fn progress(&self) -> Progress {
        let embedding = self.course.config.multiplications() as u64;
        let pictures = self.course.pictures.len() as u64;
        let embedded = match &self.stage {
            Stage::Embedding { embeddings, .. } => embeddings.len() as u64,
            Stage::Training(_) => pictures,
        };
        Progress {
            steps: self.steps as u32,
            milliseconds: self.watch.milliseconds(),
            work: embedded * embedding + self.steps as u64 * self.work_of_step(),
            work_in_all: pictures * embedding + self.steps_in_all() * self.work_of_step(),
        }
    }

    fn is_over(&self) -> bool {
        matches!(&self.stage, Stage::Training(run) if run.is_over())
    }
}
