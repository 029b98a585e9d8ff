//! A folder of what is kept.

use js_sys::{IteratorNext, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemHandle, FileSystemHandleKind, FileSystemRemoveOptions,
};

use super::{OpenFile, failure, settled};
use crate::browser::buffer::Buffer;
use crate::error::StorageError;

/// A folder of what is kept. A name is that of something in it, never a path.
#[derive(Debug, Clone)]
pub struct Folder(FileSystemDirectoryHandle);

/// What a folder has in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder, rather than a file.
    pub is_folder: bool,
}

impl Folder {
    pub(super) fn new(handle: FileSystemDirectoryHandle) -> Self {
        Self(handle)
    }

    /// The folder of this name, made if it is missing.
    ///
    /// # Errors
    /// [`StorageError::Full`], [`StorageError::Gone`] if this folder itself is, [`StorageError::Failed`].
    pub async fn folder(&self, name: &str) -> Result<Self, StorageError> {
        let options = FileSystemGetDirectoryOptions::new();
        options.set_create(true);
        let folder = settled(self.0.get_directory_handle_with_options(name, &options)).await?;
        Ok(Self(folder.unchecked_into()))
    }

    /// The folder of this name, if there is one.
    ///
    /// # Errors
    /// [`StorageError::Failed`].
    pub async fn existing(&self, name: &str) -> Result<Option<Self>, StorageError> {
        let folder = if_there(settled(self.0.get_directory_handle(name)).await)?;
        Ok(folder.map(|folder| Self(folder.unchecked_into())))
    }

    /// What is in it, sorted by name.
    ///
    /// # Errors
    /// [`StorageError::Gone`], [`StorageError::Failed`].
    pub async fn names(&self) -> Result<Vec<Entry>, StorageError> {
        let entries = self.0.values();
        let mut names = Vec::new();
        loop {
            let next = settled(entries.next().map_err(failure)?).await?;
            let next: IteratorNext = next.unchecked_into();
            if next.done() {
                break;
            }
            let entry: FileSystemHandle = next.value().unchecked_into();
            let is_folder = entry.kind() == FileSystemHandleKind::Directory;
            names.push(Entry { name: entry.name(), is_folder });
        }
        names.sort();
        Ok(names)
    }

    /// Opens the file of this name to read and write in it, made if it is missing. Nobody else can open it meanwhile.
    ///
    /// # Errors
    /// [`StorageError::Busy`] if it is open already; as [`folder`](Self::folder).
    pub async fn open(&self, name: &str) -> Result<OpenFile, StorageError> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let file = settled(self.0.get_file_handle_with_options(name, &options)).await?;
        OpenFile::of(&file.unchecked_into()).await
    }

    /// The file of this name, if there is one, as others are that a visitor chooses: what is read of it comes from the
    /// device then. It need not be closed, and may be open elsewhere; once it has changed, it can no longer be read.
    ///
    /// # Errors
    /// [`StorageError::Failed`].
    pub async fn file(&self, name: &str) -> Result<Option<File>, StorageError> {
        let handle = if_there(settled(self.0.get_file_handle(name)).await)?;
        let Some(handle) = handle else { return Ok(None) };
        let handle: FileSystemFileHandle = handle.unchecked_into();
        let file = if_there(settled(handle.get_file()).await)?;
        Ok(file.map(JsCast::unchecked_into))
    }

    /// The bytes of the file of this name, if there is one.
    ///
    /// # Errors
    /// As [`file`](Self::file).
    pub async fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        let Some(file) = self.file(name).await? else { return Ok(None) };
        let buffer = if_there(settled(file.array_buffer()).await)?;
        Ok(buffer.map(|buffer| Uint8Array::new(&buffer).to_vec()))
    }

    /// Makes the file of this name hold these bytes and nothing else. They are on the device when this returns; if it
    /// fails, what was there before is lost.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StorageError> {
        let file = self.emptied(name).await?;
        file.write_at(0, bytes)?;
        file.flush()
    }

    /// As [`write`](Self::write), of bytes that the browser holds.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn write_buffer(&self, name: &str, bytes: &Buffer) -> Result<(), StorageError> {
        let file = self.emptied(name).await?;
        file.write_buffer(bytes)?;
        file.flush()
    }

    /// Opens the file of this name, with nothing in it.
    async fn emptied(&self, name: &str) -> Result<OpenFile, StorageError> {
        let file = self.open(name).await?;
        // The browser counts its room with every change of size: one that is new need not be asked for.
        if file.size()? > 0 {
            file.truncate(0)?;
        }
        Ok(file)
    }

    /// Removes the file or the folder of this name, with all that is in it. What is not there is removed already.
    ///
    /// # Errors
    /// [`StorageError::Busy`] if it, or something in it, is open; [`StorageError::Failed`].
    pub async fn remove(&self, name: &str) -> Result<(), StorageError> {
        let options = FileSystemRemoveOptions::new();
        options.set_recursive(true);
        if_there(settled(self.0.remove_entry_with_options(name, &options)).await)?;
        Ok(())
    }
}

/// `None` for what is not there.
fn if_there<T>(found: Result<T, StorageError>) -> Result<Option<T>, StorageError> {
    match found {
        Err(StorageError::Gone) => Ok(None),
        found => found.map(Some),
    }
}
