//! Firefox, the second engine that projects are kept in.

use super::browser::named;
use super::debian;
use crate::process::{on_path, say};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// What names its program: to this, and to a program in Node.js that is told.
pub const VARIABLE: &str = "FIREFOX";

const PROGRAMS: [&str; 2] = ["firefox-esr", "firefox"];

/// Its program, or `None`, said aloud, where it cannot be had.
pub fn sought() -> Option<PathBuf> {
    let firefox = ensure();
    if let Err(error) = &firefox {
        say(format!("Without Firefox, whose tests skip themselves: {error:#}"));
    }
    firefox.ok()
}

/// Makes sure that its program is there. `FIREFOX` names another than that on `PATH`.
pub fn ensure() -> Result<PathBuf> {
    if let Some(firefox) = find()? {
        return Ok(firefox);
    }
    if debian::is_here() {
        debian::apt_install(&["firefox-esr"], "the second browser that projects are kept in")?;
    }
    match find()? {
        Some(firefox) => Ok(firefox),
        None => bail!("Install Firefox, or name it in {VARIABLE}, then try again."),
    }
}

fn find() -> Result<Option<PathBuf>> {
    Ok(named(VARIABLE)?.or_else(|| on_path(&PROGRAMS)))
}
