//! The order of training examples in which every class comes equally often.

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

use super::chance::{Stream, rng};

/// Deals examples so that every class comes equally often in an epoch, which is as long as ever: on average, the loss of an
/// example counts as if it were weighted by one over how many its class has (scikit-learn's `class_weight="balanced"`).
#[derive(Debug)]
pub struct Dealer {
    rng: ChaCha8Rng,
    /// The positions of each class that has any, and how many of them were dealt.
    decks: Vec<(Vec<u32>, usize)>,
    /// How many are dealt in an epoch.
    count: usize,
    /// The class that is the first to be dealt one more, where they do not come out even.
    first: usize,
    order: Vec<u32>,
}

impl Dealer {
    /// Deals examples of these classes; same seed, same orders.
    pub fn new(labels: &[usize], classes: usize, seed: u32) -> Self {
        let of = |class| {
            let members = labels.iter().zip(0..).filter(|(label, _)| **label == class);
            (members.map(|(_, at)| at).collect::<Vec<u32>>(), usize::MAX)
        };
        let decks = (0..classes).map(of).filter(|(deck, _)| !deck.is_empty()).collect();
        let rng = rng(seed, Stream::Order);
        Self { rng, decks, count: labels.len(), first: 0, order: Vec::new() }
    }

    /// The next epoch's order. All of a class are dealt before one comes again.
    pub fn next_epoch(&mut self) -> &[u32] {
        self.order.clear();
        let classes = self.decks.len().max(1);
        let (each, more) = (self.count / classes, self.count % classes);
        for (class, (deck, dealt)) in self.decks.iter_mut().enumerate() {
            let has_more = (class + classes - self.first) % classes < more;
            for _ in 0..each + usize::from(has_more) {
                if *dealt >= deck.len() {
                    deck.shuffle(&mut self.rng);
                    *dealt = 0;
                }
                self.order.push(deck[*dealt]);
                *dealt += 1;
            }
        }
        self.first = (self.first + more) % classes;
        self.order.shuffle(&mut self.rng);
        &self.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_comes_equally_often_and_every_example_in_turn() {
        let labels = [vec![0; 17], vec![1; 2], vec![3; 4]].concat();
        let mut dealer = Dealer::new(&labels, 5, 1);
        let mut times = vec![0; labels.len()];
        for _ in 0..30 {
            let order = dealer.next_epoch();
            assert_eq!(order.len(), labels.len());
            order.iter().for_each(|&at| times[at as usize] += 1);
        }
        let classes = [0..17, 17..19, 19..23].map(|of| times[of].iter().sum::<usize>());
        assert_eq!(classes, [230; 3]);
        let is_even = |at: usize| (13..=14).contains(&times[at]);
        assert!((0..17).all(is_even), "{times:?}");
    }
}
