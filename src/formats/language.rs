//! The files of a model of language, read together: sizes, weights, tokenizer.

use super::archive::{Files, file_name};
use super::tokenizer::Tokenizer;
use super::{hf_config, safetensors};
use crate::error::{Kind, WeightsError};
use crate::models::Weights;
use crate::models::bert::{BertConfig, MASKED_HEAD, NEXT_HEAD};
use crate::models::language::LanguageConfig;

/// A model of language, on no device yet.
#[derive(Debug, Clone)]
pub struct LanguageFiles {
    /// The architecture and its sizes, from `config.json`.
    pub config: LanguageConfig,
    /// The tensors by the names that its file gives them.
    pub weights: Weights,
    /// What divides texts into its tokens.
    pub tokenizer: Tokenizer,
}

/// Where this project's own files keep their `config.json`: in the metadata of the weights.
pub const CONFIG: &str = "config";

/// The names of files that describe tokens.
const TOKENIZERS: [&str; 2] = ["tokenizer.json", "vocab.txt"];

/// Letters that hardly any vocabulary has.
const STRANGE: &str = "\u{2603} \u{10fffd}";

/// Bytes at the end of a zip that are looked through for names of files.
const ZIP_LIST: usize = 64 << 10;

impl LanguageFiles {
    /// Whether an encoder's file holds the heads that fill in blanks and that tell what follows.
    pub fn heads(&self) -> (bool, bool) {
        (self.weights.mentions(MASKED_HEAD), self.weights.mentions(NEXT_HEAD))
    }
}

/// Whether a model of language is among these files, rather than any other: one of them describes its
/// tokens or its sizes.
pub fn is_here(files: &Files) -> bool {
    let writes_config = |file: &Vec<u8>| {
        safetensors::metadata(file).is_ok_and(|metadata| metadata.contains_key(CONFIG))
    };
    has_tokenizer(files)
        || files.keys().any(|path| is_called(path, "config.json"))
        || files.values().any(writes_config)
}

/// Whether one of these files describes tokens, as only models of language have them.
pub fn has_tokenizer(files: &Files) -> bool {
    let told = |path: &String| TOKENIZERS.iter().any(|name| is_called(path, name));
    files.keys().any(told)
}

/// Whether these are the weights of a model of language, which is told apart where they come without
/// what describes its tokens and sizes.
pub fn is_of(weights: &Weights) -> bool {
    let words = ["embeddings.word_embeddings.weight", "wte.weight"];
    let prefixes = ["", "bert.", "transformer."];
    words
        .iter()
        .any(|name| prefixes.iter().any(|start| weights.mentions(&format!("{start}{name}"))))
}

/// Whether this is a zip in which a model of language is: its folder lists what describes the tokens.
pub fn is_zipped(bytes: &[u8]) -> bool {
    let is_zip = bytes.starts_with(b"PK\x03\x04");
    // The list of a zip's files stands at its end, with their names as they are.
    let end = &bytes[bytes.len().saturating_sub(ZIP_LIST)..];
    is_zip && [&b"tokenizer.json"[..], b"vocab.txt"].iter().any(|name| contains(end, name))
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// Reads what a folder of Hugging Face's holds, `config.json`, `model.safetensors` and `tokenizer.json`
/// or `vocab.txt`; or this project's own files, which need no `config.json`. Other files may stand
/// beside them. Each file is dropped once it is read, and the weights, which are in memory twice over
/// until then, are read before the tokenizer, which takes ten times its file: so the peak is twice the
/// files.
///
/// # Errors
/// [`WeightsError::MissingCompanion`]; [`WeightsError::VocabularyTooLarge`]; [`WeightsError::Malformed`] if the model knows
/// fewer segments than the tokenizer; those of [`hf_config::read`], [`Tokenizer::read`] and
/// [`formats::read`](super::read).
pub fn read(mut files: Files) -> Result<LanguageFiles, Kind> {
    let tokenizer = take(&mut files, "tokenizer.json").or_else(|| take(&mut files, "vocab.txt"));
    let tokenizer = tokenizer
        .ok_or_else(|| Kind::Weights(WeightsError::MissingCompanion("tokenizer.json".into())))?;
    let config = match take(&mut files, "config.json") {
        Some(config) => hf_config::read(&config)?,
        None => files
            .values()
            .filter_map(|file| safetensors::metadata(file).ok()?.remove(CONFIG))
            .map(|config| hf_config::read(config.as_bytes()))
            .next()
            .ok_or_else(|| Kind::Weights(WeightsError::MissingCompanion("config.json".into())))??,
    };
    // Other JSON files of the folder are no weights, and may look like the description of some.
    files.retain(|path, _| !path.ends_with(".json"));
    let weights = super::read(files)?;
    let tokenizer = Tokenizer::read(&tokenizer)?;
    // Whatever a visitor types must have a token, be it the one that means "unknown".
    tokenizer.encode(STRANGE, None)?;
    tokenizer.fits(config.vocabulary())?;
    if let LanguageConfig::Bert(BertConfig { segments, .. }) = &config {
        segments_fit(&tokenizer, *segments)?;
    }
    Ok(LanguageFiles { config, weights, tokenizer })
}

/// Checks that a model knows the segment that its tokenizer counts a text by itself to.
fn segments_fit(tokenizer: &Tokenizer, segments: usize) -> Result<(), Kind> {
    // Where it has no token for this text, each text that is read says so.
    let Ok(encoded) = tokenizer.encode("a", None) else { return Ok(()) };
    match encoded.segments.into_iter().max() {
        Some(largest) if largest as usize >= segments => {
            Err(Kind::Weights(WeightsError::Malformed(format!(
                "as a tokenizer: texts are of segment {largest}, and the model knows only {segments}"
            ))))
        }
        _ => Ok(()),
    }
}

/// Takes the file of this name out, or the one whose name ends with it after a dot.
fn take(files: &mut Files, name: &str) -> Option<Vec<u8>> {
    let path = files.keys().find(|path| is_called(path, name))?.clone();
    files.remove(&path)
}

fn is_called(path: &str, name: &str) -> bool {
    let file = file_name(path);
    file == name || file.strip_suffix(name).is_some_and(|start| start.ends_with('.'))
}
