//! The programs of the worker's helpers: the crate `kernels` alone, compiled twice, the second time for browsers
//! that have relaxed SIMD.

use crate::process::{run, say};
use crate::project::Project;
use crate::setup::web::{Compiler, PROFILE, TARGET};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Puts both into a folder, each with the JavaScript that starts it: `helper` and `helper_relaxed`.
pub fn build(
    project: &Project,
    compiler: &Compiler,
    wasm_bindgen: &Path,
    folder: &Path,
) -> Result<()> {
    say("Compiling the helpers of the worker");
    // Of their own, or Cargo would compile everything again for one and then for the other.
    let relaxed = project.target().join("relaxed");
    for (name, target) in [("helper", project.target()), ("helper_relaxed", &relaxed)] {
        let mut build = compiler.cargo(project, "build");
        build.args(["--package", "kernels", "--bin", "helper"]).env("CARGO_TARGET_DIR", target);
        if target == relaxed {
            compiler.apply_relaxed(&mut build);
        }
        run(&mut build, &format!("{name} could not be compiled"))?;
        let compiled = target.join(TARGET).join(PROFILE).join("helper.wasm");
        let mut bindgen = Command::new(wasm_bindgen.join("wasm-bindgen"));
        bindgen
            .args(["--target", "web", "--no-typescript", "--out-name", name, "--out-dir"])
            .args([folder, &compiled]);
        run(&mut bindgen, &format!("{name} could not be bound to JavaScript"))?;
    }
    Ok(())
}
