//! An autoencoder that learns in front of the visitor, its drawings getting sharper.

mod net;

use std::collections::VecDeque;

use burn::tensor::{Device, Tensor, TensorData};

use super::{Needs, PictureSet, Piece, Procedure, Supplies};
use crate::data::picture::Picture;
use crate::data::split::{Shuffler, Split, stratified};
use crate::engine::finetuning::learner::Learner;
use crate::engine::finetuning::optimiser::StepSizes;
use crate::engine::finetuning::untrained;
use crate::engine::now::now;
use crate::error::{ClassesError, Kind};
use crate::models;
use crate::protocol::Pixels;
use crate::protocol::lab::{AutoencoderSettings, Finding};
use net::{Net, PLACES, SIZE};

/// Most numbers for each place of a picture: with more, nothing gets sharper.
const NUMBERS: usize = 16;

/// Most passes over the pictures.
const EPOCHS: u32 = 1000;

/// Pictures of a step.
const BATCH: usize = 8;

/// Held-out pictures that are shown.
const SHOWN: usize = 8;

/// The largest step: of 0.002, 0.004 and 0.01 the last two draw the held-out pictures best, and alike.
const STEP_SIZE: f32 = 0.006;

/// Passes in which the steps grow.
const WARM_UP: usize = 1;

/// What the experiment must be given.
pub fn needs() -> Needs {
    Needs { sizes: vec![SIZE], ..Needs::default() }
}

/// Holds pictures out, and puts an untrained network before its first epoch.
///
/// # Errors
/// [`ClassesError::TooFewToHoldOut`] if every class is so small that no picture is held out.
pub fn start(
    settings: &AutoencoderSettings,
    supplies: Supplies,
) -> Result<Box<dyn Procedure>, Kind> {
    let Supplies { pictures, clock, .. } = supplies;
    let split = stratified(&pictures.labels, pictures.classes.len(), settings.seed);
    if split.held_out.is_empty() {
        return Err(Kind::Classes(ClassesError::TooFewToHoldOut));
    }
    let epochs = settings.epochs.clamp(1, EPOCHS);
    // The nearest there is: every place has as many as any other.
    let numbers = (settings.code as usize).saturating_add(PLACES / 2) / PLACES;
    let net = Net::new(numbers.clamp(1, NUMBERS));
    let parameters = untrained(&net.layers(), u64::from(settings.seed));
    let an_epoch = split.training.len().div_ceil(BATCH);
    let steps = an_epoch * epochs as usize;
    let step_sizes = StepSizes { steps, warm_up: an_epoch * WARM_UP, largest: STEP_SIZE };
    let mut experiment = Experiment {
        learner: Learner::new(parameters, Device::flex(), step_sizes, 0.0),
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
            Some(Task::Learn(batch)) => self.learn(&batch)?,
            Some(Task::Look(batch, part)) => self.look(&batch, part)?,
            Some(Task::Tell) => return self.tell(),
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

    fn learn(&mut self, batch: &[usize]) -> Result<(), Kind> {
        let start = (self.clock)();
        let values = self.values(batch);
        let net = &self.net;
        let [loss] = now(self.learner.add(|leaves, device| {
            let pictures = tensor(values, device).autodiff();
            let loss = (net.redraw(leaves, pictures.clone())? - pictures).square().mean();
            Ok((loss.clone(), [loss]))
        }))?;
        self.learner.step();
        self.training.add(loss, batch.len());
        self.milliseconds += (self.clock)() - start;
        Ok(())
    }

    fn look(&mut self, batch: &[usize], part: Part) -> Result<(), Kind> {
        let drawn = self.redraw(batch)?;
        let loss = (drawn - tensor(self.values(batch), &Device::flex())).square().mean();
        let [loss] = now(models::numbers([loss]))?;
        let mean = match part {
            Part::Training => &mut self.training,
            Part::HeldOut => &mut self.held_out,
        };
        mean.add(loss, batch.len());
        Ok(())
    }

    /// Tells of the epoch that is over, and goes on to the next.
    fn tell(&mut self) -> Result<Piece, Kind> {
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
            drawn: pixels(now(models::values(self.redraw(&shown)?))?),
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
        Ok(Piece { findings: vec![finding], ends_step })
    }

    /// `[pictures, 3, size, size]`, row-major, from -1 to 1.
    fn values(&self, pictures: &[usize]) -> Vec<f32> {
        pictures.iter().flat_map(|&index| self.pictures.picture(index, SIZE).values).collect()
    }

    fn redraw(&self, pictures: &[usize]) -> Result<Tensor<4>, Kind> {
        let values = self.values(pictures);
        self.learner.look(|leaves, device| {
            Ok(self.net.redraw(leaves, tensor(values, device).autodiff())?.inner())
        })
    }
}

fn tensor(values: Vec<f32>, device: &Device) -> Tensor<4> {
    let count = values.len() / (3 * SIZE * SIZE);
    Tensor::from_data(TensorData::new(values, [count, 3, SIZE, SIZE]), device)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::protocol::lab::Source;

    /// Of two classes, with so many pictures of each.
    fn start(settings: AutoencoderSettings, each: usize) -> Result<Box<dyn Procedure>, Kind> {
        let supplies = Supplies {
            pictures: PictureSet::sample(2, each, &needs().sizes),
            models: BTreeMap::new(),
            absent: BTreeMap::new(),
            clock: || 0.0,
        };
        super::start(&settings, supplies)
    }

    fn settings(code: u32, epochs: u32, seed: u32) -> AutoencoderSettings {
        AutoencoderSettings { source: Source::Sample { classes: 2, each: 1 }, code, epochs, seed }
    }

    /// Runs to the end.
    fn findings(settings: AutoencoderSettings, each: usize) -> Vec<Finding> {
        let mut experiment = start(settings, each).expect("there are enough pictures");
        let (mut findings, mut done) = (Vec::new(), 0.0);
        while !experiment.is_over() {
            findings.extend(experiment.advance().expect("nothing can go wrong").findings);
            assert!((done..=1.0).contains(&experiment.done()), "{}", experiment.done());
            done = experiment.done();
        }
        assert_eq!(done, 1.0);
        findings
    }

    /// Training and held-out loss.
    fn losses(finding: &Finding) -> [f32; 2] {
        match finding {
            Finding::Redrawn { training_loss, held_out_loss, .. } => {
                [*training_loss, *held_out_loss]
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn drawings_get_better() {
        let findings = findings(settings(64, 12, 1), 12);
        assert_eq!(findings.len(), 13, "before the first epoch, and after each");
        let [first, last] = [&findings[0], &findings[12]].map(losses);
        assert!(last[0] < 0.6 * first[0], "training: {first:?} {last:?}");
        assert!(last[1] < 0.8 * first[1], "held out: {first:?} {last:?}");
        let Finding::Redrawn { epoch: 12, seen, drawn, .. } = &findings[12] else { panic!() };
        assert_eq!([seen.len(), drawn.len()], [4, 4], "all that are held out");
        assert!(seen.iter().chain(drawn).all(|shown| shown.rgba.len() == 4 * SIZE * SIZE));
        assert_ne!(seen, drawn);
    }

    #[test]
    fn the_seed_decides() {
        let run = |seed| findings(settings(32, 2, seed), 3);
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
    }

    #[test]
    fn an_epoch_is_a_step() {
        let mut experiment = start(settings(32, 2, 1), 3).expect("there are enough pictures");
        let mut ends = Vec::new();
        while !experiment.is_over() {
            let piece = experiment.advance().expect("nothing can go wrong");
            ends.extend((!piece.findings.is_empty()).then_some(piece.ends_step));
        }
        assert_eq!(ends, [false, true, true]);
        let after = experiment.advance().expect("nothing can go wrong");
        assert!(after.findings.is_empty(), "there is nothing after the end");
    }

    #[test]
    fn wild_settings_are_bounded() {
        assert_eq!(findings(settings(0, 0, 0), 3).len(), 2);
        let endless = start(settings(u32::MAX, u32::MAX, u32::MAX), 3);
        let mut endless = endless.expect("there are enough pictures");
        for _ in 0..4 {
            endless.advance().expect("nothing can go wrong");
        }
        assert!(endless.done() > 0.0 && !endless.is_over());
    }

    #[test]
    fn two_pictures_a_class_are_too_few() {
        assert_eq!(
            start(settings(64, 1, 1), 2).map(|_| ()),
            Err(Kind::Classes(ClassesError::TooFewToHoldOut))
        );
    }
}
