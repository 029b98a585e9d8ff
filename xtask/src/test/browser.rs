//! Tests inside a browser.

use super::report::Report;
use super::{Outcome, all_minilm};
use crate::process::{path_with, say};
use crate::project::Project;
use crate::server::Server;
use crate::setup::{browser, test_runner, web};
use anyhow::{Context, Result};
use std::path::Path;
use std::thread;

/// Fixed ports for the test data and for all-MiniLM-L6-v2: their addresses are compiled into the tests,
/// and another address means compiling them again.
const DATA_PORT: u16 = 8097;
const MINILM_PORT: u16 = 8098;

/// Seconds for the tests of one binary in a browser, with WebGPU in software.
const TIMEOUT: &str = "600";

/// All tests, or those that a filter of wasm-bindgen's runner names.
pub fn all(project: &Project, filter: &[String]) -> Result<Outcome> {
    let compiler = web::ensure(project)?;
    let runner = test_runner::ensure(project)?;
    let browser = browser::ensure()?;
    let mut test = compiler.cargo(project, "test", web::PUBLISHED);
    test.args(["--test", "browser", "--no-default-features"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("PATH", path_with(&[&runner])?)
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.capabilities(project)?)
        .env("WASM_BINDGEN_TEST_TIMEOUT", TIMEOUT);
    match project.test_data() {
        Some(data) => {
            test.env("HEADSTART_TEST_DATA", serve(&data, DATA_PORT)?);
        }
        None => say("No ../shared/data: tests that need it skip themselves"),
    }
    if let Some(folder) = all_minilm(project) {
        test.env("HEADSTART_TEST_MINILM", serve(&folder, MINILM_PORT)?);
    }
    // Or nobody hears which tests skip themselves.
    test.args(["--", "--nocapture"]).args(filter);
    Ok(Outcome::Ran(Report::of(&mut test)?))
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
