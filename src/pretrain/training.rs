//! The training loop that all networks share: gradients by threads, AdamW, checkpoints, a curve.
//!
//! A step's examples are divided into shards of a fixed size. Threads take shards as they become
//! free, and gradients are added in the order of the shards; every random choice is seeded by the
//! step and the shard. So the result depends neither on the number of threads nor on how often the
//! program was killed on the way.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};
use burn::tensor::{Device, Tensor};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::progress;
use crate::engine::finetuning::optimiser::{Optimiser, StepSizes};
use crate::engine::finetuning::parameters::{Leaves, Parameters};
use crate::engine::now::now;
use crate::models::AdamW;

/// What is trained: a loss over a shard of examples.
pub trait Task: Sync {
    /// Names of the figures that [`loss`](Self::loss) gives beside the loss.
    fn figures(&self) -> &'static [&'static str];

    /// Draws a shard of examples and computes the mean loss over it, and the figures.
    fn loss(
        &self,
        leaves: &Leaves,
        shard: usize,
        rng: &mut ChaCha8Rng,
        device: &Device,
    ) -> (Tensor<1>, Vec<f32>);
}

/// How long and how fast to train.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Seeds the examples of every shard, and what is done to them.
    pub seed: u64,
    /// Steps of the optimiser.
    pub steps: usize,
    /// Steps at the start during which the step size grows from 0.
    pub warm_up: usize,
    /// The largest step size; it falls to 0 along a cosine (Loshchilov and Hutter 2017).
    pub learning_rate: f32,
    /// AdamW's weight decay.
    pub weight_decay: f32,
    /// Shards of examples a step.
    pub shards: usize,
    /// Examples a shard.
    pub shard_size: usize,
}

impl Schedule {
    fn step_sizes(&self) -> StepSizes {
        StepSizes { steps: self.steps, warm_up: self.warm_up, largest: self.learning_rate }
    }
}

/// A point of the training curve: means since the point before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Steps of the optimiser that have been taken.
    pub step: usize,
    /// Seconds spent, over all sittings.
    pub seconds: f32,
    /// The loss that training brings down.
    pub loss: f32,
    /// The task's figures.
    pub figures: Vec<f32>,
}

/// Where the computing is done, and where it is kept.
#[derive(Debug)]
pub struct Workshop {
    /// The device of every thread.
    pub device: Device,
    /// Threads that share the shards of a step; how many changes no result.
    pub threads: usize,
    /// The checkpoint: read if it is there and of the same run, written on the way.
    pub checkpoint: PathBuf,
    /// Steps between checkpoints.
    pub checkpoint_every: usize,
    /// Steps after which to stop this sitting, for trying out how it resumes.
    pub stop_after: Option<usize>,
}

/// Everything a run goes on from.
#[derive(Serialize, Deserialize)]
struct Checkpoint {
    /// Another run's checkpoint is not gone on from.
    schedule: Schedule,
    step: usize,
    seconds: f32,
    values: Vec<f32>,
    optimiser: Optimiser,
    curve: Vec<Point>,
}

/// Steps between points of the curve.
const CURVE_EVERY: usize = 50;

/// Trains `parameters`. Returns the curve, and whether the schedule has come to its end.
///
/// # Errors
/// If a checkpoint cannot be read or written, or the loss is no number any more.
pub fn train(
    task: &dyn Task,
    parameters: &mut Parameters,
    schedule: &Schedule,
    workshop: &Workshop,
) -> Result<(Vec<Point>, bool)> {
    let count = parameters.values.len();
    let mut state = match read_checkpoint(workshop, schedule, count)? {
        Some(checkpoint) => checkpoint,
        None => Checkpoint {
            schedule: schedule.clone(),
            step: 0,
            seconds: 0.0,
            values: parameters.values.clone(),
            optimiser: Optimiser::new(count),
            curve: Vec::new(),
        },
    };
    parameters.values = state.values.clone();
    let bar = progress::bar(schedule.steps, state.step);
    let mut recent: Vec<(f32, Vec<f32>)> = Vec::new();
    let (start, before) = (Instant::now(), state.seconds);
    let end = workshop.stop_after.map_or(schedule.steps, |some| schedule.steps.min(some));
    while state.step < end {
        let (gradient, loss, figures) = gradient(task, parameters, schedule, workshop, state.step);
        anyhow::ensure!(loss.is_finite(), "the loss is no number at step {}", state.step);
        recent.push((loss, figures));
        let learning_rate = schedule.step_sizes().at(state.step);
        let settings = AdamW { learning_rate, weight_decay: schedule.weight_decay };
        state.step += 1;
        state.optimiser.update(parameters, &gradient, state.step, settings);
        bar.inc(1);
        state.seconds = before + start.elapsed().as_secs_f32();
        if state.step % CURVE_EVERY == 0 || state.step == schedule.steps {
            let point = point(state.step, state.seconds, &recent);
            bar.set_message(describe(task, &point));
            progress::log(&bar, state.step, || describe(task, &point));
            state.curve.push(point);
            recent.clear();
        }
        // Only between points of the curve, whose means would otherwise be lost.
        if state.step % workshop.checkpoint_every.next_multiple_of(CURVE_EVERY) == 0
            || state.step == end
        {
            state.values.clone_from(&parameters.values);
            write_checkpoint(workshop, &state)?;
        }
    }
    bar.finish();
    Ok((state.curve, state.step == schedule.steps))
}

/// The mean gradient over all shards of a step, with the mean loss and figures.
fn gradient(
    task: &dyn Task,
    parameters: &Parameters,
    schedule: &Schedule,
    workshop: &Workshop,
    step: usize,
) -> (Vec<f32>, f32, Vec<f32>) {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(vec![None; schedule.shards]);
    std::thread::scope(|scope| {
        for _ in 0..workshop.threads.clamp(1, schedule.shards) {
            scope.spawn(|| {
                loop {
                    let shard = next.fetch_add(1, Ordering::Relaxed);
                    if shard >= schedule.shards {
                        return;
                    }
                    let mut rng = ChaCha8Rng::seed_from_u64(schedule.seed);
                    rng.set_stream((step * schedule.shards + shard) as u64 + 1);
                    let leaves = parameters.leaves(&workshop.device);
                    let (loss, figures) = task.loss(&leaves, shard, &mut rng, &workshop.device);
                    let value = loss.clone().into_scalar::<f32>();
                    let gradient = now(leaves.gradient(&loss.backward()));
                    let gradient = gradient.expect("the CPU gives what it computes");
                    let mut results = results.lock().expect("no thread panics while it holds it");
                    results[shard] = Some((gradient, value, figures));
                }
            });
        }
    });
    let results = results.into_inner().expect("no thread panics while it holds it");
    let share = 1.0 / schedule.shards as f32;
    let mut sum = vec![0.0; parameters.values.len()];
    let (mut loss, mut figures) = (0.0, vec![0.0; task.figures().len()]);
    for (gradient, value, values) in results.into_iter().flatten() {
        sum.iter_mut().zip(&gradient).for_each(|(sum, value)| *sum += value * share);
        figures.iter_mut().zip(&values).for_each(|(sum, value)| *sum += value * share);
        loss += value * share;
    }
    (sum, loss, figures)
}

fn point(step: usize, seconds: f32, recent: &[(f32, Vec<f32>)]) -> Point {
    let count = recent.len().max(1) as f32;
    let figures = recent.first().map_or(0, |(_, figures)| figures.len());
    Point {
        step,
        seconds,
        loss: recent.iter().map(|(loss, _)| loss).sum::<f32>() / count,
        figures: (0..figures)
            .map(|figure| recent.iter().map(|(_, figures)| figures[figure]).sum::<f32>() / count)
            .collect(),
    }
}

fn describe(task: &dyn Task, point: &Point) -> String {
    let mut text = format!("loss {:.4}", point.loss);
    for (name, value) in task.figures().iter().zip(&point.figures) {
        text += &format!(", {name} {value:.4}");
    }
    text
}

/// The checkpoint to go on from, if there is one of this schedule.
fn read_checkpoint(
    workshop: &Workshop,
    schedule: &Schedule,
    parameters: usize,
) -> Result<Option<Checkpoint>> {
    let path = &workshop.checkpoint;
    if !path.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let checkpoint: Checkpoint = postcard::from_bytes(&bytes)
        .with_context(|| format!("{} is no checkpoint; remove it", path.display()))?;
    if checkpoint.schedule != *schedule || checkpoint.values.len() != parameters {
        eprintln!("{} is of another run, and is not gone on from", path.display());
        return Ok(None);
    }
    eprintln!("going on from step {}", checkpoint.step);
    Ok(Some(checkpoint))
}

fn write_checkpoint(workshop: &Workshop, checkpoint: &Checkpoint) -> Result<()> {
    let bytes = postcard::to_allocvec(checkpoint).context("a checkpoint is plain data")?;
    replace(&workshop.checkpoint, &bytes)
}

/// Writes a file beside, then moves it, so that a kill leaves the old one or the new one, never half.
///
/// # Errors
/// If the file cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, bytes).with_context(|| format!("writing {}", beside.display()))?;
    std::fs::rename(&beside, path).with_context(|| format!("writing {}", path.display()))
}
