//! Embeddings as directions, to be compared by the angle between them.

use std::ops::Range;

use kernels::map::{BLOCK, blocks};
use kernels::network::UNLIMITED;
use kernels::product::{Operands, Weights};
use serde::{Deserialize, Serialize};

/// Embeddings scaled to length 1, so that products of two are cosines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Directions {
    features: usize,
    /// `[rows, features]`
    values: Vec<f32>,
}

impl Directions {
    /// Of raw embeddings, all of one length.
    pub fn of<'a>(embeddings: impl Iterator<Item = &'a [f32]>) -> Self {
        let mut directions = Self::default();
        for embedding in embeddings {
            directions.features = embedding.len();
            directions.values.extend(direction(embedding));
        }
        directions
    }

    /// Those that were scaled before: `[rows, features]`.
    pub fn scaled(features: usize, values: Vec<f32>) -> Self {
        Self { features, values }
    }

    /// Numbers of each.
    pub fn features(&self) -> usize {
        self.features
    }

    /// All of them, `[rows, features]`.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len() / self.features.max(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn rows(&self, rows: Range<usize>) -> &[f32] {
        &self.values[rows.start * self.features..rows.end * self.features]
    }

    /// The cosine distances, 0 to 2, from each of `from` to each of `to`: `[to, from]`.
    pub fn distances(&self, from: Range<usize>, to: Range<usize>) -> Vec<f32> {
        distances(self.rows(from), self.rows(to), self.features)
    }

    /// The cosine distances, 0 to 2, from a raw embedding to each.
    pub fn distances_from(&self, embedding: &[f32]) -> Vec<f32> {
        let from: Vec<f32> = direction(embedding).collect();
        distances(&from, &self.values, self.features)
    }
}

/// An embedding scaled to length 1. One that is all zeros has no direction, and stays.
pub fn direction(embedding: &[f32]) -> impl Iterator<Item = f32> {
    let square: f64 = embedding.iter().map(|&x| f64::from(x).powi(2)).sum();
    let scale = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
    embedding.iter().map(move |&x| (f64::from(x) * scale) as f32)
}

/// Distances of rows `[from, features]` to rows `[to, features]`: `[to, from]`.
fn distances(from: &[f32], to: &[f32], features: usize) -> Vec<f32> {
    let features = features.max(1);
    let (columns, rows) = (from.len() / features, to.len() / features);
    if columns == 0 || rows == 0 {
        return Vec::new();
    }
    let stride = blocks(columns) * BLOCK;
    let mut output = vec![0.0; rows * stride];
    let zeros = vec![0.0; columns];
    let weights =
        Weights::pack(features, &zeros, UNLIMITED, |output, input| from[output * features + input]);
    weights.apply(Operands { pixels: to, stride: features, shortcut: None, output: &mut output });
    let distances = output.chunks_exact(stride).flat_map(|row| &row[..columns]);
    // Rounding may bring a cosine just above 1.
    distances.map(|cosine| (1.0 - cosine).max(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_of_angles_alone() {
        let rows: [&[f32]; 3] = [&[1.0, 0.0, 0.0], &[0.0, 5.0, 0.0], &[-2.0, 0.0, 0.0]];
        let directions = Directions::of(rows.into_iter());
        assert_eq!((directions.len(), directions.features()), (3, 3));
        assert_eq!(directions.distances(0..1, 0..3), [0.0, 1.0, 2.0]);
        assert_eq!(directions.distances(0..2, 1..3), [1.0, 0.0, 2.0, 1.0]);
        assert_eq!(directions.distances_from(&[3.0, 0.0, 0.0]), [0.0, 1.0, 2.0]);
        assert_eq!(directions.distances_from(&[0.0; 3]), [1.0; 3]);
        assert!(Directions::default().distances_from(&[1.0]).is_empty());
    }
}
