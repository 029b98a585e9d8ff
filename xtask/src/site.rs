//! From source to the static site in `dist/`.

use crate::optimise;
use crate::process::{path_with, run, say};
use crate::project::Project;
use crate::setup::{tools, wasm_opt, web};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Builds the site. `dist/` is replaced only by a whole new one.
pub fn build(project: &Project) -> Result<()> {
    let compiler = web::ensure(project)?;
    let trunk = tools::trunk(project)?;
    let wasm_bindgen = tools::wasm_bindgen(project)?;
    let wasm_opt = wasm_opt::ensure(project)?;

    say("Compiling the page and the worker in release (minutes the first time)");
    let bundled = project.target().join("site");
    let mut build = Command::new(trunk.join("trunk"));
    build
        .current_dir(project.root())
        // Offline: what Trunk uses is on PATH, and it is to download nothing.
        .args(["--offline", "--skip-version-check", "--log", "warn"])
        .args(["build", "--dist"])
        .arg(&bundled)
        .env("PATH", path_with(&[&trunk, &wasm_bindgen])?)
        .env_remove("RUST_LOG");
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk takes only `true` or `false` for it.
        build.env("NO_COLOR", "true");
    }
    compiler.apply(&mut build);
    run(&mut build, "The site could not be built")?;

    let optimised = optimise::folder(project, &wasm_opt, &bundled)?;

    let next = project.root().join("dist.new");
    if next.exists() {
        fs::remove_dir_all(&next)?;
    }
    copy_folder(&bundled, &next).context("dist could not be written")?;
    for (name, file) in optimised {
        fs::copy(file, next.join(name))?;
    }
    let dist = project.dist();
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::rename(&next, &dist)?;
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}
