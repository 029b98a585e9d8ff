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

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// To be held while memory is measured: tests run side by side and share it.
fn alone() -> MutexGuard<'static, ()> {
    static MEASURING: Mutex<()> = Mutex::new(());
    MEASURING.lock().unwrap_or_else(PoisonError::into_inner)
}
