//! Node.js, npm, and the packages that the end-to-end tests use.

use crate::process::{run, say, version};
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The oldest Node.js that the end-to-end tests run on.
const OLDEST: u32 = 20;

/// A command that runs npm.
pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Makes sure that Node.js and npm are there; they are the one thing nobody installs for you.
pub fn ensure() -> Result<()> {
    let printed = crate::process::output(Command::new("node").arg("--version"));
    let major = printed.and_then(|text| {
        let version = text.trim_start_matches('v');
        version.split('.').next()?.parse::<u32>().ok()
    });
    let has_npm = version(npm().get_program()).is_some();
    match major {
        Some(major) if major >= OLDEST && has_npm => Ok(()),
        _ => bail!(
            "Install Node.js {OLDEST} or newer with npm (https://nodejs.org), then try again."
        ),
    }
}

/// Makes sure that the packages of the end-to-end tests are there.
pub fn packages(project: &Project) -> Result<()> {
    install(project.root(), "what drives and examines the browser in end-to-end tests")
}

/// Makes sure that `node_modules` of a folder is what its `package-lock.json` says; `what` is in it.
pub fn install(folder: &Path, what: &str) -> Result<()> {
    ensure()?;
    let lock = fs::read(folder.join("package-lock.json"))
        .context("package-lock.json could not be read")?;
    // A copy of the lock is left behind as the last step, so its presence means a whole install.
    let installed = folder.join("node_modules/.headstart-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say(format!("Installing with npm {what}"));
    let mut install = npm();
    install
        .current_dir(folder)
        // Without scripts no package can download a browser of its own.
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run(&mut install, "npm could not install the packages of package-lock.json")?;
    fs::write(installed, lock)?;
    Ok(())
}
