//! Trunk and wasm-bindgen, installed from their sources by Cargo into the project's own folder.

use crate::process::{on_path, run, say, version};
use crate::project::Project;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// A newer Trunk wants a newer compiler than the one this project is written for.
const TRUNK: &str = "0.21.14";

/// The folder with `trunk`.
pub fn trunk(project: &Project) -> Result<PathBuf> {
    let trunk = CargoTool {
        package: "trunk",
        programs: &["trunk"],
        version: TRUNK.to_owned(),
        locked: true,
        why: "bundles page, worker and styles",
    };
    trunk.ensure(project)
}

/// The folder with `wasm-bindgen` and `wasm-bindgen-test-runner`, which must be of the same version
/// as the library.
pub fn wasm_bindgen(project: &Project) -> Result<PathBuf> {
    let wasm_bindgen = CargoTool {
        package: "wasm-bindgen-cli",
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        version: project.locked_version("wasm-bindgen")?,
        // Its lock file names dependencies that are older than what it builds with today.
        locked: false,
        why: "writes the JavaScript that loads wasm",
    };
    wasm_bindgen.ensure(project)
}

struct CargoTool {
    package: &'static str,
    programs: &'static [&'static str],
    version: String,
    locked: bool,
    why: &'static str,
}

impl CargoTool {
    fn ensure(&self, project: &Project) -> Result<PathBuf> {
        let on_path = on_path(&self.programs[..1]).and_then(|file| Some(file.parent()?.to_owned()));
        if let Some(folder) = on_path.filter(|folder| self.is_in(folder)) {
            return Ok(folder);
        }
        let root = project.tool(self.package, &self.version);
        let folder = root.join("bin");
        if self.is_in(&folder) {
            return Ok(folder);
        }
        let Self { package, version, .. } = self;
        say(format!("Installing {package} {version}, which {} (minutes, once)", self.why));
        let mut install = Command::new("cargo");
        install
            .args(["install", package, "--version", version, "--root"])
            .arg(&root)
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTFLAGS");
        if self.locked {
            install.arg("--locked");
        }
        run(&mut install, &format!("{package} could not be installed"))?;
        self.is_in(&folder)
            .then_some(folder)
            .with_context(|| format!("{package} {version} was installed but does not start"))
    }

    fn is_in(&self, folder: &std::path::Path) -> bool {
        let is_right =
            |program: &&str| version(folder.join(program)).as_deref() == Some(&*self.version);
        self.programs.iter().all(is_right)
    }
}
