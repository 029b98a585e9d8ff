//! Chromium or Chrome, and the ChromeDriver of the same version.

use super::debian;
use crate::process::on_path;
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Where macOS keeps it.
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A browser and what drives it.
pub struct Browser {
    /// The browser's program: Chromium or Chrome.
    pub chrome: PathBuf,
    /// The program that speaks WebDriver to it.
    pub driver: PathBuf,
}

impl Browser {
    /// Writes what ChromeDriver needs to know: `webdriver.json`, and which browser it is.
    pub fn capabilities(&self, project: &Project) -> Result<PathBuf> {
        let file = project.root().join("webdriver.json");
        let options = fs::read_to_string(&file).context("webdriver.json could not be read")?;
        let written = project.target().join("webdriver.json");
        fs::create_dir_all(project.target())?;
        fs::write(&written, with_binary(&options, &self.chrome))?;
        Ok(written)
    }

    /// Tells a program in Node.js which browser to use, and where a built site and the test data are.
    pub fn tell(&self, project: &Project, site: &Path, program: &mut Command) {
        program.env("CHROME", &self.chrome).env("HEADSTART_DIST", site);
        if let Some(data) = project.test_data() {
            program.env("HEADSTART_DATA", data);
        }
    }
}

/// Puts the browser's path in front of its arguments.
fn with_binary(capabilities: &str, chrome: &Path) -> String {
    // Between quotes, Rust and JSON escape the characters of a path alike.
    let binary = format!("\"binary\": {:?}, \"args\"", chrome.to_string_lossy());
    capabilities.replacen("\"args\"", &binary, 1)
}

/// Makes sure that both are there. `CHROME` and `CHROMEDRIVER` name others than those on `PATH`.
pub fn ensure() -> Result<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    if !debian::is_here() {
        bail!(
            "Install Chrome or Chromium and the ChromeDriver of the same version, or name them in \
             CHROME and CHROMEDRIVER, then try again."
        );
    }
    debian::apt_install(&["chromium", "chromium-driver"], "the browser that the tests run in")?;
    match find()? {
        Some(browser) => Ok(browser),
        None => bail!(
            "Chromium and ChromeDriver were installed, but are not on PATH: name them in CHROME and \
             CHROMEDRIVER."
        ),
    }
}

fn find() -> Result<Option<Browser>> {
    let mac = || Some(PathBuf::from(MAC)).filter(|file| file.is_file());
    let chrome = match named("CHROME")? {
        Some(chrome) => Some(chrome),
        None => on_path(&BROWSERS).or_else(mac),
    };
    let driver = match named("CHROMEDRIVER")? {
        Some(driver) => Some(driver),
        None => on_path(&["chromedriver"]),
    };
    Ok(chrome.zip(driver).map(|(chrome, driver)| Browser { chrome, driver }))
}

/// The program that a variable names, if it is set.
pub(super) fn named(variable: &str) -> Result<Option<PathBuf>> {
    match env::var_os(variable) {
        Some(file) if Path::new(&file).is_file() => Ok(Some(PathBuf::from(file))),
        Some(file) => bail!("{variable} names {}, which is no file.", Path::new(&file).display()),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_browser_beside_its_arguments() {
        let capabilities = r#"{"goog:chromeOptions": {"args": ["--headless"]}}"#;
        assert_eq!(
            with_binary(capabilities, Path::new("/opt/chrome")),
            r#"{"goog:chromeOptions": {"binary": "/opt/chrome", "args": ["--headless"]}}"#
        );
    }
}
