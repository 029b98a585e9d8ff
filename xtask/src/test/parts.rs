//! What each part of the test suite runs.

use super::Outcome;
use super::tally::Tally;
use crate::process::{path_with, run, say};
use crate::project::Project;
use crate::server::Server;
use crate::setup::{browser, minilm, node, tools, web};
use crate::site;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// Fixed ports for the test data and for all-MiniLM-L6-v2: their addresses are compiled into the tests,
/// and another address means compiling them again.
const DATA_PORT: u16 = 8097;
const MINILM_PORT: u16 = 8098;

/// Seconds for the tests of one binary in a browser, with WebGPU in software.
const BROWSER_TIMEOUT: &str = "600";

const END_TO_END: &str = "tests/e2e";

/// A part of the test suite.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Whether the code is formatted.
    Fmt,
    /// Lints.
    Clippy,
    /// Tests that run on the machine itself, and those in the documentation.
    Native,
    /// Tests that run inside a browser.
    Browser,
    /// Tests that use the built site as a person does.
    EndToEnd,
}

impl Part {
    /// All parts, in the order in which they run.
    pub const ALL: [Self; 5] =
        [Self::Fmt, Self::Clippy, Self::Native, Self::Browser, Self::EndToEnd];

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Browser => "browser",
            Self::EndToEnd => "e2e",
        }
    }

    /// What it does, for its heading.
    pub fn what(self) -> &'static str {
        match self {
            Self::Fmt => "is the code formatted?",
            Self::Clippy => "lints, for this machine and for the web",
            Self::Native => "tests on this machine",
            Self::Browser => "tests inside headless Chromium",
            Self::EndToEnd => "the built site, used as a person would",
        }
    }

    /// Installs what it needs, and runs it.
    pub fn run(self, project: &Project) -> Result<Outcome> {
        match self {
            Self::Fmt => fmt(project),
            Self::Clippy => clippy(project),
            Self::Native => native(project),
            Self::Browser => browser(project),
            Self::EndToEnd => end_to_end(project),
        }
    }
}

fn fmt(project: &Project) -> Result<Outcome> {
    let mut fmt = cargo(project, "fmt");
    run(fmt.args(["--all", "--check"]), "Run `cargo fmt --all`")?;
    Ok(Outcome::Ran(Tally::PASSED))
}

fn clippy(project: &Project) -> Result<Outcome> {
    say("Linting for this machine");
    let mut native = cargo(project, "clippy");
    native.args(["--workspace", "--all-targets", "--", "-Dwarnings"]);
    let native = run(&mut native, "Clippy has warnings for this machine");

    say("Linting for the web");
    let mut web = web::ensure(project)?.cargo(project, "clippy");
    web.args(["--lib", "--bins", "--tests", "--features", "bench", "--", "-Dwarnings"]);
    run(&mut web, "Clippy has warnings for the web")?;
    native?;
    Ok(Outcome::Ran(Tally::PASSED))
}

fn native(project: &Project) -> Result<Outcome> {
    let mut test = cargo(project, "test");
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
    Ok(Outcome::Ran(Tally::of(&mut test)?))
}

/// The folder of all-MiniLM-L6-v2, or `None`, said aloud, where it cannot be had.
fn all_minilm(project: &Project) -> Option<PathBuf> {
    let folder = minilm::ensure(project);
    match &folder {
        Ok(Some(_)) => {}
        Ok(None) => say("No pip: tests that need all-MiniLM-L6-v2 skip themselves"),
        Err(error) => {
            say(format!("Without all-MiniLM-L6-v2, whose tests skip themselves: {error:#}"))
        }
    }
    folder.ok().flatten()
}

fn browser(project: &Project) -> Result<Outcome> {
    let compiler = web::ensure(project)?;
    let wasm_bindgen = tools::wasm_bindgen(project)?;
    let browser = browser::ensure()?;
    let mut test = compiler.cargo(project, "test");
    test.args(["--test", "browser"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("PATH", path_with(&[&wasm_bindgen])?)
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.capabilities(project)?)
        .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TIMEOUT);
    match project.test_data() {
        Some(data) => {
            test.env("HEADSTART_TEST_DATA", serve(&data, DATA_PORT)?);
        }
        None => say("No ../shared/data: tests that need it skip themselves"),
    }
    if let Some(folder) = all_minilm(project) {
        test.env("HEADSTART_TEST_MINILM", serve(&folder, MINILM_PORT)?);
    }
    Ok(Outcome::Ran(Tally::of(&mut test)?))
}

/// Serves a folder of test data until this program ends; returns its address.
fn serve(folder: &Path, port: u16) -> Result<String> {
    // Another run may hold the port; then any will do, at the price of compiling the tests.
    let server = Server::bind(folder, port).or_else(|_| Server::bind(folder, 0));
    let server = server.context("the test data cannot be served")?;
    let address = server.address();
    say(format!("Serving {} at {address}", folder.display()));
    thread::spawn(move || server.run());
    Ok(address)
}

fn end_to_end(project: &Project) -> Result<Outcome> {
    let tests = project.files(END_TO_END, ".test.mjs")?;
    if tests.is_empty() {
        return Ok(Outcome::Skipped(format!("no {END_TO_END}/*.test.mjs")));
    }
    let browser = browser::ensure()?;
    node::packages(project)?;
    site::build(project)?;
    let mut test = Command::new("node");
    test.current_dir(project.root())
        // One after the other: they would only slow each other down, and some wait for the clock.
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(tests);
    if let Some(folder) = all_minilm(project) {
        test.env("HEADSTART_MINILM", folder);
    }
    browser.tell(project, &mut test);
    Ok(Outcome::Ran(Tally::of(&mut test)?))
}

fn cargo(project: &Project, subcommand: &str) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project.root()).arg(subcommand);
    command
}
