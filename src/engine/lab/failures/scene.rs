//! Pictures of the sample as failures need them.

use rand::rngs::ChaCha8Rng;
use rand::seq::{SliceRandom, index};

use crate::data::sample::{self, Background};

/// How many pictures of a class chance chooses among: far more than the sample has.
const MANY: usize = 100_000;

/// A picture of the sample that can be drawn in any size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    /// Its class in the sample.
    pub class: usize,
    /// Which of that class.
    pub index: usize,
    /// What it is drawn on.
    pub background: Background,
    /// Whether it is cut into the pieces of a puzzle.
    pub in_pieces: bool,
}

impl Scene {
    /// So many different pictures of a class, on any background.
    pub fn some(class: usize, count: usize, rng: &mut ChaCha8Rng) -> Vec<Self> {
        let scene = |index| Self { class, index, background: Background::Any, in_pieces: false };
        index::sample(rng, MANY, count).into_iter().map(scene).collect()
    }

    /// The same on another background.
    pub fn on(self, background: Background) -> Self {
        Self { background, ..self }
    }

    /// The same in pieces.
    pub fn in_pieces(self) -> Self {
        Self { in_pieces: true, ..self }
    }

    /// Red, green, blue and opacity of every pixel, `size` pixels along a side.
    pub fn draw(&self, size: usize, puzzle: &Puzzle) -> Vec<u8> {
        let rgba = sample::draw_on(self.class, self.index, self.background, size);
        if self.in_pieces { puzzle.cut(&rgba, size) } else { rgba }
    }
}

/// Cuts pictures into pieces and lays them down in another order, which is the same for all pictures: whoever
/// knows it has lost nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Puzzle {
    /// Which piece lies in each place, row by row.
    order: Vec<usize>,
}

impl Puzzle {
    /// Pieces along a side: small enough that none shows what it is a piece of.
    pub const PIECES: usize = 32;

    /// Lays the pieces in an order drawn by chance, all orders being as likely.
    pub fn by_lot(rng: &mut ChaCha8Rng) -> Self {
        let mut order: Vec<usize> = (0..Self::PIECES * Self::PIECES).collect();
        order.shuffle(rng);
        Self { order }
    }

    /// A picture in pieces: `size` pixels along a side, a multiple of [`PIECES`](Self::PIECES).
    fn cut(&self, rgba: &[u8], size: usize) -> Vec<u8> {
        let side = size / Self::PIECES;
        let pixel = |place: usize| {
            let (row, column) = (place / size, place % size);
            let piece = self.order[row / side * Self::PIECES + column / side];
            let (top, left) = (piece / Self::PIECES * side, piece % Self::PIECES * side);
            let at = (top + row % side) * size + left + column % side;
            rgba[4 * at..][..4].to_vec()
        };
        (0..size * size).flat_map(pixel).collect()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_puzzle_loses_nothing() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let puzzle = Puzzle::by_lot(&mut rng);
        let scene = Scene::some(0, 1, &mut rng)[0];
        let (whole, cut) = (scene.draw(64, &puzzle), scene.in_pieces().draw(64, &puzzle));
        assert_ne!(whole, cut);
        let sorted = |rgba: &[u8]| {
            let mut pixels: Vec<[u8; 4]> = rgba.as_chunks::<4>().0.to_vec();
            pixels.sort_unstable();
            pixels
        };
        assert_eq!(sorted(&whole), sorted(&cut));
    }

    #[test]
    fn pictures_are_all_different() {
        let scenes = Scene::some(1, 50, &mut ChaCha8Rng::seed_from_u64(3));
        let mut indices: Vec<usize> = scenes.iter().map(|scene| scene.index).collect();
        indices.sort_unstable();
        indices.dedup();
        assert_eq!(indices.len(), 50);
    }
}
