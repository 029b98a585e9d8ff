//! Writes a project's file.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Seek, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, System, ZIP64_BYTES_THR};

use super::headstart::path;
use super::manifest::Manifest;
use super::{MANIFEST, limits};
use crate::error::ProjectError;
use crate::formats::digest::Digest;

/// A file of a project that is being written. The same project gives the same bytes.
pub struct Writer<W: Write + Seek> {
    zip: ZipWriter<W>,
    /// The files that the manifest lists, by their hashes.
    listed: BTreeMap<String, Listed>,
}

#[derive(Debug)]
struct Listed {
    name: String,
    bytes: u64,
    is_written: bool,
}

impl<W: Write + Seek> Writer<W> {
    /// Starts with the manifest, so that it stands first.
    ///
    /// # Errors
    /// [`ProjectError::Malformed`] and [`ProjectError::TooManyFiles`] for a manifest that could not be read again,
    /// [`ProjectError::TooLarge`], [`ProjectError::NotWritten`].
    pub fn new(out: W, manifest: &Manifest) -> Result<Self, ProjectError> {
        manifest.check()?;
        let mut listed = BTreeMap::new();
        for original in &manifest.originals {
            let (name, bytes) = (original.name.clone(), original.bytes);
            let new = || Listed { name, bytes, is_written: false };
            listed.entry(original.sha256.clone()).or_insert_with(new);
        }
        let mut writer = Self { zip: ZipWriter::new(out), listed };
        let json = manifest.write();
        within(MANIFEST, &json, limits::MANIFEST)?;
        writer.add(MANIFEST, &json, CompressionMethod::Deflated)?;
        Ok(writer)
    }

    /// Adds the bytes of a file of the manifest. Where several examples have the same bytes, they are written once,
    /// and again has no effect. One that is not added is missing from the project, and nothing else is.
    ///
    /// # Errors
    /// [`ProjectError::Damaged`] if they are other bytes than the manifest says: they are not written, and one can
    /// go on. [`ProjectError::Missing`] if it says nothing of them; [`ProjectError::TooLarge`];
    /// [`ProjectError::NotWritten`].
    pub fn original(&mut self, sha256: &str, bytes: &[u8]) -> Result<(), ProjectError> {
        let listed = self.listed.get_mut(sha256);
        let listed = listed.ok_or_else(|| ProjectError::Missing(sha256.to_owned()))?;
        if listed.is_written {
            return Ok(());
        }
        within(&listed.name, bytes, limits::ORIGINAL)?;
        let mut digest = Digest::default();
        digest.update(bytes);
        // What is carried away may be all there is, soon: better to hear of it now.
        if bytes.len() as u64 != listed.bytes || digest.finish() != sha256 {
            return Err(ProjectError::Damaged(listed.name.clone()));
        }
        listed.is_written = true;
        self.add(&path(sha256), bytes, CompressionMethod::Stored)
    }

    /// Adds another file, such as [`HEAD`](super::HEAD), once.
    ///
    /// # Errors
    /// [`ProjectError::TooLarge`]; [`ProjectError::NotWritten`], also for a name that is a path, or taken.
    pub fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), ProjectError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if !name.bytes().all(is_plain)
            || name.starts_with('.')
            || name.is_empty()
            || name == MANIFEST
        {
            return Err(ProjectError::NotWritten(format!("“{name}” is no name for a file of it")));
        }
        within(name, bytes, limits::FILE)?;
        self.add(name, bytes, CompressionMethod::Stored)
    }

    /// Writes what makes a zip of it, without which it cannot be read, and gives back what it was written to.
    ///
    /// # Errors
    /// [`ProjectError::NotWritten`].
    pub fn finish(self) -> Result<W, ProjectError> {
        self.zip.finish().map_err(not_written)
    }

    fn add(
        &mut self,
        path: &str,
        bytes: &[u8],
        method: CompressionMethod,
    ) -> Result<(), ProjectError> {
        // The same on every machine: no clock, and one system.
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .system(System::Unix)
            .unix_permissions(0o644)
            .large_file(bytes.len() as u64 >= ZIP64_BYTES_THR);
        self.zip.start_file(path, options).map_err(not_written)?;
        self.zip.write_all(bytes).map_err(|error| not_written(error.into()))
    }
}

impl<W: Write + Seek> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("listed", &self.listed).finish_non_exhaustive()
    }
}

/// That a file could be read again.
fn within(name: &str, bytes: &[u8], limit: u64) -> Result<(), ProjectError> {
    let bytes = bytes.len() as u64;
    if bytes <= limit {
        Ok(())
    } else {
        Err(ProjectError::TooLarge { name: name.to_owned(), bytes, limit })
    }
}

fn not_written(error: zip::result::ZipError) -> ProjectError {
    ProjectError::NotWritten(error.to_string())
}
