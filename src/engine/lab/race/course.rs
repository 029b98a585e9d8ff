//! What all contestants of a race have in common.

use crate::data::split::Split;
use crate::engine::heads::{Examples, metrics};
use crate::engine::lab::PictureSet;
use crate::models::{ConvNetConfig, Head, Layer};
use crate::protocol::Score;

/// The task, and the network that is to learn it.
#[derive(Debug)]
pub struct Course {
    /// The pictures to learn from and to measure with, and their classes.
    pub pictures: PictureSet,
    /// The same for all: trained on, and held out.
    pub split: Split,
    /// The network's layers.
    pub config: ConvNetConfig,
    /// Seeds the order and the random weights.
    pub seed: u32,
    /// Milliseconds since some fixed moment.
    pub clock: fn() -> f64,
}

/// How a contestant did over an epoch, or so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// Epochs that are over.
    pub epoch: u32,
    /// Over the training pictures.
    pub training: Score,
    /// Over the held-out pictures.
    pub held_out: Score,
}

impl Course {
    /// Classes to tell apart.
    pub fn classes(&self) -> usize {
        self.pictures.classes.len()
    }

    /// Steps of an epoch of so many pictures each.
    pub fn steps(&self, batch: usize) -> usize {
        self.split.training.len().div_ceil(batch)
    }

    /// How everybody does at the start: with a head of zeros, whatever a network sees.
    pub fn at_the_start(&self) -> Scores {
        let head = Head::linear(Layer::zeros(1, self.classes()));
        let score = |pictures: &[usize]| {
            let labels = pictures.iter().map(|&index| self.pictures.labels[index]).collect();
            let embeddings = vec![0.0; pictures.len()];
            score(&head, &Examples { embeddings, labels, features: 1 })
        };
        let (training, held_out) = (score(&self.split.training), score(&self.split.held_out));
        Scores { epoch: 0, training, held_out }
    }
}

/// How a head does on some examples.
pub fn score(head: &Head, examples: &Examples) -> Score {
    let score =
        metrics::report(|row| head.probabilities(row), head.classes(), examples.iter()).score;
    score.unwrap_or(Score { loss: 0.0, accuracy: 0.0 })
}

/// Whether to measure after so many steps of the first epoch, in which most may happen: after 1, 2, 4, 8, ...
pub fn is_looked_at(steps: usize) -> bool {
    steps.is_power_of_two()
}

/// Adds up the milliseconds of a contestant's own work.
#[derive(Debug)]
pub struct Stopwatch {
    clock: fn() -> f64,
    milliseconds: f64,
}

impl Stopwatch {
    /// Stands at zero, and does not run.
    pub fn new(clock: fn() -> f64) -> Self {
        Self { clock, milliseconds: 0.0 }
    }

    /// Does this while it runs.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = (self.clock)();
        let done = work();
        self.milliseconds += (self.clock)() - start;
        done
    }

    /// What it shows.
    pub fn milliseconds(&self) -> f32 {
        self.milliseconds as f32
    }
}
