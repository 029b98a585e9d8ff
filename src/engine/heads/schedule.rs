//! Which examples a run learns from next.

use std::collections::VecDeque;

use crate::data::dealer::Dealer;
use crate::data::split::Shuffler;
use crate::protocol::TrainingSettings;

/// All batches of a run, epoch after epoch.
///
/// Looking ahead takes nothing away: batches that went to a GPU which then failed are still there.
#[derive(Debug)]
pub struct Schedule {
    order: Order,
    ahead: VecDeque<Batch>,
    /// Epochs whose batches are in `ahead` or done.
    drawn: u32,
    /// Epochs that are over.
    epoch: u32,
    epochs: u32,
    batch_size: usize,
    /// Steps of an epoch.
    steps: usize,
    measured_every: u32,
}

/// How the order of an epoch comes about.
#[derive(Debug)]
enum Order {
    /// Every example once.
    Shuffled(Shuffler),
    /// Every class equally often.
    Dealt(Dealer),
}

/// The examples of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Their positions among the training examples, in the order drawn for the epoch.
    pub examples: Vec<u32>,
    /// The end of the epoch, if this is its last step.
    pub end: Option<EpochEnd>,
}

/// The end of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpochEnd {
    /// Epochs that are over, this one included.
    pub epoch: u32,
    /// Whether the head is measured on the held-out examples now, and the epoch reported.
    pub is_measured: bool,
}

impl Batch {
    /// Whether the head is measured on the held-out examples after this step.
    pub fn is_measured(&self) -> bool {
        self.end.is_some_and(|end| end.is_measured)
    }
}

impl Schedule {
    /// The batches of `examples` examples. Every so many epochs one is measured, and the last.
    pub fn new(examples: usize, settings: &TrainingSettings, measured_every: u32) -> Self {
        let batch_size = settings.batch_size.max(1) as usize;
        Self {
            order: Order::Shuffled(Shuffler::new(examples, settings.seed)),
            ahead: VecDeque::new(),
            drawn: 0,
            epoch: 0,
            epochs: settings.epochs,
            batch_size,
            steps: examples.div_ceil(batch_size),
            measured_every: measured_every.max(1),
        }
    }

    /// The same with every class equally often in an epoch; the class of each example is given.
    pub fn balanced(self, labels: &[usize], classes: usize, seed: u32) -> Self {
        Self { order: Order::Dealt(Dealer::new(labels, classes, seed)), ..self }
    }

    /// Epochs that are over.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Steps that are left of all epochs.
    pub fn left(&self) -> usize {
        let to_draw = (self.epochs - self.drawn) as usize;
        self.ahead.len() + to_draw.saturating_mul(self.steps)
    }

    /// Whether all epochs are over.
    pub fn is_over(&self) -> bool {
        self.epoch >= self.epochs
    }

    /// Up to `most` batches that come next; fewer at the end of the run.
    pub fn ahead(&mut self, most: usize) -> &[Batch] {
        while self.ahead.len() < most && self.drawn < self.epochs {
            self.draw();
        }
        let ahead = self.ahead.make_contiguous();
        &ahead[..most.min(ahead.len())]
    }

    /// Takes away the next `steps` batches, which are done.
    pub fn done(&mut self, steps: usize) -> Vec<Batch> {
        let batches: Vec<Batch> = self.ahead.drain(..steps).collect();
        self.epoch += batches.iter().filter(|batch| batch.end.is_some()).count() as u32;
        batches
    }

    /// Puts the batches of another epoch behind those that are there.
    fn draw(&mut self) {
        self.drawn += 1;
        let epoch = self.drawn;
        let is_measured = epoch.is_multiple_of(self.measured_every) || epoch == self.epochs;
        let order = match &mut self.order {
            Order::Shuffled(shuffler) => shuffler.next_epoch(),
            Order::Dealt(dealer) => dealer.next_epoch(),
        };
        let batches = order.chunks(self.batch_size);
        self.ahead.extend(batches.map(|batch| Batch { examples: batch.to_vec(), end: None }));
        if let Some(last) = self.ahead.back_mut() {
            last.end = Some(EpochEnd { epoch, is_measured });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(measured_every: u32) -> Schedule {
        let settings = TrainingSettings { epochs: 5, batch_size: 4, ..Default::default() };
        Schedule::new(10, &settings, measured_every)
    }

    #[test]
    fn every_epoch_has_every_example_once() {
        let mut schedule = schedule(1);
        let batches = schedule.ahead(100);
        assert_eq!(batches.len(), 15);
        let mut orders = Vec::new();
        for (epoch, batches) in (1..).zip(batches.chunks(3)) {
            let sizes: Vec<usize> = batches.iter().map(|batch| batch.examples.len()).collect();
            assert_eq!(sizes, [4, 4, 2]);
            let ends: Vec<_> = batches.iter().map(|batch| batch.end).collect();
            assert_eq!(ends, [None, None, Some(EpochEnd { epoch, is_measured: true })]);
            let mut examples: Vec<u32> =
                batches.iter().flat_map(|batch| batch.examples.clone()).collect();
            orders.push(examples.clone());
            examples.sort_unstable();
            assert_eq!(examples, (0..10).collect::<Vec<_>>());
        }
        assert_ne!(orders[0], orders[1], "each in an order of its own");
    }

    #[test]
    fn looking_ahead_takes_nothing_away() {
        let mut schedule = schedule(1);
        let seen = schedule.ahead(7).to_vec();
        assert_eq!(schedule.left(), 15);
        assert_eq!((schedule.epoch(), schedule.ahead(4).len()), (0, 4));
        assert_eq!(schedule.done(4), seen[..4]);
        assert_eq!(schedule.left(), 11);
        assert_eq!((schedule.epoch(), schedule.is_over()), (1, false));
        assert_eq!(schedule.ahead(3), &seen[4..]);
        let rest = schedule.ahead(100).len();
        assert_eq!((rest, schedule.done(rest).len(), schedule.is_over()), (11, 11, true));
        assert!(schedule.ahead(1).is_empty());
    }

    #[test]
    fn every_second_epoch_is_measured_and_the_last() {
        let mut schedule = schedule(2);
        let ends = schedule.ahead(100).iter().filter_map(|batch| batch.end);
        let measured: Vec<u32> = ends.filter(|end| end.is_measured).map(|end| end.epoch).collect();
        assert_eq!(measured, [2, 4, 5]);
    }
}
