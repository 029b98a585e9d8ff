//! What readers take of a tab's memory, with an allocator that counts; so these tests are a program of their own.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common"]
mod common {
    pub mod data;
    pub mod files;
    mod minilm;
    pub mod models;
    pub mod projects;
    pub mod public;

    pub use data::shared_data;
    pub use minilm::minilm;
}

mod formats;
mod kept;
mod minilm;
mod models;
mod projects;
mod tables;

use std::sync::{Mutex, MutexGuard, PoisonError};

use peak_alloc::PeakAlloc;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// To be held while memory is measured: tests run side by side and share it.
fn alone() -> MutexGuard<'static, ()> {
    static MEASURING: Mutex<()> = Mutex::new(());
    MEASURING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many damaged files a reader is given, and which: the same every time, unless asked otherwise, as a test that fails
/// at times is no test.
fn damage(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(0);
    }
    config
}
