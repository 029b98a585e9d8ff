//! Builds the site once more, elsewhere, and compares: who has the source can say whether a release was made from it.

use crate::process::{output, run, say};
use crate::project::Project;
use crate::site::{self, Finish, files_below};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the site and compares it with another: one that is in a folder, or one that is built from a clone, in another
/// place and from nothing.
pub fn run_program(project: &Project, arguments: &[&str]) -> Result<()> {
    let other = match arguments {
        [] => None,
        [folder] => Some(env::current_dir()?.join(folder)),
        [_, extra, ..] => bail!("`reproduce` takes one folder, but got also `{extra}`."),
    };
    if let Some(folder) = &other {
        ensure!(folder.is_dir(), "{} is no folder.", folder.display());
    } else {
        ensure_committed(project)?;
    }
    let one = site::build(project, Finish::Published)?;
    match other {
        Some(folder) => compare(&one, &folder),
        None => {
            let clone = Clone::of(project)?;
            clone.build()?;
            compare(&one, &clone.folder.join("dist"))
        }
    }
}

/// What is not committed would not be in the clone.
fn ensure_committed(project: &Project) -> Result<()> {
    let mut status = Command::new("git");
    status.current_dir(project.root()).args(["status", "--porcelain"]);
    let changes = output(&mut status).context("git could not say whether all is committed")?;
    ensure!(changes.is_empty(), "Commit first: a clone would not have\n{changes}");
    Ok(())
}

/// A clone of the repository, gone when this is.
struct Clone {
    folder: PathBuf,
}

impl Clone {
    fn of(project: &Project) -> Result<Self> {
        let folder = env::temp_dir().join(format!("headstart-again-{}", std::process::id()));
        say(format!("Cloning into {}", folder.display()));
        let mut clone = Command::new("git");
        clone.args(["clone", "--quiet"]).arg(project.root()).arg(&folder);
        run(&mut clone, "The repository could not be cloned")?;
        Ok(Self { folder })
    }

    /// Builds its site with a target directory of its own.
    fn build(&self) -> Result<()> {
        let mut build = Command::new("cargo");
        build
            .current_dir(&self.folder)
            .args(["xtask", "build"])
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env_remove("CARGO_MANIFEST_DIR");
        run(&mut build, "The site could not be built once more")
    }
}

impl Drop for Clone {
    fn drop(&mut self) {
        // What stays is in a folder for such.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Fails with a list of the files that two sites do not share.
fn compare(one: &Path, other: &Path) -> Result<()> {
    let differences = differences(one, other)?;
    if differences.is_empty() {
        let files = files_below(one)?.len();
        say(format!(
            "Equal to the byte: {files} files of {} and {}",
            one.display(),
            other.display()
        ));
        return Ok(());
    }
    bail!("{} of the files differ:\n{}", differences.len(), differences.join("\n"))
}

/// A line for each file that only one of two sites has, or that differs.
fn differences(one: &Path, other: &Path) -> Result<Vec<String>> {
    let [ours, theirs] = [names(one)?, names(other)?];
    let mut lines = Vec::new();
    for name in ours.union(&theirs) {
        let missing_from = if !ours.contains(name) {
            Some(one)
        } else if !theirs.contains(name) {
            Some(other)
        } else {
            None
        };
        match missing_from {
            Some(site) => lines.push(format!("{} is not in {}", name.display(), site.display())),
            None if fs::read(one.join(name))? != fs::read(other.join(name))? => {
                lines.push(format!("{} differs", name.display()));
            }
            None => {}
        }
    }
    Ok(lines)
}

/// The files of a site, by their paths in it.
fn names(site: &Path) -> Result<BTreeSet<PathBuf>> {
    let within = |path: PathBuf| Ok(path.strip_prefix(site)?.to_path_buf());
    files_below(site)?.into_iter().map(within).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_each_file_that_two_sites_do_not_share() -> Result<()> {
        let folder = env::temp_dir().join(format!("xtask-reproduce-{}", std::process::id()));
        let [one, other] = ["one", "other"].map(|name| folder.join(name));
        for site in [&one, &other] {
            fs::create_dir_all(site.join("learn"))?;
            fs::write(site.join("learn/index.html"), "same")?;
        }
        assert!(differences(&one, &other)?.is_empty());
        fs::write(one.join("page-1.js"), "1")?;
        fs::write(other.join("page-2.js"), "2")?;
        fs::write(other.join("learn/index.html"), "else")?;
        let said = differences(&one, &other)?;
        assert_eq!(said[0], format!("{} differs", Path::new("learn/index.html").display()));
        assert_eq!(said[1], format!("page-1.js is not in {}", other.display()));
        assert_eq!(said[2], format!("page-2.js is not in {}", one.display()));
        assert_eq!(said.len(), 3);
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
