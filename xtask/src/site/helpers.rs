//! The programs of the worker's helpers: the crate `kernels` alone, compiled twice, the second time for browsers
//! that have relaxed SIMD.

use super::programs::{Form, bind};
use crate::process::{run, say};
use crate::project::Project;
use crate::setup::target::TARGET;
use crate::setup::web::{Compiler, PUBLISHED};
use anyhow::Result;
use std::path::Path;

/// What both are called.
pub const NAMES: [&str; 2] = ["helper", "helper_relaxed"];

/// Puts both into a folder, each with the JavaScript that starts it.
pub fn build(project: &Project, compiler: &Compiler, folder: &Path) -> Result<()> {
    say("Compiling the helpers of the worker");
    // Of their own, or Cargo would compile everything again for one and then for the other.
    let relaxed = project.target().join("relaxed");
    for (name, target) in NAMES.into_iter().zip([project.target(), &relaxed]) {
        let mut build = compiler.cargo(project, "build", PUBLISHED);
        build.args(["--package", "kernels", "--bin", "helper"]).env("CARGO_TARGET_DIR", target);
        if target == relaxed {
            compiler.apply_relaxed(&mut build);
        }
        run(&mut build, &format!("{name} could not be compiled"))?;
        bind(&target.join(TARGET).join(PUBLISHED).join("helper.wasm"), name, Form::Whole, folder)?;
    }
    Ok(())
}
