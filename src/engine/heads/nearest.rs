//! Nearest neighbours: every class is known by all of its examples, and the nearest vote, the nearer the more.

use serde::{Deserialize, Serialize};

use super::directions::Directions;

/// How many vote.
pub const VOTERS: usize = 10;

/// How fast a vote loses weight with the distance: by a factor of e in 0.07, as in Wu et al. 2018,
/// <https://arxiv.org/abs/1805.01978>.
pub const TEMPERATURE: f32 = 0.07;

/// What a class has without any vote: else it would be impossible.
pub const LEAST: f32 = 1e-6;

/// Examples with their classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Nearest {
    directions: Directions,
    labels: Vec<usize>,
    classes: usize,
}

impl Nearest {
    /// Of directions, the class of each, and how many classes there are.
    pub fn new(directions: Directions, labels: Vec<usize>, classes: usize) -> Self {
        Self { directions, labels, classes }
    }

    /// The examples.
    pub fn directions(&self) -> &Directions {
        &self.directions
    }

    /// The class of each.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The logit of each class for a raw embedding.
    pub fn logits(&self, embedding: &[f32]) -> Vec<f32> {
        let distances = self.directions.distances_from(embedding);
        let mut voters: Vec<(f32, usize)> =
            distances.into_iter().zip(self.labels.iter().copied()).collect();
        voters.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Of the nearest the vote is 1, or far from everything all votes would be lost among the least.
        let nearest = voters.first().map_or(0.0, |(distance, _)| *distance);
        let mut votes = vec![LEAST; self.classes];
        for (distance, label) in voters.into_iter().take(VOTERS) {
            votes[label] += ((nearest - distance) / TEMPERATURE).exp();
        }
        votes.into_iter().map(f32::ln).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_decide_the_nearer_the_more() {
        let rows: [&[f32]; 3] = [&[1.0, 0.0], &[0.9, 0.1], &[0.0, 1.0]];
        let nearest = Nearest::new(Directions::of(rows.into_iter()), vec![0, 0, 1], 3);
        let logits = nearest.logits(&[1.0, 0.0]);
        assert!(logits[0] > 0.6 && logits[1] < -10.0 && logits[2] < -13.0, "{logits:?}");
        let logits = nearest.logits(&[0.0, 3.0]);
        assert!(logits[1] > logits[0]);
    }
}
