//! What is taken away, read by the programs that people use: ONNX Runtime, LiteRT, NumPy and TensorFlow.js say of
//! written files what the page says.

use super::end_to_end::{MINILM, on_site};
use super::report::Report;
use super::tally::Tally;
use super::{Outcome, all_minilm};
use crate::process::run;
use crate::project::Project;
use crate::setup::{node, python};
use crate::site::Finish;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// The packages of Python that read the files, and what makes photos and texts ready for them.
const PACKAGES: [&str; 5] = [
    "ai-edge-litert==2.3.0",
    "numpy==2.4.6",
    "onnxruntime==1.32.0",
    "pillow==13.0.0",
    "tokenizers==0.23.3",
];

/// What they are, for who waits for them.
const WHAT: &str = "ONNX Runtime, LiteRT and NumPy, which read what is taken away";

/// What reads a folder of samples, and says whether it says the same.
const SCRIPTS: [&str; 3] = ["onnx_samples.py", "tflite_samples.py", "numpy_samples.py"];

/// Tells the tests of photos and texts which Python has the packages.
const VARIABLE: &str = "HEADSTART_FORMATS";

const TEST: &str = "tests/formats/real.test.mjs";

/// Writes samples of every format, and has each reader read its own; then asks all of them about photos and texts.
pub fn all(project: &Project) -> Result<Outcome> {
    let samples = project.target().join("samples");
    let mut write = project.cargo("run");
    write.args(["--quiet", "--package", "export", "--example", "samples", "--"]);
    run(write.arg(&samples), "The samples could not be written")?;
    let mut tally = Tally::default();
    let python = match python::ensure(project, "formats", &PACKAGES, WHAT) {
        Ok(Some(python)) => {
            for script in SCRIPTS {
                let script = project.root().join("tests/python").join(script);
                tally = tally.plus(read(Command::new(&python).arg(script).arg(&samples))?);
            }
            Some(python)
        }
        Ok(None) => {
            tally = tally.plus(skipped("there is no Python with pip"));
            None
        }
        Err(error) => {
            tally = tally.plus(skipped(&format!("{error:#}")));
            None
        }
    };
    let folder = project.root().join("tests/node");
    let has_tfjs = match node::install(&folder, "TensorFlow.js, which reads what is taken away") {
        Ok(()) => {
            let script = folder.join("tfjs_samples.mjs");
            tally = tally.plus(read(Command::new("node").arg(script).arg(&samples))?);
            true
        }
        Err(error) => {
            tally = tally.plus(skipped(&format!("{error:#}")));
            false
        }
    };
    match python {
        Some(python) if has_tfjs && project.test_data().is_some() => {
            Ok(Outcome::Ran(real(project, &python)?.with(tally)))
        }
        _ => {
            let why = "photos and texts need the shared data beside this checkout, and all readers";
            Ok(Outcome::Ran(tally.plus(skipped(why)).into()))
        }
    }
}

/// Photos and texts that were never in the page: what is published teaches, and hands the files over.
fn real(project: &Project, python: &Path) -> Result<Report> {
    // The tests of the site build the same: nothing is shrunk twice.
    let mut test = on_site(project, Finish::Published)?;
    test.arg(TEST).env(VARIABLE, python);
    if let Some(folder) = all_minilm(project) {
        test.env(MINILM, folder);
    }
    Report::of(&mut test)
}

fn skipped(why: &str) -> Tally {
    println!("SKIPPED: {why}");
    Tally::SKIPPED
}

/// Whether a reader says of its samples what the page says.
fn read(command: &mut Command) -> Result<Tally> {
    let status = command.status().context("a reader could not be started")?;
    Ok(if status.success() { Tally::PASSED } else { Tally::FAILED })
}
