//! The paths everything else asks for.

use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf, absolute};
use std::process::Command;

/// Where the repository is, and where its helper keeps things.
pub struct Project {
    root: PathBuf,
    target: PathBuf,
    cache: PathBuf,
}

impl Project {
    /// Finds the repository that this helper was started from.
    pub fn here() -> Result<Self> {
        // Read at run time: a target directory that several clones share may hand us a binary that
        // was compiled in another one.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().context("xtask is not inside a repository")?.to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(directory) => absolute(directory)?,
            None => root.join("target"),
        };
        let cache = match (env::var_os("XDG_CACHE_HOME"), env::home_dir()) {
            (Some(cache), _) if Path::new(&cache).is_absolute() => PathBuf::from(cache),
            (_, Some(home)) => home.join(".cache"),
            _ => bail!("Set HOME or XDG_CACHE_HOME, so that tools can be kept there."),
        };
        Ok(Self { root, target, cache: cache.join("headstart") })
    }

    /// The repository's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target directory.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// What outlives a clone: tools, and the standard library for the web.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// Where one version of one tool is kept.
    pub fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join("tools").join(format!("{name}-{version}"))
    }

    /// The built site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// `cargo SUBCOMMAND`, in the repository.
    pub fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.root).arg(subcommand);
        command
    }

    /// Golden numbers, weights and pictures for tests, where somebody put them beside the repository.
    pub fn test_data(&self) -> Option<PathBuf> {
        let data = self.root.parent()?.join("shared").join("data");
        data.is_dir().then_some(data)
    }

    /// Files directly in a folder of the repository whose name ends in `ending`, sorted; none when
    /// the folder does not exist.
    pub fn files(&self, folder: &str, ending: &str) -> Result<Vec<PathBuf>> {
        let folder = self.root.join(folder);
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_file() && path.to_string_lossy().ends_with(ending) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// The version of a package in `Cargo.lock`.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = fs::read_to_string(self.root.join("Cargo.lock"))
            .context("Cargo.lock could not be read")?;
        version_in_lock(&lock, package)
            .with_context(|| format!("Cargo.lock names no version of {package}"))
    }
}

/// Reads the line after `name = "package"`, which is where Cargo writes the version.
fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn finds_the_package_and_not_one_that_begins_alike() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "trunk"), None);
    }
}
