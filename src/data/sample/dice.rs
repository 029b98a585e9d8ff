//! Chance, the same on every machine.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// Random choices. Made of 32-bit numbers alone, so that machines with other sizes of `usize` choose the same.
#[derive(Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Same seed and stream, same choices.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number from `least` to `most`, each as likely.
    pub fn between(&mut self, least: f32, most: f32) -> f32 {
        // As many bits as an f32 holds exactly.
        let part = (self.0.next_u32() >> 8) as f32 / 16_777_216.0;
        least + (most - least) * part
    }

    /// A whole number from 0 to below `count`.
    pub fn below(&mut self, count: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(count)) >> 32) as u32
    }

    /// Yes, so often: 0 is never, 1 always.
    pub fn happens(&mut self, often: f32) -> bool {
        self.between(0.0, 1.0) < often
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u32) as usize]
    }

    /// -1 or 1.
    pub fn sign(&mut self) -> f32 {
        self.pick(&[-1.0, 1.0])
    }
}
