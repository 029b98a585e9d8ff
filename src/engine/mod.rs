//! Floor 3: everything that computes: devices, embedding, head training, metrics.
//!
//! The studios train [`heads`] on embeddings; [`run`] does it on whichever device. Whole networks ([`finetuning`])
//! and clusters ([`clustering`]) are trained by the program `pretrain`, and by the tutorial's experiments ([`lab`]),
//! with the same code.

pub mod blanks;
pub mod bundle;
pub mod catalog;
pub mod clustering;
pub mod comparison;
pub mod context;
pub mod cpu;
#[cfg(target_arch = "wasm32")]
pub mod device;
pub mod exhibits;
pub mod finetuning;
pub mod follows;
pub mod gpu;
pub mod heads;
pub mod lab;
pub mod labels;
pub mod masking;
pub mod mirror;
pub mod now;
pub mod plain;
pub mod reopen;
pub mod run;
#[cfg(target_arch = "wasm32")]
pub mod self_test;
pub mod trust;
pub mod why;
pub mod writer;
