//! Running other programs, and saying what happens.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Says one step as it begins.
pub fn say(step: impl AsRef<str>) {
    println!("→ {}", step.as_ref());
}

/// Runs a program to its end; fails with a sentence about `what` when it fails.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{what}: could not start {}", name(command)))?;
    if !status.success() {
        bail!("{what}: {} ended with {status}", name(command));
    }
    Ok(())
}

/// What a program prints, without the last line's end; `None` when it cannot be run or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}

/// The version that `program --version` prints: the first word that begins with a digit.
pub fn version(program: impl AsRef<OsStr>) -> Option<String> {
    let printed = output(Command::new(program).arg("--version"))?;
    let is_version = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
    let word = printed.split_whitespace().find(is_version)?;
    Some(word.to_owned())
}

/// The first of `names` that is a file in a directory of `PATH`.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let directories: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .map(|name| format!("{name}{}", env::consts::EXE_SUFFIX))
        .flat_map(|name| directories.iter().map(move |folder| folder.join(&name)))
        .find(|file| file.is_file())
}

/// `PATH` with some directories put in front.
pub fn path_with(directories: &[&Path]) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut all: Vec<PathBuf> = directories.iter().map(PathBuf::from).collect();
    all.extend(env::split_paths(&path));
    env::join_paths(all).context("a directory's name cannot stand in PATH")
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
