//! The files of a model of language, read together: sizes, weights, tokenizer.

use super::archive::{Files, file_name};
use super::tokenizer::Tokenizer;
use super::{hf_config, safetensors};
use crate::error::Kind;
use crate::models::Weights;
use crate::models::language::LanguageConfig;

/// A model of language, on no device yet.
#[derive(Debug, Clone)]
pub struct LanguageFiles {
    /// Its sizes.
    pub config: LanguageConfig,
    /// Its weights.
    pub weights: Weights,
    /// What divides texts into its tokens.
    pub tokenizer: Tokenizer,
}

/// Where this project's own files keep their `config.json`: in the metadata of the weights.
pub const CONFIG: &str = "config";

/// Reads what a folder of Hugging Face's holds, `config.json`, `model.safetensors` and `tokenizer.json`
/// or `vocab.txt`; or this project's own files, which need no `config.json`. Other files may stand
/// beside them. Each file is dropped once it is read, so that the weights are never in memory twice
/// over beside it.
///
/// # Errors
/// [`Kind::MissingCompanion`]; [`Kind::VocabularyTooLarge`]; those of [`hf_config::read`],
/// [`Tokenizer::read`] and [`formats::read`](super::read).
pub fn read(mut files: Files) -> Result<LanguageFiles, Kind> {
    let tokenizer = take(&mut files, "tokenizer.json").or_else(|| take(&mut files, "vocab.txt"));
    let tokenizer = tokenizer.ok_or_else(|| Kind::MissingCompanion("tokenizer.json".into()))?;
    let tokenizer = Tokenizer::read(&tokenizer)?;
    let config = match take(&mut files, "config.json") {
        Some(config) => hf_config::read(&config)?,
        None => files
            .values()
            .filter_map(|file| safetensors::metadata(file).ok()?.remove(CONFIG))
            .map(|config| hf_config::read(config.as_bytes()))
            .next()
            .ok_or_else(|| Kind::MissingCompanion("config.json".into()))??,
    };
    tokenizer.fits(config.vocabulary())?;
    // Other JSON files of the folder are no weights, and may look like the description of some.
    files.retain(|path, _| !path.ends_with(".json"));
    Ok(LanguageFiles { config, weights: super::read(files)?, tokenizer })
}

/// Takes the file of this name out, or the one whose name ends with it after a dot.
fn take(files: &mut Files, name: &str) -> Option<Vec<u8>> {
    let ending = format!(".{name}");
    let is = |path: &str| file_name(path) == name || path.ends_with(&ending);
    let path = files.keys().find(|path| is(path))?.clone();
    files.remove(&path)
}
