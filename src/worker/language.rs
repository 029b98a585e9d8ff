//! What only texts need: the tokenizer, which is half of the code of a worker, and what is asked of models
//! of language.
//!
//! The worker for pictures goes without. So nothing here is called by name elsewhere in the worker: it is
//! asked of the table that [`run_for_texts`](super::run_for_texts) puts in place, and where that is never
//! called the linker leaves all of it out.

use std::sync::OnceLock;

use crate::engine::catalog::{self, Checkpoint};
use crate::engine::cpu::TextEmbedder;
use crate::engine::writer::Writer;
use crate::engine::{blanks, follows};
use crate::error::{AbilityError, Kind};
use crate::formats::Files;
use crate::formats::tokenizer::Encoded;
use crate::protocol::{Blank, Modality, WritingSettings};

/// The text as a model takes it, and how many bytes of it are read where it was cut.
type Cut = (Encoded, Option<usize>);

/// What can be done with models of language.
#[derive(Debug)]
pub struct Language {
    /// [`catalog::read`], for either modality.
    pub read: fn(Files, Modality) -> Result<Checkpoint, Kind>,
    /// [`TextEmbedder::encode`].
    pub encode: fn(&TextEmbedder, &str) -> Result<Cut, Kind>,
    /// [`blanks::fill`].
    pub fill: fn(&TextEmbedder, &str) -> Result<Vec<Blank>, Kind>,
    /// [`follows::probability`].
    pub follows: fn(&TextEmbedder, &str, &str) -> Result<f32, Kind>,
    /// [`Writer::new`].
    pub begin: fn(&TextEmbedder, &str, &WritingSettings) -> Result<Writer, Kind>,
    /// [`Writer::write`].
    pub write: fn(&mut Writer, &TextEmbedder) -> Result<String, Kind>,
}

static HERE: OnceLock<&'static Language> = OnceLock::new();

static ALL: Language = Language {
    read: catalog::read,
    encode: TextEmbedder::encode,
    fill: blanks::fill,
    follows: follows::probability,
    begin: Writer::new,
    write: Writer::write,
};

/// Puts it in place, for as long as the worker lives.
pub fn provide() {
    // Set once, at the start.
    let _ = HERE.set(&ALL);
}

/// What can be done with models of language.
///
/// # Errors
/// [`AbilityError::Reads`] in the worker for pictures.
pub fn get() -> Result<&'static Language, Kind> {
    HERE.get().copied().ok_or(Kind::Ability(AbilityError::Reads(Modality::Texts)))
}

/// Reads a model of this modality and recognises what it is of.
///
/// # Errors
/// Those of [`catalog::read`].
pub fn read(files: Files, modality: Modality) -> Result<Checkpoint, Kind> {
    match get() {
        Ok(language) => (language.read)(files, modality),
        Err(_) => catalog::read_pictures(files),
    }
}
