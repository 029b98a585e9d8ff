//! Progress on the terminal: a bar with the time left, and lines where there is no terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `length` steps, of which `done` are over.
pub fn bar(length: usize, done: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} (left: {eta}) {msg}");
    let bar = ProgressBar::new(length as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_position(done as u64);
    bar.reset_eta();
    bar
}

/// Prints a line in place of the bar where the output goes to a file.
pub fn log(bar: &ProgressBar, step: usize, text: impl Fn() -> String) {
    if bar.is_hidden() {
        let left = bar.eta().as_secs();
        eprintln!("step {step}: {} ({} min left)", text(), left.div_ceil(60));
    }
}
