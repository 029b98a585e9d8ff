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
    let mut rng = rng(seed, Stream::Split);
    let mut split = Split::default();
    for class in 0..classes {
        let mut members: Vec<usize> =
            (0..labels.len()).filter(|&example| labels[example] == class).collect();
        members.shuffle(&mut rng);
        let held_out = match members.len() {
            0..=2 => 0,
            3..=9 => 1,
            more => more / 5,
        };
        split.held_out.extend_from_slice(&members[..held_out]);
        split.training.extend_from_slice(&members[held_out..]);
    }
    split.held_out.sort_unstable();
    split.training.sort_unstable();
    split
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
