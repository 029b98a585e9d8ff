//! The plain versions, in burn, of what `cpu` and `gpu` do faster: what those are tested against.

mod embedder;
mod trainer;

pub use embedder::Embedder;
pub use trainer::Trainer;
