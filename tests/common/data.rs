//! Where tests find the shared data, and how they say that they do without.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Says that the test which calls this is skipped, wholly or in part, and why.
///
/// Past the test runner, which keeps to itself what tests that pass print; `cargo xtask test` counts these lines.
pub fn skip(reason: &str) {
    let thread = std::thread::current();
    // A name that nobody reads is no reason to fail.
    let _ = writeln!(std::io::stdout(), "SKIPPED {}: {reason}", thread.name().unwrap_or("?"));
}

/// The folder of shared data, or `None`, said aloud, where this checkout has none beside it.
pub fn shared_data() -> Option<PathBuf> {
    let folder = match std::env::var_os("HEADSTART_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
    };
    if !folder.is_dir() {
        skip(&format!("there is no shared data at {}", folder.display()));
        return None;
    }
    Some(folder)
}
