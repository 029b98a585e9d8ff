//! Where tests find the shared data, and the numbers that several of them compare with.

// Each test file is a program of its own and uses a part of this.
#![allow(dead_code)]

pub mod files;
pub mod golden;
pub mod kernels;
pub mod lab;
pub mod models;
#[cfg(not(target_arch = "wasm32"))]
pub mod photos;
pub mod sample;
pub mod shipped;

use std::path::{Path, PathBuf};

/// The folder of shared data, or `None`, said aloud, where this checkout has none beside it.
pub fn shared_data() -> Option<PathBuf> {
    let folder = match std::env::var_os("HEADSTART_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
    };
    if !folder.is_dir() {
        eprintln!("SKIPPED: there is no shared data at {}", folder.display());
        return None;
    }
    Some(folder)
}

/// The folder of all-MiniLM-L6-v2, which `cargo xtask test native` fetches; `None`, said aloud, where
/// there is none.
pub fn minilm() -> Option<PathBuf> {
    let folder = match (std::env::var_os("HEADSTART_MINILM"), std::env::var_os("HOME")) {
        (Some(folder), _) => PathBuf::from(folder),
        (None, Some(home)) => PathBuf::from(home).join(".cache/headstart/minilm"),
        (None, None) => return None,
    };
    if !folder.join("model.safetensors").is_file() {
        eprintln!("SKIPPED: there is no all-MiniLM-L6-v2 at {}", folder.display());
        return None;
    }
    Some(folder)
}

/// The input of the golden numbers: `sin(0.01 * i)` laid out as `[3, size, size]`.
pub fn sine_picture(size: usize) -> headstart::data::picture::Picture {
    // Computed in f64 as the reference was, then stored as f32.
    let values = (0..3 * size * size).map(|i| (0.01 * i as f64).sin() as f32).collect();
    headstart::data::picture::Picture { size, values }
}

/// Distance of two vectors, relative to the length of the second (L2).
pub fn relative_distance(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let length = |values: &mut dyn Iterator<Item = f32>| values.map(|v| v * v).sum::<f32>().sqrt();
    length(&mut a.iter().zip(b).map(|(a, b)| a - b)) / length(&mut b.iter().copied())
}
