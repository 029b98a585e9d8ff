//! Floor 2: everything that computes: devices, embedding, head training, metrics.
//!
//! The studios train heads ([`training`]) on embeddings. Whole networks ([`finetuning`]) and clusters
//! ([`clustering`]) are trained by the program `pretrain`, and by the tutorial's experiments ([`lab`]), with the same code.

pub mod blanks;
pub mod catalog;
pub mod clustering;
pub mod cpu;
#[cfg(target_arch = "wasm32")]
pub mod device;
pub mod exhibits;
pub mod finetuning;
pub mod follows;
pub mod gpu;
pub mod lab;
pub mod labels;
pub mod masking;
pub mod measured;
pub mod metrics;
pub mod now;
pub mod plain;
pub mod reading;
#[cfg(target_arch = "wasm32")]
pub mod self_test;
pub mod standardise;
pub mod training;
pub mod writer;
