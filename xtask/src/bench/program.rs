//! The engine without the page, as a program that a page of the bench's loads.

use crate::process::{run, say};
use crate::project::Project;
use crate::setup::target::TARGET;
use crate::setup::{wasm_opt, web};
use crate::site;
use anyhow::Result;
use std::fs;
use std::path::PathBuf;

/// The name of the binary, and of the feature that it needs.
const NAME: &str = "bench";

/// Builds it as the site is built, and returns the folder where it is.
pub fn build(project: &Project) -> Result<PathBuf> {
    let compiler = web::ensure(project)?;
    let wasm_opt = wasm_opt::ensure(project)?;

    say("Compiling what is measured of Headstart, in release");
    let mut build = compiler.cargo(project, "build", web::PUBLISHED);
    build.args(["--bin", NAME, "--features", NAME]);
    run(&mut build, "What is to be measured could not be built")?;

    let compiled = project.target().join(TARGET).join(web::PUBLISHED);
    let bound = project.target().join("bench-bindgen");
    site::bind(&compiled.join(NAME).with_extension("wasm"), NAME, site::Form::Whole, &bound)?;
    site::helpers::build(project, &compiler, &bound)?;

    let folder = project.target().join("bench-program");
    fs::create_dir_all(&folder)?;
    let scripts = ["bench.js", "helper.js", "helper_relaxed.js"].map(|name| bound.join(name));
    let loader = project.root().join("www/helper_loader.js");
    for script in scripts.iter().chain([&loader]) {
        fs::copy(script, folder.join(script.file_name().unwrap_or_default()))?;
    }
    let kept = "wasm-opt-bench";
    for (name, file) in site::optimise::folder(project, &wasm_opt, &bound, kept, |_| false)? {
        fs::copy(file, folder.join(name))?;
    }
    Ok(folder)
}
