//! Tests that use the built site as a person does.

use super::report::Report;
use super::{Outcome, all_minilm};
use crate::project::Project;
use crate::setup::{browser, firefox, node, webkit};
use crate::site::{self, Finish};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "tests/e2e";

/// All tests, or those that words name: of files, or failing that of tests.
///
/// All of them test what is published. Who names some is at work on them, and does not wait for `wasm-opt`.
pub fn all(project: &Project, filter: &[String]) -> Result<Outcome> {
    let tests = project.files(FOLDER, ".test.mjs")?;
    if tests.is_empty() {
        return Ok(Outcome::Skipped(format!("no {FOLDER}/*.test.mjs")));
    }
    let finish = if filter.is_empty() { Finish::Published } else { Finish::Quick };
    let (tests, options) = chosen(tests, filter);
    let mut test = on_site(project, finish)?;
    test.args(options).args(tests);
    if let Some(folder) = all_minilm(project) {
        test.env(MINILM, folder);
    }
    if let Some(program) = firefox::sought() {
        test.env(firefox::VARIABLE, program);
    }
    if let Some(driver) = webkit::sought() {
        test.env(webkit::VARIABLE, driver);
    }
    Ok(Outcome::Ran(Report::of(&mut test)?))
}

/// Tells the tests where all-MiniLM-L6-v2 is.
pub const MINILM: &str = "HEADSTART_MINILM";

/// Runs tests of Node that use the site in a browser, once both are there; which tests, is to be said.
pub fn on_site(project: &Project, finish: Finish) -> Result<Command> {
    let browser = browser::ensure()?;
    node::packages(project)?;
    let site = site::build(project, finish)?;
    let mut test = Command::new("node");
    test.current_dir(project.root())
        // One after the other: they would only slow each other down, and some wait for the clock.
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    browser.tell(project, &site, &mut test);
    Ok(test)
}

/// The files to run, and what else is told the runner.
fn chosen(files: Vec<PathBuf>, filter: &[String]) -> (Vec<PathBuf>, Vec<String>) {
    let names = |file: &Path, word: &str| {
        file.file_name().is_some_and(|name| name.to_string_lossy().contains(word))
    };
    let (mut wanted, mut options) = (Vec::new(), Vec::new());
    for word in filter {
        let named = files.iter().filter(|file| names(file, word)).cloned();
        let before = wanted.len();
        wanted.extend(named);
        if word.starts_with('-') {
            options.push(word.clone());
        } else if wanted.len() == before {
            options.push(format!("--test-name-pattern={word}"));
        }
    }
    wanted.sort();
    wanted.dedup();
    (if wanted.is_empty() { files } else { wanted }, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_files_or_tests() {
        let files = || ["a/learn.test.mjs", "a/text.test.mjs"].map(PathBuf::from).to_vec();
        let choose = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            chosen(files(), &words)
        };
        assert_eq!(choose(&[]), (files(), vec![]));
        assert_eq!(choose(&["learn"]), (files()[..1].to_vec(), vec![]));
        let pattern = |word: &str| vec![format!("--test-name-pattern={word}")];
        assert_eq!(choose(&["offline"]), (files(), pattern("offline")));
        assert_eq!(choose(&["text", "typed"]), (files()[1..].to_vec(), pattern("typed")));
        assert_eq!(choose(&["--test-only"]), (files(), vec!["--test-only".to_owned()]));
    }
}
