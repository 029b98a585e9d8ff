//! What a program would say of the machine that it was compiled on: where its packages were.

use crate::project::Project;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// What the folder of Cargo's packages is called in a program.
const PACKAGES: &str = "crates";

/// Letters that a folder has at least, so that what is called so by chance is not taken for it.
const SHORTEST: usize = 8;

/// Flags with which the compiler names no folder of this machine in a program: a release is then the same to the byte
/// whoever builds it, and says nothing of who did. Files of this repository need none: Cargo names them from its root.
pub fn forgotten() -> Vec<String> {
    let Some(sources) = sources() else { return Vec::new() };
    let mut registries: Vec<PathBuf> = fs::read_dir(sources)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    // Cargo compiles anew what is compiled with flags in another order.
    registries.sort();
    registries
        .iter()
        .map(|registry| format!("--remap-path-prefix={}={PACKAGES}", registry.display()))
        .collect()
}

/// Folders that no file of a release may name: they tell on which machine it was built.
pub fn telling(project: &Project) -> Vec<PathBuf> {
    let mut folders = vec![project.root().to_path_buf(), project.target().to_path_buf()];
    folders.extend(cargo_home());
    // A short one would be found where nobody named it.
    folders.retain(|folder| folder.as_os_str().len() >= SHORTEST);
    folders
}

/// The first of some folders that a file names.
pub fn named<'a>(file: &[u8], folders: &'a [PathBuf]) -> Option<&'a Path> {
    let names = |folder: &OsStr| {
        let folder = folder.as_encoded_bytes();
        file.windows(folder.len()).any(|part| part == folder)
    };
    folders.iter().map(PathBuf::as_path).find(|folder| names(folder.as_os_str()))
}

/// Where Cargo unpacks packages, a folder for each registry.
fn sources() -> Option<PathBuf> {
    Some(cargo_home()?.join("registry").join("src"))
}

fn cargo_home() -> Option<PathBuf> {
    match env::var_os("CARGO_HOME") {
        Some(home) => std::path::absolute(home).ok(),
        None => Some(env::home_dir()?.join(".cargo")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_found_where_it_is_named() {
        let folders = [PathBuf::from("/home/ann/site")];
        assert_eq!(named(b"..src/lib.rs..", &folders), None);
        assert_eq!(named(b"../home/ann/site/src/lib.rs..", &folders), Some(folders[0].as_path()));
    }

    #[test]
    fn every_registry_that_is_here_is_forgotten() {
        // Whoever runs this has at least the one that its own packages came from, or has vendored them.
        for flag in forgotten() {
            let told = flag.strip_prefix("--remap-path-prefix=").and_then(|it| it.split_once('='));
            assert!(
                told.is_some_and(|(from, to)| Path::new(from).is_dir() && to == PACKAGES),
                "{flag}"
            );
        }
    }
}
