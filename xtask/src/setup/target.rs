//! What is compiled for, and whether a toolchain can.

use std::path::Path;

/// What the page and the worker are compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Whether a folder of compiled libraries holds one whose name begins so.
pub fn has_library(folder: &Path, beginning: &str) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(beginning))
}
