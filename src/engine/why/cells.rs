//! What each cell of a picture adds to a logit (Zhou et al. 2016, <https://arxiv.org/abs/1512.04150>, without the scaling).
//!
//! A backbone whose embedding is the mean over all cells of its last map, and a linear head on it, make the logit a sum:
//! of what each cell gives, and a bias. Nothing is estimated.

use crate::data::picture::Picture;
use crate::engine::cpu::Embedder;
use crate::engine::heads::Classifier;
use crate::models::Backbone;

/// Reads what a backbone makes of a picture before the mean over its cells.
#[derive(Debug, Clone)]
pub struct CellReader {
    embedder: Embedder,
    side: usize,
}

/// The cells of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// Cells along each axis.
    pub side: usize,
    /// `[side * side, channels]`, row by row.
    pub values: Vec<f32>,
}

/// What a logit is the sum of.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// What each cell adds, row by row; below 0 where it speaks against the class.
    pub cells: Vec<f32>,
    /// What is there without any picture.
    pub bias: f32,
}

impl CellReader {
    /// Of a backbone; none where the embedding is not the mean over all cells of the last map.
    pub fn new(backbone: &Backbone) -> Option<Self> {
        let Backbone::ConvNet { config, weights } = backbone else { return None };
        if config.grid != 1 {
            return None;
        }
        let side = *config.output_sizes().last()?;
        let mut config = config.clone();
        // A cell of the grid is then one of the map.
        config.grid = side;
        let backbone = Backbone::ConvNet { config, weights: weights.clone() };
        Some(Self { embedder: Embedder::new(&backbone), side })
    }

    /// The cells of a picture.
    pub fn read(&self, picture: &Picture) -> Cells {
        Cells { side: self.side, values: self.embedder.embed(picture) }
    }
}

impl Cells {
    /// Numbers of each cell.
    fn channels(&self) -> usize {
        self.values.len() / (self.side * self.side).max(1)
    }

    /// The embedding: the mean over all cells.
    pub fn embedding(&self) -> Vec<f32> {
        let mut sums = vec![0.0f64; self.channels()];
        for cell in self.values.chunks_exact(self.channels().max(1)) {
            sums.iter_mut().zip(cell).for_each(|(sum, &x)| *sum += f64::from(x));
        }
        let count = (self.side * self.side).max(1) as f64;
        sums.into_iter().map(|sum| (sum / count) as f32).collect()
    }

    /// What the logit of a class, counted from 0, is the sum of. None of a head that is not linear: with a hidden layer, or
    /// without layers, what a cell adds depends on all others.
    pub fn shares(&self, classifier: &Classifier, class: usize) -> Option<Shares> {
        let head = classifier.folded()?;
        if head.hidden.is_some() || head.features() != self.channels() {
            return None;
        }
        let layer = &head.output;
        let bias = *layer.bias.get(class)?;
        let weights = layer.weight.iter().skip(class).step_by(layer.outputs);
        let weights: Vec<f64> = weights.map(|&weight| f64::from(weight)).collect();
        let count = (self.side * self.side) as f64;
        let of_cell = |cell: &[f32]| {
            let sum: f64 = cell.iter().zip(&weights).map(|(&x, w)| f64::from(x) * w).sum();
            (sum / count) as f32
        };
        let cells = self.values.chunks_exact(self.channels().max(1)).map(of_cell).collect();
        Some(Shares { cells, bias })
    }
}

/// A picture with one of `side * side` cells covered by grey, which says nothing: to see what a model says without it.
pub fn covered(picture: &Picture, side: usize, cell: usize) -> Picture {
    let size = picture.size;
    let edge = |at: usize| at * size / side.max(1);
    let (row, column) = (cell / side.max(1), cell % side.max(1));
    let mut values = picture.values.clone();
    for plane in values.chunks_exact_mut((size * size).max(1)) {
        for y in edge(row)..edge(row + 1).min(size) {
            plane[y * size..][edge(column)..edge(column + 1).min(size)].fill(0.0);
        }
    }
    Picture { size, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_covered_and_no_other() {
        let picture = Picture { size: 4, values: vec![1.0; 48] };
        let covered = covered(&picture, 2, 3);
        let plane =
            [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0];
        assert_eq!(covered.values, [plane; 3].concat());
    }
}
