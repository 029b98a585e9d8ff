//! Class means: every class is known by the mean direction of its examples (Snell et al. 2017,
//! <https://arxiv.org/abs/1703.05175>). Nothing is trained, and of a few examples little is better.

use serde::{Deserialize, Serialize};

use super::directions::Directions;

/// What cosines are divided by to become logits.
pub const TEMPERATURE: f32 = 0.05;

/// The mean direction of every class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Means(Directions);

impl Means {
    /// Of raw embeddings, each with its class. A class without any is as far from everything as can be told.
    pub fn new<'a>(
        examples: impl Iterator<Item = (&'a [f32], usize)>,
        classes: usize,
        features: usize,
    ) -> Self {
        let mut sums = vec![0.0; classes * features];
        for (embedding, label) in examples {
            let direction = Directions::of(std::iter::once(embedding));
            let sum = &mut sums[label * features..][..features];
            sum.iter_mut().zip(direction.values()).for_each(|(sum, x)| *sum += x);
        }
        Self(Directions::of(sums.chunks_exact(features.max(1))))
    }

    /// Those that were kept.
    pub fn of(directions: Directions) -> Self {
        Self(directions)
    }

    /// A direction for each class.
    pub fn directions(&self) -> &Directions {
        &self.0
    }

    /// The logit of each class for a raw embedding.
    pub fn logits(&self, embedding: &[f32]) -> Vec<f32> {
        let distances = self.0.distances_from(embedding);
        distances.into_iter().map(|distance| (1.0 - distance) / TEMPERATURE).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_where_its_examples_are() {
        let examples: [(&[f32], usize); 3] = [(&[1.0, 0.0], 0), (&[3.0, 0.0], 0), (&[0.0, 2.0], 1)];
        let means = Means::new(examples.into_iter(), 3, 2);
        let logits = means.logits(&[0.0, 5.0]);
        assert_eq!(logits, [0.0, 20.0, 0.0], "the third has no examples");
        assert_eq!(means.directions().len(), 3);
    }
}
