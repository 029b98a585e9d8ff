//! Which views come in which batch, and what they are mixed with.

use headstart::data::chance::{Stream, rng};
use headstart::data::split::Shuffler;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use crate::recipe::Recipe;

/// The pictures of a step: of each, which kept row is seen, and which it is mixed with.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// A row of an example each.
    pub rows: Vec<i32>,
    /// The row that is mixed into each.
    pub others: Vec<i32>,
    /// How much of the first is left, from 0 to 1.
    pub shares: Vec<f32>,
    /// What each should be taken for, `[batch, classes]`.
    pub targets: Vec<f32>,
}

/// The batches of a training, one epoch after the other.
#[derive(Debug)]
pub struct Course {
    /// The class of each example.
    labels: Vec<usize>,
    classes: usize,
    /// Rows that are kept of each example, one after the other.
    views: usize,
    recipe: Recipe,
    shuffler: Shuffler,
    chance: ChaCha8Rng,
}

impl Course {
    /// Of examples with these labels, of each of which so many views are kept.
    pub fn new(labels: Vec<usize>, classes: usize, views: usize, recipe: Recipe) -> Self {
        let shuffler = Shuffler::new(labels.len(), recipe.seed);
        let chance = rng(recipe.seed, Stream::Mirrors);
        Self { labels, classes, views, recipe, shuffler, chance }
    }

    /// Steps that all epochs take.
    pub fn steps(&self) -> usize {
        self.labels.len().div_ceil(self.recipe.batch) * self.recipe.epochs
    }

    /// The batches of the next epoch.
    pub fn next_epoch(&mut self) -> Vec<Batch> {
        let order: Vec<usize> =
            self.shuffler.next_epoch().iter().map(|&index| index as usize).collect();
        order.chunks(self.recipe.batch).map(|batch| self.batch(batch)).collect()
    }

    fn batch(&mut self, examples: &[usize]) -> Batch {
        let rows: Vec<i32> = examples.iter().map(|&example| self.row(example)).collect();
        let mut batch = Batch {
            others: rows.clone(),
            shares: vec![1.0; rows.len()],
            targets: Vec::with_capacity(rows.len() * self.classes),
            rows,
        };
        for at in 0..examples.len() {
            // With the next one of the batch, whose order is chance.
            let other = (at + 1) % examples.len();
            if let Some(parameter) = self.recipe.mixing {
                batch.others[at] = batch.rows[other];
                batch.shares[at] = beta(parameter, &mut self.chance);
            }
            let share = batch.shares[at];
            let mut target = vec![self.recipe.smoothing / self.classes as f32; self.classes];
            target[self.labels[examples[at]]] += (1.0 - self.recipe.smoothing) * share;
            target[self.labels[examples[other]]] += (1.0 - self.recipe.smoothing) * (1.0 - share);
            batch.targets.extend(target);
        }
        batch
    }

    /// A view of an example by chance.
    fn row(&mut self, example: usize) -> i32 {
        (example * self.views + self.chance.random_range(0..self.views)) as i32
    }
}

/// A number of the beta distribution both of whose parameters are this one, below 1 (Johnk 1964).
fn beta(parameter: f32, chance: &mut ChaCha8Rng) -> f32 {
    loop {
        let (one, other): (f32, f32) = (chance.random(), chance.random());
        let (one, other) = (one.powf(1.0 / parameter), other.powf(1.0 / parameter));
        if one + other <= 1.0 && one + other > 0.0 {
            return one / (one + other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_sees_each_example_once_and_targets_add_up() {
        let recipe = Recipe { batch: 4, ..Recipe::default() };
        let mut course = Course::new(vec![0, 1, 2, 0, 1, 2], 3, 5, recipe);
        let epoch = course.next_epoch();
        let mut seen: Vec<i32> =
            epoch.iter().flat_map(|batch| &batch.rows).map(|row| row / 5).collect();
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 3, 4, 5]);
        for target in epoch.iter().flat_map(|batch| batch.targets.chunks_exact(3)) {
            assert!((target.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{target:?}");
        }
        assert_eq!(course.steps(), 2 * 30);
    }

    #[test]
    fn shares_are_mostly_near_0_or_1_and_half_on_average() {
        let mut chance = rng(1, Stream::Mirrors);
        let shares: Vec<f32> = (0..4000).map(|_| beta(0.4, &mut chance)).collect();
        let mean = shares.iter().sum::<f32>() / 4000.0;
        // The variance of a beta distribution with both parameters 0.4: 1 / (4 * 1.8).
        let variance = shares.iter().map(|share| (share - mean).powi(2)).sum::<f32>() / 4000.0;
        assert!(
            (mean - 0.5).abs() < 0.02 && (variance - 1.0 / 7.2).abs() < 0.01,
            "{mean} {variance}"
        );
    }
}
