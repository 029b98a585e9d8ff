//! How far something is from everything that was learnt: what to say "I don't know" of.
//!
//! By the cosine distance to the nearest examples on raw embeddings (Sun et al. 2022,
//! <https://arxiv.org/abs/2204.06507>): a head is sure of things that it has never seen, and a distance is not.

use serde::{Deserialize, Serialize};

use super::directions::Directions;

/// The share of what is known that is to be known.
pub const KEPT: f64 = 0.95;

/// The examples of a class from which on the third-nearest counts: one wrong label, or one strange picture, then makes
/// nothing known.
const MANY: usize = 30;

/// Examples whose directions are kept at most.
const MOST: usize = 2000;

/// What is known, and how near to it something has to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// Of the examples of the run.
    pub directions: Directions,
    /// Which of the nearest counts: the first, or the third.
    pub nth: usize,
    /// The cosine distance from which on something is unknown.
    pub threshold: f32,
}

impl Known {
    /// Of the raw embeddings of a run's examples; evenly chosen ones of very many.
    pub fn new(embeddings: &[&[f32]], nth: usize, threshold: f32) -> Self {
        let every = embeddings.len().div_ceil(MOST).max(1);
        let rows = embeddings.iter().step_by(every).copied();
        Self { directions: Directions::of(rows), nth, threshold }
    }

    /// How far an embedding is from what is known: the cosine distance, 0 to 2.
    pub fn distance(&self, embedding: &[f32]) -> f32 {
        let mut distances = self.directions.distances_from(embedding);
        distances.sort_by(f32::total_cmp);
        distances.get(self.nth.saturating_sub(1)).or(distances.last()).copied().unwrap_or(0.0)
    }
}

/// Which of the nearest counts, of so many examples in so many classes.
pub fn nth(examples: usize, classes: usize) -> usize {
    if examples >= MANY * classes.max(1) { 3 } else { 1 }
}

/// The least distance that keeps this share of what is known, of distances from least to greatest.
pub fn keeping(sorted: &[f32], share: f64) -> f32 {
    // What rounding adds must not make it one more.
    let kept = (share * sorted.len() as f64 - 1e-9).ceil() as usize;
    match kept.min(sorted.len()) {
        0 => 0.0,
        kept => sorted[kept - 1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_kept() {
        let distances: Vec<f32> = (1..=20).map(|it| it as f32).collect();
        assert_eq!(keeping(&distances, 0.95), 19.0);
        assert_eq!(keeping(&distances, 0.951), 20.0);
        assert_eq!((keeping(&distances, 1.0), keeping(&distances, 0.0)), (20.0, 0.0));
        assert_eq!(keeping(&[], 0.95), 0.0);
        assert_eq!((nth(40, 4), nth(120, 4)), (1, 3));
    }

    #[test]
    fn the_nearest_that_counts_decides() {
        let rows: [&[f32]; 3] = [&[1.0, 0.0], &[0.0, 1.0], &[-1.0, 0.0]];
        let known = |nth| Known::new(&rows, nth, 0.5).distance(&[2.0, 0.0]);
        assert_eq!((known(1), known(3), known(9)), (0.0, 2.0, 2.0));
        let many: Vec<&[f32]> = (0..4001).map(|_| rows[0]).collect();
        assert!(Known::new(&many, 1, 0.5).directions.len() <= MOST);
    }
}
