//! Embeddings with their classes, and their division into those to train on and those held out.

use super::standardise::Standardiser;
use crate::data::split::{Split, stratified};

/// Embeddings of one length, each with its class.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// `[examples, features]`, row-major.
    pub embeddings: Vec<f32>,
    /// The class of each, counted from 0.
    pub labels: Vec<usize>,
    /// Numbers in an embedding.
    pub features: usize,
}

impl Examples {
    /// Of embeddings of one length, and as many labels.
    pub fn new(embeddings: &[impl AsRef<[f32]>], labels: Vec<usize>) -> Self {
        let features = embeddings.first().map_or(0, |row| row.as_ref().len());
        let embeddings = embeddings.iter().flat_map(|row| row.as_ref().iter().copied()).collect();
        Self { embeddings, labels, features }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Each embedding, `features` numbers long, in the order of the labels.
    pub fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.embeddings.chunks_exact(self.features.max(1))
    }

    /// Each embedding with its class.
    pub fn iter(&self) -> impl Iterator<Item = (&[f32], usize)> {
        self.rows().zip(self.labels.iter().copied())
    }
}

/// The embeddings at these positions, each with its class.
pub fn at<'a>(
    embeddings: &'a [Vec<f32>],
    labels: &'a [usize],
    positions: &'a [usize],
) -> impl Iterator<Item = (&'a [f32], usize)> {
    positions.iter().map(|&at| (embeddings[at].as_slice(), labels[at]))
}

/// What a head learns from and is measured on: standardised embeddings.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Which of the embeddings are trained on and which are held out.
    pub split: Split,
    /// Fitted to the examples that are trained on, and to no other.
    pub standardiser: Standardiser,
    /// To train on.
    pub training: Examples,
    /// To measure with.
    pub held_out: Examples,
    /// Classes to tell apart.
    pub classes: usize,
}

impl Dataset {
    /// Splits and standardises embeddings of one length, each with its class.
    pub fn new(
        embeddings: &[impl AsRef<[f32]>],
        labels: &[usize],
        classes: usize,
        seed: u32,
    ) -> Self {
        Self::of_split(embeddings, labels, classes, stratified(labels, classes, seed))
    }

    /// Standardises embeddings that are split already. Those that are in neither part may be of any length.
    pub fn of_split(
        embeddings: &[impl AsRef<[f32]>],
        labels: &[usize],
        classes: usize,
        split: Split,
    ) -> Self {
        let row = |position: usize| embeddings[position].as_ref();
        let to_train: Vec<&[f32]> = split.training.iter().map(|&at| row(at)).collect();
        let standardiser = Standardiser::fit(&to_train);
        let features = to_train.first().map_or(0, |embedding| embedding.len());
        let examples = |positions: &[usize]| Examples {
            embeddings: positions.iter().flat_map(|&at| standardiser.apply(row(at))).collect(),
            labels: positions.iter().map(|&at| labels[at]).collect(),
            features,
        };
        let (training, held_out) = (examples(&split.training), examples(&split.held_out));
        Self { training, held_out, standardiser, split, classes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_classes() {
        let examples = Examples::new(&[vec![1.0, 2.0], vec![3.0, 4.0]], vec![1, 0]);
        let all: Vec<_> = examples.iter().collect();
        assert_eq!(all, [(&[1.0, 2.0][..], 1), (&[3.0, 4.0][..], 0)]);
        assert_eq!((examples.len(), examples.features), (2, 2));
        let none = Examples::new(&[] as &[Vec<f32>], Vec::new());
        assert!(none.is_empty() && none.iter().next().is_none());
    }

    #[test]
    fn what_is_held_out_has_no_part_in_standardising() {
        let rows = [vec![1.0], vec![100.0], vec![3.0], Vec::new()];
        let split = Split { training: vec![0, 2], held_out: vec![1] };
        let dataset = Dataset::of_split(&rows, &[0, 0, 1, 1], 2, split);
        assert_eq!(dataset.training.embeddings, [-1.0, 1.0]);
        assert_eq!((dataset.training.labels, dataset.held_out.labels), (vec![0, 1], vec![0]));
        assert_eq!(dataset.held_out.embeddings, [98.0]);
    }
}
