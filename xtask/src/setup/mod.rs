//! Installs what is missing.
//!
//! Each file is one thing that may be missing. It looks for the thing first, says what it installs
//! and why, and where it cannot, fails with one sentence that says what to install.

pub mod browser;
mod debian;
pub mod firefox;
pub mod minilm;
pub mod node;
pub mod python;
pub mod target;
pub mod test_runner;
pub mod wasm_opt;
pub mod web;
pub mod webkit;

use crate::project::Project;
use anyhow::Result;

/// Installs all that any command needs, and Firefox and WebKit where they can be had.
pub fn everything(project: &Project) -> Result<()> {
    web::ensure(project)?;
    test_runner::ensure(project)?;
    wasm_opt::ensure(project)?;
    browser::ensure()?;
    firefox::sought();
    webkit::sought();
    node::packages(project)
}
