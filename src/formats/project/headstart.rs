//! A project that this page has saved.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::entries::Entries;
use super::manifest::{Manifest, Original};
use super::{ORIGINALS, limits};
use crate::error::ProjectError;
use crate::formats::digest::Digest;

/// A project that this page has saved, opened.
#[derive(Debug)]
pub struct Headstart<R> {
    entries: Entries<R>,
    manifest: Manifest,
    /// Where each file is in the manifest first.
    by_hash: BTreeMap<String, usize>,
}

impl<R> Headstart<R> {
    pub(super) fn new(entries: Entries<R>, manifest: Manifest) -> Self {
        let mut by_hash = BTreeMap::new();
        for (index, original) in manifest.originals.iter().enumerate() {
            by_hash.entry(original.sha256.clone()).or_insert(index);
        }
        Self { entries, manifest, by_hash }
    }

    /// What is in it.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The files that were added and are not in it, or not in the size that they had. One that is there may still
    /// turn out to be damaged when it is read.
    pub fn missing(&self) -> Vec<&Original> {
        let is_there = |original: &Original| {
            self.entries.size(&path(&original.sha256)) == Some(original.bytes)
        };
        self.manifest.originals.iter().filter(|original| !is_there(original)).collect()
    }

    /// The names of what is in the zip and is not read: it lies about its size, is encrypted, or is named by a path
    /// that leads out of the project.
    pub fn left_out(&self) -> &[String] {
        self.entries.left_out()
    }
}

impl<R: Read + Seek> Headstart<R> {
    /// The bytes of a file that was added, as they were.
    ///
    /// # Errors
    /// [`ProjectError::Missing`] if the manifest or the zip has none of this hash; [`ProjectError::Damaged`] if its
    /// bytes are others; [`ProjectError::TooLarge`], [`ProjectError::Unreadable`]. Each but the last is of this
    /// file alone, and names it as the visitor does.
    pub fn original(&mut self, sha256: &str) -> Result<Vec<u8>, ProjectError> {
        let missing = |name: &str| ProjectError::Missing(name.to_owned());
        let index = self.by_hash.get(sha256).ok_or_else(|| missing(sha256))?;
        let Original { name, bytes, .. } = &self.manifest.originals[*index];
        let read =
            self.entries.read(&path(sha256), limits::ORIGINAL).map_err(|error| match error {
                ProjectError::Damaged(_) => ProjectError::Damaged(name.clone()),
                ProjectError::TooLarge { bytes, limit, .. } => {
                    ProjectError::TooLarge { name: name.clone(), bytes, limit }
                }
                error => error,
            });
        let content = read?.ok_or_else(|| missing(name))?;
        let mut digest = Digest::default();
        digest.update(&content);
        if content.len() as u64 != *bytes || digest.finish() != sha256 {
            return Err(ProjectError::Damaged(name.clone()));
        }
        Ok(content)
    }

    /// The bytes of another file, such as [`HEAD`](super::HEAD), if it is there.
    ///
    /// # Errors
    /// [`ProjectError::Damaged`], [`ProjectError::TooLarge`], [`ProjectError::Unreadable`].
    pub fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, ProjectError> {
        self.entries.read(name, limits::FILE)
    }
}

/// Where a file that was added is in the zip.
pub(super) fn path(sha256: &str) -> String {
    format!("{ORIGINALS}{sha256}")
}
