//! Training a head: the examples, the run, and what comes out of it.

use super::standardise::Standardiser;
use super::{cpu, metrics};
use crate::data::split::{Shuffler, Split, stratified};
use crate::error::Kind;
use crate::models::{AdamW, Head, Moments};
use crate::protocol::{DeviceKind, Score, TrainingSettings};

#[cfg(target_arch = "wasm32")]
use super::gpu;

/// Standardised embeddings with their classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// `[examples, features]`, row-major.
    pub embeddings: Vec<f32>,
    /// The class of each, counted from 0.
    pub labels: Vec<usize>,
    /// Numbers in an embedding.
    pub features: usize,
}

impl Examples {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Each embedding with its class.
    pub fn iter(&self) -> impl Iterator<Item = (&[f32], usize)> {
        self.embeddings.chunks_exact(self.features.max(1)).zip(self.labels.iter().copied())
    }
}

/// What a run learns from and is measured on.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Which of the embeddings are trained on and which are held out.
    pub split: Split,
    /// Fitted to the examples that are trained on, and to no other.
    pub standardiser: Standardiser,
    /// To train on.
    pub training: Examples,
    /// To measure with.
    pub held_out: Examples,
    /// Classes to tell apart.
    pub classes: usize,
}

impl Lesson {
    /// Splits and standardises embeddings of one length, each with its class.
    pub fn new(embeddings: &[&[f32]], labels: &[usize], classes: usize, seed: u32) -> Self {
        Self::of_split(embeddings, labels, classes, stratified(labels, classes, seed))
    }

    /// Standardises embeddings that are split already.
    pub fn of_split(embeddings: &[&[f32]], labels: &[usize], classes: usize, split: Split) -> Self {
        let lessons: Vec<&[f32]> = split.training.iter().map(|&i| embeddings[i]).collect();
        let standardiser = Standardiser::fit(&lessons);
        let features = embeddings.first().map_or(0, |embedding| embedding.len());
        let examples = |positions: &[usize]| Examples {
            embeddings: positions.iter().flat_map(|&i| standardiser.apply(embeddings[i])).collect(),
            labels: positions.iter().map(|&i| labels[i]).collect(),
            features,
        };
        let (training, held_out) = (examples(&split.training), examples(&split.held_out));
        Self { training, held_out, standardiser, split, classes }
    }
}

/// Loss and right answers added up over some examples.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Sum of cross-entropies, in nats.
    pub loss: f64,
    /// Examples classified rightly.
    pub right: usize,
    /// Examples in all.
    pub count: usize,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.loss += other.loss;
        self.right += other.right;
        self.count += other.count;
    }

    fn score(self) -> Score {
        let count = self.count.max(1) as f64;
        Score { loss: (self.loss / count) as f32, accuracy: (self.right as f64 / count) as f32 }
    }
}

/// A head in training on one device or the other. Boxed: burn's tensors are large, and a run is moved.
#[derive(Debug)]
enum Trainer {
    Cpu(Box<cpu::Trainer>),
    #[cfg(target_arch = "wasm32")]
    Gpu(Box<gpu::Trainer>),
}

/// How a run did over an epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EpochReport {
    /// Epochs that are over, this one included.
    pub epoch: u32,
    /// Over the training examples, each as it was when its batch came.
    pub training: Score,
    /// Over the held-out examples at the end of the epoch.
    pub held_out: Option<Score>,
}

/// Multiplications that measuring the held-out examples may cost an epoch; beyond that, not every
/// epoch is measured. A few milliseconds on the CPU.
const MEASURING: usize = 5_000_000;

/// A head in training.
#[derive(Debug)]
pub struct Run {
    lesson: Lesson,
    settings: TrainingSettings,
    trainer: Trainer,
    shuffler: Shuffler,
    order: Vec<u32>,
    /// Examples of `order` that have been trained on.
    position: usize,
    epoch: u32,
    tally: Tally,
    /// What the CPU goes on from if the GPU goes away: up to date with `position`.
    #[cfg(target_arch = "wasm32")]
    saved: (Head, Moments),
}

impl Run {
    /// A run on the CPU.
    pub fn on_cpu(lesson: Lesson, settings: TrainingSettings) -> Self {
        let (head, moments) = start(&lesson);
        let trainer = cpu::Trainer::new(&lesson.training, &head, &moments, optimiser(&settings));
        Self::new(lesson, settings, Trainer::Cpu(Box::new(trainer)), (head, moments))
    }

    /// A run on the GPU.
    #[cfg(target_arch = "wasm32")]
    pub fn on_gpu(lesson: Lesson, settings: TrainingSettings, gpu: &gpu::Gpu) -> Self {
        let (head, moments) = start(&lesson);
        let trainer = gpu::Trainer::new(
            gpu,
            &lesson.training,
            settings.batch_size.max(1) as usize,
            (&head, &moments),
            optimiser(&settings),
        );
        Self::new(lesson, settings, Trainer::Gpu(Box::new(trainer)), (head, moments))
    }

    fn new(
        lesson: Lesson,
        settings: TrainingSettings,
        trainer: Trainer,
        saved: (Head, Moments),
    ) -> Self {
        let shuffler = Shuffler::new(lesson.training.len(), settings.seed);
        #[cfg(not(target_arch = "wasm32"))]
        drop(saved);
        Self {
            lesson,
            settings,
            trainer,
            shuffler,
            order: Vec::new(),
            position: 0,
            epoch: 0,
            tally: Tally::default(),
            #[cfg(target_arch = "wasm32")]
            saved,
        }
    }

    /// Takes the next step, or the next few where that is faster. Reports at the end of an epoch.
    ///
    /// # Errors
    /// [`Kind::DeviceLost`] or [`Kind::Gpu`] if the GPU fails; nothing is lost then, and
    /// `continue_on_cpu` goes on.
    pub async fn advance(&mut self) -> Result<Option<EpochReport>, Kind> {
        if self.position == self.order.len() {
            self.order = self.shuffler.next_epoch().to_vec();
            self.position = 0;
            self.tally = Tally::default();
        }
        let rest = &self.order[self.position..];
        let batch = (self.settings.batch_size.max(1) as usize).min(rest.len());
        match &mut self.trainer {
            Trainer::Cpu(trainer) => {
                self.tally.add(trainer.step(&rest[..batch]));
                self.position += batch;
            }
            #[cfg(target_arch = "wasm32")]
            Trainer::Gpu(trainer) => {
                let some = &rest[..rest.len().min(batch * gpu::Trainer::MOST_STEPS)];
                let (tally, saved) = trainer.steps(some, batch).await?;
                self.tally.add(tally);
                self.position += some.len();
                self.saved = saved;
            }
        }
        if self.position < self.order.len() {
            return Ok(None);
        }
        self.epoch += 1;
        let cost = self.lesson.held_out.embeddings.len() * self.lesson.classes;
        let measured_every = cost.div_ceil(MEASURING).max(1) as u32;
        let due = self.epoch.is_multiple_of(measured_every) || self.is_over();
        Ok(due.then(|| EpochReport {
            epoch: self.epoch,
            training: self.tally.score(),
            held_out: metrics::report(&self.head(), self.lesson.held_out.iter()).score,
        }))
    }

    /// Whether all epochs are over.
    pub fn is_over(&self) -> bool {
        self.epoch >= self.settings.epochs
    }

    /// Goes on on the CPU from the last steps whose result came back from the GPU.
    #[cfg(target_arch = "wasm32")]
    pub fn continue_on_cpu(&mut self) {
        if let Trainer::Gpu(_) = self.trainer {
            let (head, moments) = &self.saved;
            let optimiser = optimiser(&self.settings);
            let trainer = cpu::Trainer::new(&self.lesson.training, head, moments, optimiser);
            self.trainer = Trainer::Cpu(Box::new(trainer));
        }
    }

    /// The device that trains it now.
    pub fn device(&self) -> DeviceKind {
        match self.trainer {
            Trainer::Cpu(_) => DeviceKind::Cpu,
            #[cfg(target_arch = "wasm32")]
            Trainer::Gpu(_) => DeviceKind::WebGpu,
        }
    }

    /// The head as it is now.
    pub fn head(&self) -> Head {
        match &self.trainer {
            Trainer::Cpu(trainer) => trainer.snapshot().0,
            #[cfg(target_arch = "wasm32")]
            Trainer::Gpu(_) => self.saved.0.clone(),
        }
    }

    /// Epochs that are over.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// What it learns from and is measured on.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// How it trains.
    pub fn settings(&self) -> &TrainingSettings {
        &self.settings
    }
}

/// Where a run starts from.
fn start(lesson: &Lesson) -> (Head, Moments) {
    let head = Head::zeros(lesson.training.features, lesson.classes);
    let moments = Moments::zeros(&head);
    (head, moments)
}

fn optimiser(settings: &TrainingSettings) -> AdamW {
    AdamW { learning_rate: settings.learning_rate, weight_decay: settings.weight_decay }
}
