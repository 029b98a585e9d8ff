//! Floor 1: bytes to tensors and names.
//!
//! Readers take bytes from strangers: every size is checked before memory is reserved for it, and
//! what does not fit is a [`Kind`], never a panic. [`read`] takes whatever a
//! visitor drops, recognises it by its content, and gives it to the reader of its format.

pub mod archive;
pub mod card;
pub mod contents;
pub mod digest;
pub mod folders;
mod head;
pub mod hf_config;
pub mod journal;
pub mod language;
mod number;
pub mod pack;
pub mod project;
pub mod pytorch;
pub mod safetensors;
mod sniff;
pub mod text;
pub mod tfjs;
pub mod tokenizer;

pub use archive::Files;

use crate::error::{FileError, Kind, WeightsError};
use crate::models::Weights;
use sniff::Content;

/// Reads the weights in these files: a TensorFlow.js manifest with its shards, a safetensors file (or
/// several, which are one model), a PyTorch checkpoint, or a zip of one of these. Other files, such as
/// labels, may stand beside them. Where a model is there in several formats, the first of these is
/// taken.
///
/// # Errors
/// Those of the formats' readers, of [`archive::unzip`], and, for what is no weights file at all,
/// [`FileError::Empty`], [`WeightsError::WebPage`], [`WeightsError::LfsPointer`], [`WeightsError::OtherFormat`],
/// [`WeightsError::ZipInZip`], [`WeightsError::NotWeights`].
pub fn read(files: Files) -> Result<Weights, Kind> {
    let zips: Vec<_> = files.iter().filter(|(_, content)| is(content, Content::Zip)).collect();
    match (read_loose(&files), zips.as_slice()) {
        (Some(weights), _) => weights,
        (None, [(_, zip)]) => {
            let unzipped = archive::unzip(zip)?;
            // The zip and what it was among are not needed any more, and may be as large as a tab's
            // memory allows.
            drop(files);
            if unzipped.keys().any(|path| pytorch::is_pickle_of_zip(path)) {
                return pytorch::read_unzipped(&unzipped);
            }
            read_loose(&unzipped).unwrap_or_else(|| Err(complaint(&unzipped)))
        }
        (None, []) => Err(complaint(&files)),
        (None, several) => Err(Kind::Weights(WeightsError::SeveralModels(names(several)))),
    }
}

/// Reads the weights in files none of which needs to be unpacked; `None` if none is weights.
fn read_loose(files: &Files) -> Option<Result<Weights, Kind>> {
    let of = |kind| files.iter().filter(move |(_, content)| is(content, kind)).collect::<Vec<_>>();
    let (safetensors, pickles) = (of(Content::Safetensors), of(Content::Pickle));
    // First, because a shard may happen to start like anything else.
    if files.values().any(|content| tfjs::is_manifest(content)) {
        Some(tfjs::read(files))
    } else if !safetensors.is_empty() {
        Some(read_safetensors(&safetensors))
    } else {
        match pickles.as_slice() {
            [] => None,
            [(_, pickle)] => Some(pytorch::read_legacy(pickle)),
            several => Some(Err(Kind::Weights(WeightsError::SeveralModels(names(several))))),
        }
    }
}

/// Reads a large model that was cut into several files. Two models would have a tensor in common.
fn read_safetensors(files: &[(&String, &Vec<u8>)]) -> Result<Weights, Kind> {
    let mut all = Weights::default();
    for (_, content) in files {
        let part = safetensors::read(content)?;
        if part.iter().any(|(name, _)| all.shape(name).is_some()) {
            return Err(Kind::Weights(WeightsError::SeveralModels(names(files))));
        }
        all.merge(part)?;
    }
    Ok(all)
}

/// What to say of files none of which is weights.
fn complaint(files: &Files) -> Kind {
    let said = files.iter().map(|(path, content)| match sniff::recognise(content) {
        // A model.json that stops in the middle may stop before it says that it is one.
        Ok(Content::Json) => match serde_json::from_slice::<serde::de::IgnoredAny>(content) {
            Ok(_) => Kind::Weights(WeightsError::NotWeights),
            Err(error) => Kind::Weights(WeightsError::Malformed(format!(
                "{}: {error}",
                archive::file_name(path)
            ))),
        },
        Ok(Content::Zip) => Kind::Weights(WeightsError::ZipInZip),
        Ok(_) => Kind::Weights(WeightsError::NotWeights),
        Err(kind) => kind,
    });
    // The one that says most: a web page among shards explains why there is no manifest.
    said.min_by_key(|kind| match kind {
        Kind::Weights(WeightsError::NotWeights) => 2,
        Kind::File(FileError::Empty) => 1,
        _ => 0,
    })
    .unwrap_or(Kind::File(FileError::Empty))
}

fn is(content: &[u8], kind: Content) -> bool {
    sniff::recognise(content) == Ok(kind)
}

fn names(files: &[(&String, &Vec<u8>)]) -> Vec<String> {
    files.iter().map(|(path, _)| path.to_string()).collect()
}
