//! An autoencoder that learns in front of the visitor, its drawings getting sharper.

mod net;

use std::collections::VecDeque;

use burn::tensor::{Device, Tensor, TensorData};

use super::{Needs, PictureSet, Piece, Procedure, Supplies};
use crate::data::picture::Picture;
use crate::data::split::{Shuffler, Split, stratified};
use crate::engine::whole::learner::Learner;
use crate::engine::whole::optimiser::StepSizes;
use crate::engine::whole::untrained;
use crate::error::Kind;
use crate::protocol::Pixels;
use crate::protocol::lab::{AutoencoderSettings, Finding};
use net::{Net, SIZE};

/// Least and most numbers of a code: one is a shade, and from a quarter of a thousand on nothing gets sharper.
const CODE: [u32; 2] = [1, 256];

/// Most passes over the pictures.
const EPOCHS: u32 = 1000;

/// Pictures of a step.
const BATCH: usize = 16;

/// Held-out pictures that are shown.
const SHOWN: usize = 8;

/// The largest step. Twice as large, some seeds diverge; half as large, drawings are blurred for longer.
const STEP_SIZE: f32 = 0.004;

/// Passes in which the steps grow.
const WARM_UP: usize = 1;

/// What the experiment must be given.
pub fn needs() -> Needs {
    Needs { sizes: vec![SIZE], ..Needs::default() }
}

/// Starts it.
///
/// # Errors
/// [`Kind::TooFewToHoldOut`].
pub fn start(
    settings: &AutoencoderSettings,
    supplies: Supplies,
) -> Result<Box<dyn Procedure>, Kind> {
    let Supplies { pictures, clock, .. } = supplies;
    let split = stratified(&pictures.labels, pictures.classes.len(), settings.seed);
    if split.held_out.is_empty() {
        return Err(Kind::TooFewToHoldOut);
    }
    let epochs = settings.epochs.clamp(1, EPOCHS);
    let net = Net::new(settings.code.clamp(CODE[0], CODE[1]) as usize);
    let parameters = untrained(&net.layers(), u64::from(settings.seed));
    let an_epoch = split.training.len().div_ceil(BATCH);
    let steps = an_epoch * epochs as usize;
    let step_sizes = StepSizes { steps, warm_up: an_epoch * WARM_UP, largest: STEP_SIZE };
    let mut experiment = Experiment {
        learner: Learner::new(parameters, step_sizes, 0.0),
        shuffler: Shuffler::new(split.training.len(), settings.seed),
        ahead: VecDeque::new(),
        epoch: 0,
        epochs,
        training: Mean::default(),
        held_out: Mean::default(),
        milliseconds: 0.0,
        net,
        pictures,
        split,
        clock,
    };
    // Before the first epoch the training pictures are only looked at.
    let training = experiment.split.training.clone();
    experiment.plan(training.chunks(BATCH).map(|batch| Task::Look(batch.to_vec(), Part::Training)));
    Ok(Box::new(experiment))
}

/// The experiment under way.
#[derive(Debug)]
struct Experiment {
    net: Net,
    learner: Learner,
    pictures: PictureSet,
    split: Split,
    shuffler: Shuffler,
    /// What is left to do of the epoch under way.
    ahead: VecDeque<Task>,
    /// The epoch under way; 0 before the first.
    epoch: u32,
    epochs: u32,
    /// Of the training pictures in this epoch.
    training: Mean,
    /// Of the held-out pictures after it.
    held_out: Mean,
    /// Of training so far.
    milliseconds: f64,
    clock: fn() -> f64,
}

/// A piece of work.
#[derive(Debug)]
enum Task {
    /// Learn from these pictures.
    Learn(Vec<usize>),
    /// Measure these pictures, of this part.
    Look(Vec<usize>, Part),
    /// Tell of the epoch.
    Tell,
}

/// The two parts that pictures are divided into.
#[derive(Debug, Clone, Copy)]
enum Part {
    Training,
    HeldOut,
}

/// A mean over pictures.
#[derive(Debug, Default)]
struct Mean {
    sum: f32,
    count: usize,
}

impl Mean {
    fn add(&mut self, mean: f32, count: usize) {
        self.sum += mean * count as f32;
        self.count += count;
    }

    /// The mean, with which the next begins anew.
    fn take(&mut self) -> f32 {
        let Self { sum, count } = std::mem::take(self);
        sum / count.max(1) as f32
    }
}

impl Procedure for Experiment {
    fn advance(&mut self) -> Result<Piece, Kind> {
        match self.ahead.pop_front() {
            Some(Task::Learn(batch)) => self.learn(&batch),
            Some(Task::Look(batch, part)) => self.look(&batch, part),
            Some(Task::Tell) => return Ok(self.tell()),
            None => {}
        }
        Ok(Piece::nothing())
    }

    fn done(&self) -> f32 {
        let all = self.split.training.len().div_ceil(BATCH)
            + self.split.held_out.len().div_ceil(BATCH)
            + 1;
        let of_epoch = 1.0 - self.ahead.len() as f32 / all as f32;
        if self.is_over() {
            return 1.0;
        }
        (self.epoch as f32 + of_epoch) / (self.epochs + 1) as f32
    }

    fn is_over(&self) -> bool {
        self.ahead.is_empty()
    }
}

impl Experiment {
    /// Puts the work of an epoch ahead: this with the training pictures, then what follows in every epoch.
    fn plan(&mut self, training: impl Iterator<Item = Task>) {
        self.ahead.extend(training);
        let held_out = self.split.held_out.chunks(BATCH);
        self.ahead.extend(held_out.map(|batch| Task::Look(batch.to_vec(), Part::HeldOut)));
        self.ahead.push_back(Task::Tell);
    }

    fn learn(&mut self, batch: &[usize]) {
        let start = (self.clock)();
        let values = self.values(batch);
        let net = &self.net;
        let loss = self.learner.add(|leaves, device| {
            let pictures = tensor(values, device).autodiff();
            let loss = (net.redraw(leaves, pictures.clone()) - pictures).square().mean();
            (loss.clone(), loss.into_scalar::<f32>())
        });
        self.learner.step();
        self.training.add(loss, batch.len());
        self.milliseconds += (self.clock)() - start;
    }

    fn look(&mut self, batch: &[usize], part: Part) {
        let drawn = self.redraw(batch);
        let loss = (drawn - tensor(self.values(batch), &Device::flex())).square().mean();
        let mean = match part {
            Part::Training => &mut self.training,
            Part::HeldOut => &mut self.held_out,
        };
        mean.add(loss.into_scalar::<f32>(), batch.len());
    }

    /// Tells of the epoch that is over, and goes on to the next.
    fn tell(&mut self) -> Piece {
        // Classes stand one after the other: evenly apart, the pictures are of many.
        let held_out = &self.split.held_out;
        let count = held_out.len().min(SHOWN);
        let shown: Vec<usize> = (0..count).map(|i| held_out[i * held_out.len() / count]).collect();
        let finding = Finding::Redrawn {
            epoch: self.epoch,
            milliseconds: self.milliseconds as f32,
            training_loss: self.training.take(),
            held_out_loss: self.held_out.take(),
            seen: pixels(self.values(&shown)),
            drawn: pixels(values_of(self.redraw(&shown))),
        };
        // An epoch is a step; what is told before the first is not.
        let ends_step = self.epoch > 0;
        if self.epoch < self.epochs {
            self.epoch += 1;
            let training = &self.split.training;
            let order = self.shuffler.next_epoch().chunks(BATCH);
            let batches = order.map(|batch| batch.iter().map(|&i| training[i as usize]).collect());
            let batches: Vec<Vec<usize>> = batches.collect();
            self.plan(batches.into_iter().map(Task::Learn));
        }
        Piece { findings: vec![finding], ends_step }
    }

    /// `[pictures, 3, size, size]`, row-major, from -1 to 1.
    fn values(&self, pictures: &[usize]) -> Vec<f32> {
        pictures.iter().flat_map(|&index| self.pictures.picture(index, SIZE).values).collect()
    }

    fn redraw(&self, pictures: &[usize]) -> Tensor<4> {
        let values = self.values(pictures);
        self.learner.look(|leaves, device| {
            self.net.redraw(leaves, tensor(values, device).autodiff()).inner()
        })
    }
}

fn tensor(values: Vec<f32>, device: &Device) -> Tensor<4> {
    let count = values.len() / (3 * SIZE * SIZE);
    Tensor::from_data(TensorData::new(values, [count, 3, SIZE, SIZE]), device)
}

fn values_of(pictures: Tensor<4>) -> Vec<f32> {
    pictures.into_data().try_into_vec().expect("everything is computed in f32")
}

/// Pictures to be shown, of `[pictures, 3, size, size]` values.
fn pixels(values: Vec<f32>) -> Vec<Pixels> {
    let side = SIZE as u32;
    let shown = |values: &[f32]| Pixels {
        width: side,
        height: side,
        rgba: Picture { size: SIZE, values: values.to_vec() }.to_rgba(),
    };
    values.chunks_exact(3 * SIZE * SIZE).map(shown).collect()
}
