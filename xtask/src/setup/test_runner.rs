//! wasm-bindgen's test runner, installed from its source by Cargo into the project's own folder.

use crate::process::{on_path, run, say, version};
use crate::project::Project;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The package that it is in.
const PACKAGE: &str = "wasm-bindgen-cli";

/// What it is called.
const PROGRAM: &str = "wasm-bindgen-test-runner";

/// How it is compiled: to be there soon. It works for a second or two.
const CHEAPLY: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_STRIP", "true"),
];

/// The folder with `wasm-bindgen-test-runner`, which must be of the same version as the library.
pub fn ensure(project: &Project) -> Result<PathBuf> {
    let version = project.locked_version("wasm-bindgen")?;
    let on_path = on_path(&[PROGRAM]).and_then(|file| Some(file.parent()?.to_owned()));
    if let Some(folder) = on_path.filter(|folder| is_in(folder, &version)) {
        return Ok(folder);
    }
    let root = project.tool(PACKAGE, &version);
    let folder = root.join("bin");
    if is_in(&folder, &version) {
        return Ok(folder);
    }
    say(format!("Installing {PROGRAM} {version}, which runs tests in a browser (minutes, once)"));
    let mut install = Command::new("cargo");
    // Not with its lock file, which names dependencies that are older than what it builds with today.
    install
        .args(["install", PACKAGE, "--bin", PROGRAM, "--version", &version, "--root"])
        .arg(&root)
        .envs(CHEAPLY)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS");
    run(&mut install, &format!("{PROGRAM} could not be installed"))?;
    is_in(&folder, &version)
        .then_some(folder)
        .with_context(|| format!("{PROGRAM} {version} was installed but does not start"))
}

fn is_in(folder: &Path, wanted: &str) -> bool {
    version(folder.join(PROGRAM)).as_deref() == Some(wanted)
}
