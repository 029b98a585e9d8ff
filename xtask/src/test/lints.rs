//! Formatting and lints.

use super::Outcome;
use super::tally::Tally;
use crate::process::{run, say};
use crate::project::Project;
use crate::setup::web;
use anyhow::Result;

/// Whether the code is formatted.
pub fn fmt(project: &Project) -> Result<Outcome> {
    let mut fmt = project.cargo("fmt");
    run(fmt.args(["--all", "--check"]), "Run `cargo fmt --all`")?;
    Ok(Outcome::Ran(Tally::PASSED.into()))
}

/// Lints for this machine.
pub fn native(project: &Project) -> Result<Outcome> {
    say("Linting for this machine");
    let mut lint = project.cargo("clippy");
    lint.args(["--workspace", "--all-targets", "--", "-Dwarnings"]);
    run(&mut lint, "Clippy has warnings for this machine")?;
    Ok(Outcome::Ran(Tally::PASSED.into()))
}

/// Lints, for this machine and for the web; those for the web also when the others failed.
pub fn native_and_web(project: &Project) -> Result<Outcome> {
    let native = native(project);
    say("Linting for the web");
    let mut lint = web::ensure(project)?.cargo(project, "clippy", web::PUBLISHED);
    lint.args(["--lib", "--bins", "--tests", "--features", "bench,split", "--", "-Dwarnings"]);
    run(&mut lint, "Clippy has warnings for the web")?;
    native
}
