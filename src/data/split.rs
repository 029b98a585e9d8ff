//! Which examples are trained on, and which are held out to measure with.

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

use super::chance::{Stream, rng};

/// Positions of examples, divided in two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// To train on.
    pub training: Vec<usize>,
    /// To measure with; never trained on.
    pub held_out: Vec<usize>,
}

/// Holds out a fifth of every class, at least one example of a class of three or more.
///
/// Stratified, so that a small class is measured too. A class of one or two keeps all of them for
/// training: with so few, an example is worth more as a lesson than as a question.
///
/// `labels` holds the class of every example. Same labels and seed, same split.
pub fn stratified(labels: &[usize], classes: usize, seed: u32) -> Split {
    let alone: Vec<usize> = (0..labels.len()).collect();
    stratified_groups(labels, &alone, classes, seed)
}

/// As [`stratified`], of examples in groups whose members are copies of each other: a group counts as one example, and
/// never stands on both sides.
///
/// `groups` holds for every example the position of the first of its group. Of a group that is held out the first is
/// measured with, and its copies are in neither part. A group of two classes is never held out: it cannot say which
/// answer is right.
pub fn stratified_groups(labels: &[usize], groups: &[usize], classes: usize, seed: u32) -> Split {
    let mut rng = rng(seed, Stream::Split);
    let mut is_mixed = vec![false; labels.len()];
    for (example, &first) in groups.iter().enumerate() {
        is_mixed[first] |= labels[example] != labels[first];
    }
    let mut is_held_out = vec![false; labels.len()];
    let mut split = Split::default();
    for class in 0..classes {
        let mut members = firsts(labels, groups, class);
        members.shuffle(&mut rng);
        let held_out = match members.len() {
            0..=2 => 0,
            3..=9 => 1,
            more => more / 5,
        };
        let pure = members.into_iter().filter(|&first| !is_mixed[first]);
        split.held_out.extend(pure.take(held_out));
    }
    split.held_out.iter().for_each(|&first| is_held_out[first] = true);
    split.held_out.sort_unstable();
    split.training = (0..labels.len()).filter(|&example| !is_held_out[groups[example]]).collect();
    split
}

/// The first examples of the groups of a class.
fn firsts(labels: &[usize], groups: &[usize], class: usize) -> Vec<usize> {
    let is_first = |&example: &usize| groups[example] == example && labels[example] == class;
    (0..labels.len()).filter(is_first).collect()
}

/// Deals examples into `count` parts of about equally many of every class, to be left out of training one after the
/// other: the part of each. A group, as in [`stratified_groups`], is in one part.
///
/// The only group of a class has no part: without it there would be nothing to know the class by. So has every example
/// where no class has two groups.
pub fn folds(
    labels: &[usize],
    groups: &[usize],
    classes: usize,
    count: usize,
    seed: u32,
) -> Vec<Option<usize>> {
    let mut rng = rng(seed, Stream::Folds);
    let mut sizes = vec![0usize; labels.len()];
    groups.iter().for_each(|&first| sizes[first] += 1);
    let mut folds = vec![None; labels.len()];
    let mut all = vec![0; count];
    for class in 0..classes {
        let mut members = firsts(labels, groups, class);
        members.shuffle(&mut rng);
        // The largest first, so that the small ones can level out what they leave uneven.
        members.sort_by_key(|&first| std::cmp::Reverse(sizes[first]));
        if members.len() < 2 {
            continue;
        }
        let mut of_class = vec![0; count];
        for first in members {
            let Some(least) = (0..count).min_by_key(|&fold| (of_class[fold], all[fold])) else {
                continue;
            };
            folds[first] = Some(least);
            of_class[least] += sizes[first];
            all[least] += sizes[first];
        }
    }
    (0..labels.len()).map(|example| folds[groups[example]]).collect()
}

/// The order of the training examples in each epoch.
#[derive(Debug)]
pub struct Shuffler {
    rng: ChaCha8Rng,
    order: Vec<u32>,
}

impl Shuffler {
    /// Shuffles `examples` positions; same seed, same orders.
    pub fn new(examples: usize, seed: u32) -> Self {
        Self { rng: rng(seed, Stream::Order), order: (0..examples as u32).collect() }
    }

    /// The next epoch's order.
    pub fn next_epoch(&mut self) -> &[u32] {
        self.order.shuffle(&mut self.rng);
        &self.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(sizes: &[usize]) -> Vec<usize> {
        sizes.iter().enumerate().flat_map(|(class, &size)| vec![class; size]).collect()
    }

    #[test]
    fn holds_out_a_fifth_of_every_class() {
        let labels = labels(&[1, 2, 3, 5, 10, 14, 20]);
        let split = stratified(&labels, 7, 1);
        let held: Vec<usize> = (0..7)
            .map(|class| split.held_out.iter().filter(|&&i| labels[i] == class).count())
            .collect();
        assert_eq!(held, [0, 0, 1, 1, 2, 2, 4]);
        let mut all = [split.training, split.held_out].concat();
        all.sort_unstable();
        assert_eq!(all, (0..labels.len()).collect::<Vec<_>>());
    }

    #[test]
    fn copies_count_once_and_stand_on_one_side() {
        // Three scenes a class, four copies each.
        let labels = labels(&[12, 12]);
        let groups: Vec<usize> = (0..24).map(|example| example / 4 * 4).collect();
        let split = stratified_groups(&labels, &groups, 2, 1);
        assert_eq!((split.held_out.len(), split.training.len()), (2, 16));
        let held: Vec<usize> = split.held_out.iter().map(|&example| groups[example]).collect();
        assert!(split.training.iter().all(|&example| !held.contains(&groups[example])));
        let alone: Vec<usize> = (0..24).collect();
        assert_eq!(stratified_groups(&labels, &alone, 2, 1), stratified(&labels, 2, 1));
    }

    #[test]
    fn a_picture_in_two_classes_is_not_measured_with() {
        let labels = labels(&[3, 3]);
        for seed in 0..20 {
            let split = stratified_groups(&labels, &[0, 1, 2, 0, 1, 2], 2, seed);
            assert_eq!((split.held_out.len(), split.training.len()), (0, 6));
        }
    }

    #[test]
    fn parts_have_as_many_of_every_class_and_no_copies_of_another() {
        let labels = labels(&[10, 10, 7, 1]);
        let mut groups: Vec<usize> = (0..28).collect();
        groups[3] = 0;
        groups[15] = 0; // A copy in another class.
        let folds = folds(&labels, &groups, 4, 5, 1);
        assert_eq!((folds[3], folds[15], folds[27]), (folds[0], folds[0], None));
        for (class, range) in [(0, 1..=3), (1, 1..=3), (2, 1..=2)] {
            for fold in 0..5 {
                let is_in = |at: &usize| labels[*at] == class && folds[*at] == Some(fold);
                let members = (0..28).filter(is_in).count();
                assert!(range.contains(&members), "{class}, {fold}: {members}");
            }
        }
        assert_eq!(super::folds(&[0, 0, 1], &[0, 0, 2], 2, 5, 1), [None; 3]);
    }

    #[test]
    fn the_seed_decides() {
        let labels = labels(&[50, 50]);
        assert_eq!(stratified(&labels, 2, 7), stratified(&labels, 2, 7));
        assert_ne!(stratified(&labels, 2, 7), stratified(&labels, 2, 8));
        let order = |seed| Shuffler::new(50, seed).next_epoch().to_vec();
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), order(8));
    }

    #[test]
    fn every_epoch_has_its_own_order_of_all_examples() {
        let mut shuffler = Shuffler::new(50, 7);
        let first = shuffler.next_epoch().to_vec();
        let mut second = shuffler.next_epoch().to_vec();
        assert_ne!(first, second);
        second.sort_unstable();
        assert_eq!(second, (0..50).collect::<Vec<_>>());
    }
}
