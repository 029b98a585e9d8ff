//! Python with packages, each set in a folder of its own.

use crate::process::{on_path, run, say};
use crate::project::Project;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python that has these packages, in a folder of the cache that is called so; installed where it is not there, which
/// is said. `None` without Python.
pub fn ensure(
    project: &Project,
    name: &str,
    packages: &[&str],
    what: &str,
) -> Result<Option<PathBuf>> {
    let folder = project.cache().join(name);
    let own = folder.join("bin").join("python");
    // Written last, so that what was begun and not ended is not taken for whole.
    let stamp = folder.join("packages");
    let wanted = packages.join(" ");
    if std::fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) && works(&own) {
        return Ok(Some(own));
    }
    let Some(python) = on_path(&["python3", "python"]) else { return Ok(None) };
    say(format!("Installing {what}"));
    let mut make = Command::new(python);
    run(make.args(["-m", "venv"]).arg(&folder), "Python could not be set up")?;
    let mut install = Command::new(&own);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    run(install.args(packages), "pip could not install them")?;
    std::fs::write(stamp, wanted)?;
    Ok(Some(own))
}

fn works(python: &Path) -> bool {
    Command::new(python).arg("--version").output().is_ok_and(|output| output.status.success())
}
