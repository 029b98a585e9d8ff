//! Standardisation of embeddings by the training examples.

use serde::{Deserialize, Serialize};

/// Shifts and scales every feature to mean 0 and deviation 1 over the training examples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standardiser {
    mean: Vec<f32>,
    /// One over the deviation.
    scale: Vec<f32>,
}

/// The least deviation, as a share of the root mean square of all deviations.
///
/// A feature that hardly moved in a handful of examples would otherwise be blown up: its true
/// deviation is larger than what so few examples show.
const FLOOR: f32 = 0.1;

impl Standardiser {
    /// Measures the embeddings to train on, all of one length.
    pub fn fit(embeddings: &[&[f32]]) -> Self {
        let features = embeddings.first().map_or(0, |embedding| embedding.len());
        let count = embeddings.len().max(1) as f32;
        let mut mean = vec![0.0; features];
        for embedding in embeddings {
            mean.iter_mut().zip(*embedding).for_each(|(mean, x)| *mean += x / count);
        }
        let mut variance = vec![0.0f32; features];
        for embedding in embeddings {
            for ((variance, mean), x) in variance.iter_mut().zip(&mean).zip(*embedding) {
                *variance += (x - mean) * (x - mean) / count;
            }
        }
        let typical = (variance.iter().sum::<f32>() / features.max(1) as f32).sqrt();
        // Where nothing moves at all there is nothing to scale.
        let least = if typical > 0.0 { FLOOR * typical } else { 1.0 };
        let scale = variance.iter().map(|variance| 1.0 / variance.sqrt().max(least)).collect();
        Self { mean, scale }
    }

    /// One that was measured before: what is taken from each feature, and what it is then multiplied by.
    pub fn of(mean: Vec<f32>, scale: Vec<f32>) -> Self {
        Self { mean, scale }
    }

    /// What is taken from each feature, `[features]`.
    pub fn mean(&self) -> &[f32] {
        &self.mean
    }

    /// What each feature is then multiplied by, `[features]`: one over its deviation.
    pub fn scale(&self) -> &[f32] {
        &self.scale
    }

    /// The embedding that was standardised to this one.
    pub fn undo(&self, standardised: &[f32]) -> Vec<f32> {
        let moments = self.mean.iter().zip(&self.scale);
        standardised.iter().zip(moments).map(|(x, (mean, scale))| x / scale + mean).collect()
    }

    /// The standardised embedding.
    pub fn apply(&self, embedding: &[f32]) -> Vec<f32> {
        let moments = self.mean.iter().zip(&self.scale);
        embedding.iter().zip(moments).map(|(x, (mean, scale))| (x - mean) * scale).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_mean_zero_and_deviation_one() {
        let standardiser = Standardiser::fit(&[&[1.0, 30.0], &[3.0, 10.0]]);
        assert_eq!(standardiser.apply(&[1.0, 30.0]), [-1.0, 1.0]);
        assert_eq!(standardiser.apply(&[3.0, 10.0]), [1.0, -1.0]);
        assert_eq!(standardiser.undo(&[1.0, -1.0]), [3.0, 10.0]);
    }

    #[test]
    fn one_example_or_equal_examples_give_zeros() {
        let standardiser = Standardiser::fit(&[&[5.0, 7.0]]);
        assert_eq!(standardiser.apply(&[5.0, 7.0]), [0.0, 0.0]);
    }

    #[test]
    fn a_feature_that_never_moved_is_not_blown_up() {
        let standardiser = Standardiser::fit(&[&[1.0, 5.0], &[3.0, 5.0]]);
        let [_, still] = standardiser.apply(&[1.0, 6.0])[..] else { panic!("two features") };
        assert!(still < 15.0, "{still}");
    }
}
