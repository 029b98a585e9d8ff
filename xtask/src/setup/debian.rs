//! Debian's packages, and Debian's own Rust for the web.
//!
//! Debian ships a recent compiler for building browsers, with the source of the standard library.
//! The library is built once for wasm32 and kept; the compiler is linked into rustup as a toolchain.

use super::target::{TARGET, has_library};
use crate::process::{on_path, output, run, say, version};
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name under which rustup knows Debian's compiler.
pub const TOOLCHAIN: &str = "headstart-web";

/// Debian's linker for wasm.
pub const LINKER: &str = "wasm-ld-22";

const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "lld-22"];

/// Programs and files of those packages; when all are there, nothing needs to be installed.
const FILES: [&str; 5] = [
    "/usr/bin/rustc",
    "/usr/bin/cargo",
    "/usr/lib/rustlib/src/rust/library/std/Cargo.toml",
    "/usr/bin/cargo-clippy",
    "/usr/bin/wasm-ld-22",
];

/// Whether this is Debian itself: its derivatives do not have these packages.
pub fn is_here() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian") && on_path(&["apt-get"]).is_some()
}

/// The finished standard library, when everything is in place already.
pub fn ready(project: &Project) -> Option<PathBuf> {
    if !files_are_there() || !is_linked() {
        return None;
    }
    let sysroot = sysroot(project)?;
    is_complete(&sysroot).then_some(sysroot)
}

/// Installs the compiler, links it and builds the standard library, each where it is missing.
pub fn install(project: &Project) -> Result<PathBuf> {
    if !files_are_there() {
        apt_install(&PACKAGES, "a Rust compiler that can compile for browsers")?;
    }
    if !is_linked() {
        say(format!("Linking Debian's compiler into rustup as {TOOLCHAIN}"));
        let mut link = Command::new("rustup");
        link.args(["toolchain", "link", TOOLCHAIN, "/usr"]);
        run(&mut link, "Debian's compiler could not be linked")?;
    }
    let sysroot = sysroot(project).context("Debian's rustc does not tell its version")?;
    if !is_complete(&sysroot) {
        say("Building Rust's standard library for browsers (about a minute, once)");
        build_std(&sysroot)?;
    }
    Ok(sysroot)
}

/// Installs Debian packages, or says which to install when we may not.
pub fn apt_install(packages: &[&str], what_for: &str) -> Result<()> {
    let list = packages.join(" ");
    let by_hand = || {
        format!(
            "Install {what_for}, then try again: sudo apt-get update && sudo apt-get install {list}"
        )
    };
    if !is_here() {
        bail!(by_hand());
    }
    let is_root = output(Command::new("id").arg("-u")).as_deref() == Some("0");
    let may_sudo = || output(Command::new("sudo").args(["-n", "true"])).is_some();
    if !is_root && !may_sudo() {
        bail!(by_hand());
    }
    let apt_get = |arguments: &[&str]| {
        let mut command = Command::new(if is_root { "apt-get" } else { "sudo" });
        if !is_root {
            command.args(["-n", "apt-get"]);
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    say(format!("Installing {list} with apt-get: {what_for}"));
    run(&mut apt_get(&["update", "-qq"]), &by_hand())?;
    // Never at the price of something that the machine's owner installed.
    let mut install = apt_get(&["install", "-y", "-qq", "--no-remove"]);
    run(install.args(packages), &by_hand())
}

fn files_are_there() -> bool {
    FILES.iter().all(|file| Path::new(file).is_file())
}

/// Whether rustup knows the compiler. Without rustup there is nothing to link: Debian's is active.
fn is_linked() -> bool {
    let Some(rustup) = on_path(&["rustup"]) else {
        return true;
    };
    let toolchains = output(Command::new(rustup).args(["toolchain", "list"])).unwrap_or_default();
    toolchains.lines().any(|line| line.split_whitespace().next() == Some(TOOLCHAIN))
}

fn sysroot(project: &Project) -> Option<PathBuf> {
    let version = version("/usr/bin/rustc")?;
    Some(project.cache().join(format!("sysroot-{version}")))
}

fn libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn is_complete(sysroot: &Path) -> bool {
    let libraries = libraries(sysroot);
    ["libstd-", "libpanic_abort-", "libtest-"].iter().all(|name| has_library(&libraries, name))
}

/// Builds the standard library aside, and moves it in place only when it is whole.
fn build_std(sysroot: &Path) -> Result<()> {
    const SEED: &str = "headstart_std_seed";
    let partial = sysroot.with_extension(format!("partial-{}", std::process::id()));
    let seed = partial.join("seed");
    fs::create_dir_all(seed.join("src"))?;
    fs::write(seed.join("src/lib.rs"), "")?;
    let manifest = format!(
        "[package]\nname = \"{SEED}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n"
    );
    fs::write(seed.join("Cargo.toml"), manifest)?;

    let mut build = Command::new("cargo");
    build
        .current_dir(&seed)
        .args(["build", "--release", "--target", TARGET])
        // `test` is what a test binary links.
        .arg("-Zbuild-std=std,panic_abort,test")
        .env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode in it, link-time optimisation of the page fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", seed.join("target"));
    run(&mut build, "Rust's standard library could not be built")?;

    let kept = libraries(&partial);
    fs::create_dir_all(&kept)?;
    let built = seed.join("target").join(TARGET).join("release/deps");
    for entry in fs::read_dir(built)? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default();
        let is_seed = name.to_string_lossy().contains(SEED);
        if file.extension().is_some_and(|ending| ending == "rlib") && !is_seed {
            fs::copy(&file, kept.join(name))?;
        }
    }
    fs::remove_dir_all(&seed)?;
    if sysroot.exists() {
        fs::remove_dir_all(sysroot)?;
    }
    fs::rename(&partial, sysroot)?;
    Ok(())
}
