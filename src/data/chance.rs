//! Random numbers of a run, all from one seed.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// What a seed is used for: each use has random numbers of its own, so that changing one does not
/// change the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Which examples are held out.
    Split,
    /// The order of the training examples.
    Order,
    /// Where a head starts from.
    Head,
    /// Which pictures are seen in a mirror.
    Mirrors,
    /// Which examples are left out together, to be asked about.
    Folds,
}

/// Random numbers for one use; same seed, same numbers.
pub fn rng(seed: u32, stream: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
    // Leaps to numbers that the other streams never reach.
    rng.set_stream(stream as u64);
    rng
}
