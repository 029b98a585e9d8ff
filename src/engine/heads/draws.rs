//! Drawing examples by chance: a few of each class to learn from, others to measure with.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

use crate::error::ClassesError;

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

/// Examples to draw training examples from, and those that are only ever measured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halves {
    /// Positions by class.
    pub pools: Vec<Vec<usize>>,
    /// Positions of those that are only measured with, class by class.
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
    ) -> Result<Self, ClassesError> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (mut pools, mut tests) = (Vec::new(), Vec::new());
        for (mut members, name) in by_class(labels, classes.len()).into_iter().zip(classes) {
            if members.len() < 2 {
                return Err(ClassesError::ClassTooSmall { class: name.clone(), least: 2 });
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
        let alone = ClassesError::ClassTooSmall { class: "1".into(), least: 2 };
        assert_eq!(Halves::of(&[0, 0, 1], &names(2), [9, 9], 1), Err(alone));
    }
}
