//! WebKit, the third engine that the main paths are tested in: its WebDriver, and a screen that nobody sees.

use super::browser::named;
use super::debian;
use crate::process::{on_path, say};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// What names the program of its WebDriver: to this, and to a program in Node.js that is told.
pub const VARIABLE: &str = "WEBKIT_DRIVER";

/// Its WebDriver, or `None`, said aloud, where it cannot be had.
pub fn sought() -> Option<PathBuf> {
    let driver = ensure();
    if let Err(error) = &driver {
        say(format!("Without WebKit, whose tests skip themselves: {error:#}"));
    }
    driver.ok()
}

/// Makes sure that it is there, and the screen with it. `WEBKIT_DRIVER` names another than that on `PATH`.
fn ensure() -> Result<PathBuf> {
    if let Some(driver) = find()? {
        return Ok(driver);
    }
    if debian::is_here() {
        let what_for = "the third browser that the main paths are tested in";
        debian::apt_install(&["webkit2gtk-driver", "xvfb"], what_for)?;
    }
    match find()? {
        Some(driver) => Ok(driver),
        None => bail!(
            "Install WebKitGTK's WebKitWebDriver with MiniBrowser, or name it in {VARIABLE}, and Xvfb, then try again."
        ),
    }
}

fn find() -> Result<Option<PathBuf>> {
    let driver = named(VARIABLE)?.or_else(|| on_path(&["WebKitWebDriver"]));
    Ok(driver.filter(|_| on_path(&["Xvfb"]).is_some()))
}
