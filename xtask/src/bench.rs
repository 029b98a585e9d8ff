//! `cargo xtask bench`: measurements that are too noisy to be tests.

use crate::process::{run, say};
use crate::project::Project;
use crate::setup::{browser, node};
use crate::site;
use anyhow::{Result, bail};
use std::process::Command;

const FOLDER: &str = "tests/bench";

/// Builds the site, then runs every program in `tests/bench/`, in the order of their names.
pub fn run_all(project: &Project) -> Result<()> {
    let programs = project.files(FOLDER, ".mjs")?;
    if programs.is_empty() {
        bail!("There is nothing to measure: put a program for Node.js in {FOLDER}/NAME.mjs.");
    }
    let browser = browser::ensure()?;
    node::packages(project)?;
    site::build(project)?;
    for program in programs {
        let name = program.strip_prefix(project.root()).unwrap_or(&program);
        say(format!("Running {}", name.display()));
        let mut bench = Command::new("node");
        bench.current_dir(project.root()).arg(name);
        browser.tell(project, &mut bench);
        run(&mut bench, &format!("{} failed", name.display()))?;
    }
    Ok(())
}
