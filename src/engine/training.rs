//! Training a head: the examples, the run, and what comes out of it.

mod schedule;

use super::cpu;
use super::standardise::Standardiser;
use crate::data::chance::{Stream, rng};
use crate::data::split::{Split, stratified};
use crate::error::Kind;
use crate::models::{AdamW, Head, Moments};
use crate::protocol::{DeviceKind, Score, TrainingSettings};

#[cfg(target_arch = "wasm32")]
use super::gpu;

pub use schedule::{Batch, EpochEnd, Schedule};

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
        let features = lessons.first().map_or(0, |embedding| embedding.len());
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
    /// Adds those of other examples.
    pub(super) fn add(&mut self, other: Self) {
        self.loss += other.loss;
        self.right += other.right;
        self.count += other.count;
    }

    /// Means over the examples.
    pub(super) fn score(self) -> Score {
        let count = self.count.max(1) as f64;
        Score { loss: (self.loss / count) as f32, accuracy: (self.right as f64 / count) as f32 }
    }
}

/// A head in training on one device or the other. Boxed: both are large, and a run is moved.
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
const MEASURING: u64 = 5_000_000;

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepResult {
    /// Over the examples of the step, as the head was before it.
    pub training: Tally,
    /// Over the held-out examples after it, where there are any and the schedule asks for it.
    pub held_out: Option<Score>,
}

/// A head in training.
#[derive(Debug)]
pub struct Run {
    lesson: Lesson,
    settings: TrainingSettings,
    trainer: Trainer,
    /// The steps to come.
    schedule: Schedule,
    /// Over the steps of the epoch under way.
    tally: Tally,
}

impl Run {
    /// A run on the CPU.
    pub fn on_cpu(lesson: Lesson, settings: TrainingSettings) -> Self {
        let (head, moments) = start(&lesson, &settings);
        let trainer = cpu::Trainer::new(&lesson, &head, &moments, optimiser(&settings));
        Self::new(lesson, settings, &head, Trainer::Cpu(Box::new(trainer)))
    }

    /// A run on the GPU, if the lesson fits it, or else on the CPU.
    #[cfg(target_arch = "wasm32")]
    pub fn on_gpu(lesson: Lesson, settings: TrainingSettings, gpu: &gpu::Gpu) -> Self {
        let start = start(&lesson, &settings);
        let batch_size = settings.batch_size.max(1) as usize;
        match gpu::Trainer::new(
            gpu,
            &lesson,
            batch_size,
            (&start.0, &start.1),
            optimiser(&settings),
        ) {
            Some(trainer) => Self::new(lesson, settings, &start.0, Trainer::Gpu(Box::new(trainer))),
            None => Self::on_cpu(lesson, settings),
        }
    }

    fn new(lesson: Lesson, settings: TrainingSettings, head: &Head, trainer: Trainer) -> Self {
        let weights: u64 = head.layers().map(|layer| layer.weight.len() as u64).sum();
        let cost = lesson.held_out.len() as u64 * weights; // more than 32 bits hold, of many and large
        let measured_every = cost.div_ceil(MEASURING).min(u64::from(u32::MAX)) as u32;
        let schedule = Schedule::new(lesson.training.len(), &settings, measured_every);
        Self { lesson, settings, trainer, schedule, tally: Tally::default() }
    }

    /// Takes the next step on the CPU, or up to `most` steps in one go on the GPU, where that is much
    /// faster. Reports the epochs that end meanwhile.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed) if the GPU fails; nothing is lost then, and
    /// `continue_on_cpu` goes on.
    #[cfg_attr(not(target_arch = "wasm32"), expect(unused_variables))]
    pub async fn advance(&mut self, most: usize) -> Result<Vec<EpochReport>, Kind> {
        let results = match &mut self.trainer {
            Trainer::Cpu(trainer) => {
                let step = |batch: &Batch| {
                    let training = trainer.step(&batch.examples);
                    let held_out = batch.is_measured().then(|| trainer.measure()).flatten();
                    StepResult { training, held_out }
                };
                self.schedule.ahead(1).iter().map(step).collect()
            }
            #[cfg(target_arch = "wasm32")]
            Trainer::Gpu(trainer) => {
                let most = most.clamp(1, trainer.most_steps());
                trainer.steps(self.schedule.ahead(most)).await?
            }
        };
        Ok(self.report(results))
    }

    /// Adds up the results of the next steps, which are done, and reports the epochs among them.
    fn report(&mut self, results: Vec<StepResult>) -> Vec<EpochReport> {
        let batches = self.schedule.done(results.len());
        let mut reports = Vec::new();
        for (batch, result) in batches.iter().zip(results) {
            self.tally.add(result.training);
            let Some(EpochEnd { epoch, is_measured }) = batch.end else { continue };
            let training = std::mem::take(&mut self.tally).score();
            if is_measured {
                reports.push(EpochReport { epoch, training, held_out: result.held_out });
            }
        }
        reports
    }

    /// Positions among the training examples of those that the next step learns from; none after the last.
    pub fn next_batch(&mut self) -> &[u32] {
        self.schedule.ahead(1).first().map_or(&[], |batch| &batch.examples)
    }

    /// Whether all epochs are over.
    pub fn is_over(&self) -> bool {
        self.schedule.is_over()
    }

    /// Goes on on the CPU from the last steps whose result came back from the GPU.
    #[cfg(target_arch = "wasm32")]
    pub fn continue_on_cpu(&mut self) {
        if let Trainer::Gpu(trainer) = &self.trainer {
            let (head, moments) = trainer.snapshot();
            let optimiser = optimiser(&self.settings);
            let trainer = cpu::Trainer::new(&self.lesson, &head, &moments, optimiser);
            self.trainer = Trainer::Cpu(Box::new(trainer));
        }
    }

    /// Goes on on the GPU from where it stands, if it fits.
    #[cfg(target_arch = "wasm32")]
    pub fn continue_on_gpu(&mut self, gpu: &gpu::Gpu) {
        let (head, moments) = match &self.trainer {
            Trainer::Cpu(trainer) => trainer.snapshot(),
            Trainer::Gpu(_) => return,
        };
        let batch_size = self.settings.batch_size.max(1) as usize;
        let optimiser = optimiser(&self.settings);
        if let Some(trainer) =
            gpu::Trainer::new(gpu, &self.lesson, batch_size, (&head, &moments), optimiser)
        {
            self.trainer = Trainer::Gpu(Box::new(trainer));
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
            Trainer::Gpu(trainer) => trainer.snapshot().0,
        }
    }

    /// Steps that are left of it.
    pub fn steps_left(&self) -> usize {
        self.schedule.left()
    }

    /// Epochs that are over.
    pub fn epoch(&self) -> u32 {
        self.schedule.epoch()
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
fn start(lesson: &Lesson, settings: &TrainingSettings) -> (Head, Moments) {
    let (features, hidden) = (lesson.training.features, settings.hidden as usize);
    let mut rng = rng(settings.seed, Stream::Head);
    let head = Head::untrained(features, hidden, lesson.classes, &mut rng);
    let moments = Moments::zeros(&head);
    (head, moments)
}

fn optimiser(settings: &TrainingSettings) -> AdamW {
    AdamW { learning_rate: settings.learning_rate, weight_decay: settings.weight_decay }
}
