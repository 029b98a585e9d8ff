//! The originals of a project: the visitor's files, each under the SHA-256 of its bytes.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::browser::buffer::Buffer;
use crate::browser::storage::{Folder, ORIGINALS};
use crate::error::StorageError;

/// The folder of originals, and what it has, so that nobody need be asked before each is written.
#[derive(Debug)]
pub struct Originals {
    folder: Folder,
    names: RefCell<BTreeSet<String>>,
}

impl Originals {
    /// Those of the project in this folder.
    ///
    /// # Errors
    /// Those of [`Folder::folder`].
    pub async fn open(project: &Folder) -> Result<Self, StorageError> {
        let folder = project.folder(ORIGINALS).await?;
        let names = folder.names().await?.into_iter().map(|entry| entry.name).collect();
        Ok(Self { folder, names: RefCell::new(names) })
    }

    /// Writes one, unless it is there, whole. Its bytes are on the device when this returns.
    ///
    /// # Errors
    /// Those of [`Folder::write`].
    pub async fn write(&self, sha256: &str, bytes: &Buffer) -> Result<(), StorageError> {
        if self.names.borrow().contains(sha256) && self.has(sha256, bytes).await? {
            return Ok(());
        }
        let written = self.folder.write_buffer(sha256, bytes).await;
        if written.is_err() {
            // What there is of it is of no use.
            let _ = self.folder.remove(sha256).await;
        } else {
            self.names.borrow_mut().insert(sha256.to_owned());
        }
        written
    }

    /// Whether one is there with all its bytes: what was cut off when it was written is not.
    async fn has(&self, sha256: &str, bytes: &Buffer) -> Result<bool, StorageError> {
        let there = self.folder.file(sha256).await?;
        Ok(there.is_some_and(|file| file.size() as u64 == bytes.count())
            && self.folder.read(sha256).await?.is_some_and(|there| there == bytes.copy()))
    }

    /// Lets go of those that nobody needs. What cannot be removed is tried again the next time.
    pub async fn sweep(&self, needed: &BTreeSet<&str>) {
        for entry in self.folder.names().await.unwrap_or_default() {
            if !needed.contains(entry.name.as_str()) {
                let _ = self.folder.remove(&entry.name).await;
                self.names.borrow_mut().remove(&entry.name);
            }
        }
    }
}
