//! Tests on this machine.

use super::report::Report;
use super::{Outcome, all_minilm};
use crate::process::say;
use crate::project::Project;
use anyhow::Result;

/// Tests of the library alone, which need no data.
pub fn unit(project: &Project) -> Result<Outcome> {
    Ok(Outcome::Ran(Report::of(project.cargo("test").args(["--lib", "--quiet"]))?))
}

/// All tests, also those of the kernels, of this helper and in the documentation; or those that a filter of
/// libtest's names.
pub fn all(project: &Project, filter: &[String]) -> Result<Outcome> {
    let mut test = project.cargo("test");
    test.args(["--workspace", "--no-fail-fast"]);
    match project.test_data() {
        Some(data) => {
            test.env("HEADSTART_DATA", data);
        }
        None => say("No ../shared/data: tests that need it skip themselves"),
    }
    if let Some(folder) = all_minilm(project) {
        test.env("HEADSTART_MINILM", folder);
    }
    Ok(Outcome::Ran(Report::of(test.arg("--").args(filter))?))
}
