//! A Rust compiler for the web: rustup's, or where rustup cannot download the target, Debian's.

use super::debian;
use super::target::{TARGET, has_library};
use crate::places;
use crate::process::{on_path, output, say};
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is served and what the in-browser tests run is compiled with this profile of `Cargo.toml`.
pub const PUBLISHED: &str = "wasm";

/// What is seen while its code is changed is compiled with this one.
pub const DEV: &str = "dev-web";

/// A way to compile for the web.
///
/// Every build, test and lint goes through [`Compiler::cargo`] or [`Compiler::apply`]: Cargo builds
/// everything again when the flags differ in one letter.
pub enum Compiler {
    /// The active toolchain has the target.
    Active,
    /// Debian's compiler, with a standard library built from Debian's sources.
    Debian {
        /// Where that library is.
        sysroot: PathBuf,
    },
}

impl Compiler {
    /// Sets the environment in which Cargo compiles for the web.
    pub fn apply(&self, command: &mut Command) {
        self.apply_with(command, "+simd128");
    }

    /// The same for a machine that has other features.
    fn apply_with(&self, command: &mut Command, features: &str) {
        let mut flags = vec![
            format!("-Ctarget-feature={features}"),
            // Leptos then compiles a part of a page once, and not for each page that it is in: a tenth of the page's size.
            "--cfg=erase_components".to_owned(),
        ];
        flags.extend(places::forgotten());
        if let Self::Debian { sysroot } = self {
            flags.push(format!("--sysroot={}", sysroot.display()));
            command
                .env("RUSTUP_TOOLCHAIN", debian::TOOLCHAIN)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", debian::LINKER);
        }
        // Goes before whatever else says flags, and what is between them is no blank: folders have such in their names.
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    }

    /// What it calls itself, with its version.
    pub fn version(&self) -> Result<String> {
        let mut rustc = Command::new("rustc");
        rustc.arg("--version");
        if let Self::Debian { .. } = self {
            rustc.env("RUSTUP_TOOLCHAIN", debian::TOOLCHAIN);
        }
        output(&mut rustc).context("rustc does not tell its version")
    }

    /// As [`apply`](Self::apply), but for browsers that have relaxed SIMD. What is compiled so wants a target
    /// directory of its own.
    pub fn apply_relaxed(&self, command: &mut Command) {
        self.apply_with(command, "+simd128,+relaxed-simd");
    }

    /// `cargo SUBCOMMAND` for the web, with a profile.
    pub fn cargo(&self, project: &Project, subcommand: &str, profile: &str) -> Command {
        let mut command = project.cargo(subcommand);
        command.args(["--target", TARGET, "--profile", profile]);
        self.apply(&mut command);
        command
    }
}

/// Makes sure that something here can compile for the web.
pub fn ensure(project: &Project) -> Result<Compiler> {
    if active_has_target() {
        return Ok(Compiler::Active);
    }
    if let Some(sysroot) = debian::ready(project) {
        return Ok(Compiler::Debian { sysroot });
    }
    let rustup = on_path(&["rustup"]);
    if let Some(rustup) = &rustup {
        say("Adding the target wasm32-unknown-unknown with rustup, to compile for browsers");
        let added = Command::new(rustup).args(["target", "add", TARGET]).status();
        if added.is_ok_and(|status| status.success()) && active_has_target() {
            return Ok(Compiler::Active);
        }
    }
    if debian::is_here() {
        say("rustup could not add it; using Debian's own Rust for the web instead");
        let sysroot = debian::install(project)?;
        return Ok(Compiler::Debian { sysroot });
    }
    match rustup {
        Some(_) => bail!(
            "Rust cannot compile for browsers here yet: run `rustup target add {TARGET}` while \
             the network is up, then try again."
        ),
        None => bail!(
            "Rust cannot compile for browsers here yet: install Rust with rustup \
             (https://rustup.rs), then try again."
        ),
    }
}

/// Whether the active toolchain has the target's standard library, whoever installed it.
fn active_has_target() -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    output(&mut rustc).is_some_and(|libraries| has_library(Path::new(&libraries), "libstd-"))
}
