//! What each cell of a picture adds to a logit (Zhou et al. 2016, <https://arxiv.org/abs/1512.04150>, without the scaling).
//!
//! A backbone whose embedding is the mean over all cells of its last map, and a linear head on it, make the logit a sum:
//! of what each cell gives, and a bias. Nothing is estimated.

use crate::engine::cpu::Embedder;
use crate::engine::heads::Classifier;
use crate::engine::mirror;
use crate::models::Backbone;
use crate::protocol::why::{ClassSum, NoSum};

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

    /// The cells of a picture, which is pixels of red, green, blue and opacity in the backbone's size.
    pub fn read(&self, rgba: &[u8]) -> Cells {
        Cells { side: self.side, values: self.embedder.embed_rgba(rgba) }
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

    /// The mean of these and of those of the picture's mirror image, each where it is in the picture.
    pub fn with_mirrored(&self, mirrored: &Self) -> Self {
        let row = self.channels() * self.side;
        let mut values = Vec::with_capacity(self.values.len());
        for (cells, others) in
            self.values.chunks_exact(row.max(1)).zip(mirrored.values.chunks_exact(row.max(1)))
        {
            let others = others.rchunks_exact(self.channels());
            for (cell, other) in cells.chunks_exact(self.channels()).zip(others) {
                values.extend(mirror::mean(cell, other));
            }
        }
        Self { side: self.side, values }
    }

    /// What the logit of each class is the sum of.
    ///
    /// # Errors
    /// Of a head that is not linear: with a hidden layer, or without layers, what a cell adds depends on all others.
    pub fn sums(&self, classifier: &Classifier) -> Result<Vec<ClassSum>, NoSum> {
        let head = classifier.folded().ok_or(NoSum::Distances)?;
        if head.hidden.is_some() {
            return Err(NoSum::HiddenLayer);
        }
        if head.features() != self.channels() {
            return Err(NoSum::NoCells);
        }
        let layer = &head.output;
        let count = (self.side * self.side) as f64;
        let of_class = |(class, &bias): (usize, &f32)| {
            let weights = layer.weight.iter().skip(class).step_by(layer.outputs);
            let weights: Vec<f64> = weights.map(|&weight| f64::from(weight)).collect();
            let of_cell = |cell: &[f32]| {
                let sum: f64 = cell.iter().zip(&weights).map(|(&x, w)| f64::from(x) * w).sum();
                (sum / count) as f32
            };
            let cells = self.values.chunks_exact(self.channels().max(1)).map(of_cell).collect();
            ClassSum { cells, bias }
        };
        Ok(layer.bias.iter().enumerate().map(of_class).collect())
    }
}

/// Middle grey, which says nothing.
const GREY: u8 = 128;

/// A square picture, pixels of red, green, blue and opacity row by row, with one of `side * side` cells covered by grey: to
/// see what a model says without it. Cells of a picture whose size they do not divide differ by a pixel.
pub fn covered(rgba: &[u8], side: usize, cell: usize) -> Vec<u8> {
    let mut rgba = rgba.to_vec();
    let size = (rgba.len() / 4).isqrt();
    let edge = |at: usize| at * size / side.max(1);
    let (row, column) = (cell / side.max(1), cell % side.max(1));
    let rows = rgba.chunks_exact_mut((size * 4).max(1));
    for line in rows.take(edge(row + 1).min(size)).skip(edge(row)) {
        let pixels = line.as_chunks_mut::<4>().0;
        for pixel in pixels.iter_mut().take(edge(column + 1)).skip(edge(column)) {
            pixel[..3].fill(GREY);
        }
    }
    rgba
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_mirror_image_are_added_where_they_are_in_the_picture() {
        let of = |values: &[f32]| Cells { side: 2, values: values.to_vec() };
        // Two channels; the mirror image has the right cells on the left.
        let cells = of(&[1.0, 10.0, 2.0, 20.0, 3.0, 30.0, 4.0, 40.0]);
        let mirrored = of(&[4.0, 20.0, 1.0, 10.0, 6.0, 40.0, 3.0, 30.0]);
        let both = cells.with_mirrored(&mirrored);
        assert_eq!(both.values, [1.0, 10.0, 3.0, 20.0, 3.0, 30.0, 5.0, 40.0]);
        let mean = mirror::mean(&cells.embedding(), &mirrored.embedding());
        assert_eq!(both.embedding(), mean, "the embedding is still their mean");
        assert_eq!(of(&[]).with_mirrored(&of(&[])).values, [0.0; 0]);
    }

    #[test]
    fn a_cell_is_covered_and_no_other() {
        let picture = [1, 2, 3, 255].repeat(25);
        let covered = covered(&picture, 2, 3);
        let grey = |(x, y): (usize, usize)| covered[(y * 5 + x) * 4..][..4] == [128, 128, 128, 255];
        let places = (0..25).map(|at| (at % 5, at / 5));
        let expected: Vec<_> = places.clone().filter(|(x, y)| *x >= 2 && *y >= 2).collect();
        assert_eq!(places.filter(|at| grey(*at)).collect::<Vec<_>>(), expected);
        let rest = covered.chunks(4).filter(|pixel| *pixel == [1, 2, 3, 255]);
        assert_eq!(rest.count(), 16);
        assert_eq!(super::covered(&picture, 2, 9), picture, "there is none");
        assert!(super::covered(&[], 7, 0).is_empty());
    }
}
