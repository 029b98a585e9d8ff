//! A project as one file: one of this page (`.headstart`), or one that Teachable Machine has saved (`.tm`).
//!
//! Both are zips, and are told apart by their `manifest.json`. Of a zip only the directory is kept in memory; what
//! stands in its files is read one at a time, from wherever the bytes are. What is whole is offered: a file that is
//! missing or damaged is named, and the others are there all the same. Nothing is ever written but by [`Writer`],
//! to what it is given, and names in a file are never places: whoever reads them gets texts.
//!
//! What is in the file, for people and other programs: `docs/project-file.md`.

mod embeddings;
pub(in crate::formats) mod entries;
mod headstart;
pub mod limits;
mod manifest;
mod pictures;
mod salvage;
mod teachable;
mod window;
mod writer;

use std::io::{Read, Seek};

pub use embeddings::Embeddings;
pub use headstart::Headstart;
pub use manifest::{FORMAT, Manifest, Original, VERSION};
pub use pictures::of_pictures;
pub use teachable::{Class, Picture, Teachable};
pub use writer::Writer;

use crate::error::ProjectError;
use entries::Entries;
use manifest::Whose;

/// Where the file is that says what the others are.
const MANIFEST: &str = "manifest.json";

/// The folder of what was added, byte for byte.
const ORIGINALS: &str = "originals/";

/// What is read of a model's embeddings of the examples, if it is there.
pub const EMBEDDINGS: &str = "embeddings.safetensors";

/// The trained head, if it is there.
pub const HEAD: &str = "head.safetensors";

/// A project that was opened.
#[derive(Debug)]
pub enum Archive<R> {
    /// One that this page has saved.
    Headstart(Headstart<R>),
    /// One that Teachable Machine has saved.
    Teachable(Teachable<R>),
}

/// Opens a project. Reads what is in it by name, and nothing that was added yet.
///
/// # Errors
/// [`ProjectError::NotAProject`] for what is none; [`ProjectError::OtherProject`] for one without pictures;
/// [`ProjectError::Newer`]; [`ProjectError::Malformed`] if what says what is in it cannot be read;
/// [`ProjectError::TooManyFiles`], [`ProjectError::TooLarge`]; [`ProjectError::Unreadable`] if reading fails.
pub fn open<R: Read + Seek>(reader: R) -> Result<Archive<R>, ProjectError> {
    let mut entries = Entries::of(reader)?;
    let json = match entries.read(MANIFEST, limits::MANIFEST) {
        Ok(Some(json)) => json,
        // Teachable Machine's says nothing that its pictures do not say by themselves.
        Ok(None) | Err(ProjectError::Damaged(_)) if teachable::is_one(&entries) => {
            return Teachable::new(entries).map(Archive::Teachable);
        }
        Ok(None) => return Err(ProjectError::NotAProject),
        Err(ProjectError::Damaged(name)) => {
            return Err(ProjectError::Malformed(format!("{name} in it is damaged")));
        }
        Err(error) => return Err(error),
    };
    match manifest::whose(&json)? {
        Whose::Headstart(version) => {
            let manifest = Manifest::read(version, &json)?;
            drop(json);
            Ok(Archive::Headstart(Headstart::new(entries, manifest)))
        }
        Whose::Teachable(kind) if teachable::KINDS.contains(&kind.as_str()) => {
            Teachable::new(entries).map(Archive::Teachable)
        }
        Whose::Teachable(kind) => Err(ProjectError::OtherProject(kind)),
    }
}

#[cfg(test)]
mod tests;
