//! A file that is open to be read and written in place.

use std::io::{self, Read, Seek, SeekFrom, Write};

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FileSystemFileHandle, FileSystemReadWriteOptions, FileSystemSyncAccessHandle};

use super::{failure, settled};
use crate::browser::buffer::Buffer;
use crate::error::StorageError;

/// A file that nobody else can open meanwhile; closed when dropped. As [`Read`], [`Write`] and [`Seek`], it has a place
/// of its own, which starts at 0; [`read_at`](Self::read_at) and [`write_at`](Self::write_at) leave that alone.
#[derive(Debug)]
pub struct OpenFile {
    handle: FileSystemSyncAccessHandle,
    /// Where [`Read`] and [`Write`] go on, in bytes from the start.
    at: u64,
}

impl OpenFile {
    pub(super) async fn of(file: &FileSystemFileHandle) -> Result<Self, StorageError> {
        // Only dedicated workers have the method, and to call one that is missing would end the program.
        if !Reflect::has(file, &"createSyncAccessHandle".into()).unwrap_or(false) {
            return Err(StorageError::Unavailable);
        }
        let handle = settled(file.create_sync_access_handle()).await?;
        Ok(Self { handle: handle.unchecked_into(), at: 0 })
    }

    /// Its size in bytes.
    ///
    /// # Errors
    /// [`StorageError::Failed`].
    pub fn size(&self) -> Result<u64, StorageError> {
        self.handle.get_size().map(|size| size as u64).map_err(failure)
    }

    /// Reads what is at a place, and tells how many bytes there were: fewer than asked for at its end.
    ///
    /// # Errors
    /// [`StorageError::Failed`].
    pub fn read_at(&self, at: u64, into: &mut [u8]) -> Result<usize, StorageError> {
        let read = self.handle.read_with_u8_array_and_options(into, &place(at));
        read.map(|bytes| bytes as usize).map_err(failure)
    }

    /// Writes all of these bytes at a place; zeros fill what is missing before it.
    ///
    /// # Errors
    /// [`StorageError::Full`], [`StorageError::Failed`].
    pub fn write_at(&self, at: u64, bytes: &[u8]) -> Result<(), StorageError> {
        let written = self.handle.write_with_u8_array_and_options(bytes, &place(at));
        all_of(bytes.len() as u64, written)
    }

    /// Writes all bytes that the browser holds, from the start.
    ///
    /// # Errors
    /// As [`write_at`](Self::write_at).
    pub fn write_buffer(&self, bytes: &Buffer) -> Result<(), StorageError> {
        let written = self.handle.write_with_buffer_source_and_options(bytes.source(), &place(0));
        all_of(bytes.count(), written)
    }

    /// Cuts it off after so many bytes, or fills it with zeros up to there.
    ///
    /// # Errors
    /// [`StorageError::Full`], [`StorageError::Failed`].
    pub fn truncate(&self, size: u64) -> Result<(), StorageError> {
        self.handle.truncate_with_f64(size as f64).map_err(failure)
    }

    /// Has what was written on the device when this returns.
    ///
    /// # Errors
    /// [`StorageError::Full`], [`StorageError::Failed`].
    pub fn flush(&self) -> Result<(), StorageError> {
        self.handle.flush().map_err(failure)
    }
}

/// A place in bytes from the start. Files are shorter than what a number of the browser counts exactly, 2^53.
fn place(at: u64) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    options.set_at_f64(at as f64);
    options
}

/// Whether all bytes were written: with a full disk only the first may be.
fn all_of(bytes: u64, written: Result<f64, JsValue>) -> Result<(), StorageError> {
    if written.map_err(failure)? as u64 == bytes { Ok(()) } else { Err(StorageError::Full) }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.handle.close();
    }
}

impl Read for OpenFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.read_at(self.at, into)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Write for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_at(self.at, bytes)?;
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(OpenFile::flush(self)?)
    }
}

impl Seek for OpenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size()?.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// For those who write to any file; the other way gives the same error back.
impl From<StorageError> for io::Error {
    fn from(error: StorageError) -> Self {
        Self::other(error)
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        error.downcast().unwrap_or_else(|error| Self::Failed(error.to_string()))
    }
}
