//! What is taken away, read by the programs that people use: ONNX Runtime, LiteRT, NumPy and TensorFlow.js say of
//! written files what the page says.

use super::Outcome;
use super::tally::Tally;
use crate::process::run;
use crate::project::Project;
use crate::setup::python;
use anyhow::{Context, Result};
use std::process::Command;

/// The packages of Python that read the files.
const PACKAGES: [&str; 3] = ["ai-edge-litert==2.3.0", "numpy==2.4.6", "onnxruntime==1.32.0"];

/// What they are, for who waits for them.
const WHAT: &str = "ONNX Runtime, LiteRT and NumPy, which read what is taken away";

/// What reads a folder of samples, and says whether it says the same.
const SCRIPTS: [&str; 3] = ["onnx_samples.py", "tflite.py", "numpy_reader.py"];

/// Writes samples of every format, and has each reader read its own.
pub fn all(project: &Project) -> Result<Outcome> {
    let samples = project.target().join("samples");
    let mut write = project.cargo("run");
    write.args(["--quiet", "--package", "export", "--example", "samples", "--"]);
    run(write.arg(&samples), "The samples could not be written")?;
    let mut tally = Tally::default();
    match python::ensure(project, "formats", &PACKAGES, WHAT) {
        Ok(Some(python)) => {
            for script in SCRIPTS {
                let script = project.root().join("tests/python").join(script);
                tally = tally.plus(read(Command::new(&python).arg(script).arg(&samples))?);
            }
        }
        Ok(None) => tally = tally.plus(skipped("there is no Python with pip")),
        Err(error) => tally = tally.plus(skipped(&format!("{error:#}"))),
    }
    let tfjs = project.root().join("tests/bench/node_modules/@tensorflow/tfjs");
    if tfjs.is_dir() {
        let script = project.root().join("tests/node/tfjs_samples.mjs");
        tally = tally.plus(read(Command::new("node").arg(script).arg(&samples))?);
    } else {
        tally = tally.plus(skipped("TensorFlow.js comes with `npm ci` in tests/bench"));
    }
    Ok(Outcome::Ran(tally.into()))
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
