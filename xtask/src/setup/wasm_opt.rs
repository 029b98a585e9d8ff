//! `wasm-opt`, which makes wasm smaller: the machine's own, or npm's `binaryen`.

use super::node;
use crate::process::{on_path, output, run, say};
use crate::project::Project;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Binaryen's release. Other releases make other files, so no other is used.
pub const VERSION: &str = "132";

/// A `wasm-opt` that can be run.
pub enum WasmOpt {
    /// A program of the machine, on `PATH`.
    Program(PathBuf),
    /// A script for Node.js.
    Script(PathBuf),
}

impl WasmOpt {
    /// A command that runs it.
    pub fn command(&self) -> Command {
        match self {
            Self::Program(program) => Command::new(program),
            Self::Script(script) => {
                let mut node = Command::new("node");
                node.arg(script);
                node
            }
        }
    }

    fn is_right(&self) -> bool {
        let printed = output(self.command().arg("--version")).unwrap_or_default();
        printed.split_whitespace().any(|word| word == VERSION)
    }
}

/// Makes sure that `wasm-opt` is there.
pub fn ensure(project: &Project) -> Result<WasmOpt> {
    let on_path = on_path(&["wasm-opt"]).map(WasmOpt::Program);
    if let Some(wasm_opt) = on_path.filter(WasmOpt::is_right) {
        return Ok(wasm_opt);
    }
    let package = format!("binaryen@{VERSION}.0.0");
    let folder = project.tool("binaryen", &format!("{VERSION}.0.0"));
    let wasm_opt = WasmOpt::Script(folder.join("node_modules/binaryen/bin/wasm-opt"));
    if folder.is_dir() && wasm_opt.is_right() {
        return Ok(wasm_opt);
    }
    node::ensure().with_context(|| format!("wasm-opt {VERSION} is missing"))?;
    say(format!(
        "Installing {package} with npm, whose wasm-opt makes what visitors download smaller"
    ));
    let partial = folder.with_extension("partial");
    for leftover in [&partial, &folder] {
        if leftover.exists() {
            fs::remove_dir_all(leftover)?;
        }
    }
    fs::create_dir_all(&partial)?;
    let mut install = node::npm();
    install.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&partial).arg(&package);
    run(&mut install, &format!("{package} could not be installed"))?;
    fs::rename(&partial, &folder)?;
    wasm_opt
        .is_right()
        .then_some(wasm_opt)
        .with_context(|| format!("{package} was installed but its wasm-opt does not start"))
}
