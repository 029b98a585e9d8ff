//! Heads that experiments train on embeddings which are there already, exactly as the studio trains its own.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

use crate::data::split::Split;
use crate::engine::metrics::{self, Report};
use crate::engine::now::now;
use crate::engine::standardise::Standardiser;
use crate::engine::training::{Lesson, Run};
use crate::error::{ClassesError, Kind};
use crate::models::Head;
use crate::protocol::TrainingSettings;

/// Embeddings with their classes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labelled {
    /// All of one length.
    pub embeddings: Vec<Vec<f32>>,
    /// The class of each, counted from 0.
    pub labels: Vec<usize>,
}

impl Labelled {
    /// Those that are trained on, standardised; and held out, where the split has any.
    pub fn lesson(&self, classes: usize, split: Split) -> Lesson {
        let rows: Vec<&[f32]> = self.embeddings.iter().map(Vec::as_slice).collect();
        Lesson::of_split(&rows, &self.labels, classes, split)
    }

    /// Each at these positions, with its class.
    pub fn at<'a>(&'a self, positions: &'a [usize]) -> impl Iterator<Item = (&'a [f32], usize)> {
        positions.iter().map(|&at| (self.embeddings[at].as_slice(), self.labels[at]))
    }
}

/// A head in training.
#[derive(Debug)]
pub struct Pupil(Run);

impl Pupil {
    /// Starts to train.
    pub fn new(lesson: Lesson, settings: TrainingSettings) -> Self {
        Self(Run::on_cpu(lesson, settings))
    }

    /// Trains for an epoch.
    ///
    /// # Errors
    /// None on the CPU.
    pub fn advance(&mut self) -> Result<(), Kind> {
        let epoch = self.0.epoch();
        while !self.0.is_over() && self.0.epoch() == epoch {
            now(self.0.advance(1))?;
        }
        Ok(())
    }

    /// Whether all epochs are over.
    pub fn is_over(&self) -> bool {
        self.0.is_over()
    }

    /// How much of it is done, 0 to 1.
    pub fn done(&self) -> f32 {
        self.0.epoch() as f32 / self.0.settings().epochs.max(1) as f32
    }

    /// The head as it is now.
    pub fn finish(self) -> Taught {
        let (head, lesson) = (self.0.head(), self.0.lesson());
        let told = metrics::report(&head, lesson.held_out.iter()).score;
        Taught {
            told: told.map(|score| score.accuracy),
            held_out: lesson.held_out.len(),
            standardiser: lesson.standardiser.clone(),
            head,
        }
    }
}

/// A trained head.
#[derive(Debug, Clone, PartialEq)]
pub struct Taught {
    /// The head.
    pub head: Head,
    /// What it takes embeddings through.
    pub standardiser: Standardiser,
    /// Its accuracy over the held-out examples, 0 to 1; none where nothing is held out.
    pub told: Option<f32>,
    /// How many those are.
    pub held_out: usize,
}

impl Taught {
    /// How it does on examples that it has never seen, embedded and not standardised.
    pub fn report<'a>(&self, tests: impl Iterator<Item = (&'a [f32], usize)>) -> Report {
        let tests = tests.map(|(embedding, label)| (self.standardiser.apply(embedding), label));
        let tests: Vec<(Vec<f32>, usize)> = tests.collect();
        metrics::report(&self.head, tests.iter().map(|(row, label)| (row.as_slice(), *label)))
    }

    /// Share of such examples that it gets right, 0 to 1; 0 of none.
    pub fn accuracy<'a>(&self, tests: impl Iterator<Item = (&'a [f32], usize)>) -> f32 {
        self.report(tests).score.map_or(0.0, |score| score.accuracy)
    }
}

/// Trains a head to its end.
///
/// # Errors
/// None on the CPU.
pub fn teach(lesson: Lesson, settings: TrainingSettings) -> Result<Taught, Kind> {
    let mut pupil = Pupil::new(lesson, settings);
    while !pupil.is_over() {
        pupil.advance()?;
    }
    Ok(pupil.finish())
}

/// Mean and standard deviation of some numbers.
pub fn mean_and_deviation(values: &[f32]) -> (f32, f32) {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    (mean, variance.sqrt())
}

/// The positions of each class's examples.
pub fn by_class(labels: &[usize], classes: usize) -> Vec<Vec<usize>> {
    let of = |class| (0..labels.len()).filter(|&example| labels[example] == class).collect();
    (0..classes).map(of).collect()
}

/// So many examples of each class, drawn by chance; all of a class that has fewer. The same seed draws the same
/// first ones, however many are drawn.
pub fn draw(pools: &[Vec<usize>], each: usize, seed: u64) -> Vec<usize> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let of = |pool: &Vec<usize>| {
        let mut members = pool.clone();
        members.shuffle(&mut rng);
        members.truncate(each);
        members
    };
    pools.iter().flat_map(of).collect()
}

/// Examples to draw lessons from, and those that are only ever measured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halves {
    /// Positions by class.
    pub pools: Vec<Vec<usize>>,
    /// Positions.
    pub tests: Vec<usize>,
}

impl Halves {
    /// Divides every class in two by chance; at most so many of a class to draw from, and so many to
    /// measure with.
    ///
    /// # Errors
    /// [`ClassesError::ClassTooSmall`] if a class has but one.
    pub fn of(
        labels: &[usize],
        classes: &[String],
        [pool, test]: [usize; 2],
        seed: u64,
    ) -> Result<Self, Kind> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (mut pools, mut tests) = (Vec::new(), Vec::new());
        for (mut members, name) in by_class(labels, classes.len()).into_iter().zip(classes) {
            if members.len() < 2 {
                return Err(Kind::Classes(ClassesError::ClassTooSmall {
                    class: name.clone(),
                    least: 2,
                }));
            }
            members.shuffle(&mut rng);
            let rest = members.split_off(members.len().div_ceil(2));
            members.truncate(pool);
            pools.push(members);
            tests.extend(rest.into_iter().take(test));
        }
        Ok(Self { pools, tests })
    }

    /// Examples that every class has to draw from.
    pub fn least(&self) -> usize {
        self.pools.iter().map(Vec::len).min().unwrap_or(0)
    }

    /// All positions that are in either half.
    pub fn positions(&self) -> Vec<usize> {
        let mut all = [self.pools.concat(), self.tests.clone()].concat();
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Vec<usize> {
        [vec![0; 10], vec![1; 7], vec![2; 2]].concat()
    }

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|class| class.to_string()).collect()
    }

    #[test]
    fn a_larger_draw_has_the_smaller_one_in_it() {
        let pools = by_class(&labels(), 3);
        let (few, many) = (draw(&pools, 2, 7), draw(&pools, 5, 7));
        assert_eq!((few.len(), many.len()), (6, 12));
        assert!(few.iter().all(|example| many.contains(example)));
        assert_ne!(few, draw(&pools, 2, 8));
    }

    #[test]
    fn nothing_is_in_both_halves() {
        let halves = Halves::of(&labels(), &names(3), [4, 4], 1).expect("two are enough");
        let sizes: Vec<usize> = halves.pools.iter().map(Vec::len).collect();
        assert_eq!((sizes, halves.tests.len(), halves.least()), (vec![4, 4, 1], 4 + 3 + 1, 1));
        let mut once = halves.positions();
        once.dedup();
        assert_eq!(once.len(), 9 + 8);
    }

    #[test]
    fn one_example_cannot_be_divided() {
        let alone = Kind::Classes(ClassesError::ClassTooSmall { class: "1".into(), least: 2 });
        assert_eq!(Halves::of(&[0, 0, 1], &names(2), [9, 9], 1), Err(alone));
    }

    #[test]
    fn a_head_learns_what_its_embeddings_show() {
        let labels = [vec![0; 8], vec![1; 8]].concat();
        let row = |label: &usize| vec![*label as f32 * 2.0 - 1.0, 0.5];
        let all = Labelled { embeddings: labels.iter().map(row).collect(), labels };
        let split = Split { training: vec![0, 1, 8, 9], held_out: vec![2, 10] };
        let settings = TrainingSettings { learning_rate: 0.1, ..Default::default() };
        let taught = teach(all.lesson(2, split), settings).expect("the CPU stays");
        assert_eq!((taught.told, taught.held_out), (Some(1.0), 2));
        assert_eq!(taught.accuracy(all.at(&[3, 4, 11])), 1.0);
        assert_eq!(taught.accuracy(all.at(&[])), 0.0);
    }
}
