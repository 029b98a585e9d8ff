//! What is taken away, read by the programs that people use: ONNX Runtime, LiteRT, NumPy and TensorFlow.js say of
//! written files what the page says.

use super::Outcome;
use super::tally::Tally;
use crate::process::{on_path, run, say};
use crate::project::Project;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The packages of Python that read the files.
const PACKAGES: [&str; 3] = ["ai-edge-litert==2.3.0", "numpy==2.4.6", "onnxruntime==1.32.0"];

/// What reads a folder of samples, and says whether it says the same.
const SCRIPTS: [&str; 3] = ["onnx_samples.py", "tflite.py", "numpy_reader.py"];

/// Writes samples of every format, and has each reader read its own.
pub fn all(project: &Project) -> Result<Outcome> {
    let samples = project.target().join("samples");
    let mut write = project.cargo("run");
    write.args(["--quiet", "--package", "export", "--example", "samples", "--"]);
    run(write.arg(&samples), "The samples could not be written")?;
    let mut tally = Tally::default();
    match python(project) {
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

/// A Python that has the packages, installed where they are not there; `None` without pip.
fn python(project: &Project) -> Result<Option<PathBuf>> {
    let folder = project.cache().join("formats");
    let own = folder.join("bin").join("python");
    // Written last, so that what was begun and not ended is not taken for whole.
    let stamp = folder.join("packages");
    let wanted = PACKAGES.join(" ");
    if std::fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) && works(&own) {
        return Ok(Some(own));
    }
    let Some(python) = on_path(&["python3", "python"]) else { return Ok(None) };
    say("Installing ONNX Runtime, LiteRT and NumPy, which read what is taken away");
    let mut make = Command::new(python);
    run(make.args(["-m", "venv"]).arg(&folder), "Python could not be set up")?;
    let mut install = Command::new(&own);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    run(install.args(PACKAGES), "pip could not install them")?;
    std::fs::write(stamp, wanted)?;
    Ok(Some(own))
}

fn works(python: &Path) -> bool {
    Command::new(python).arg("--version").output().is_ok_and(|output| output.status.success())
}
