//! Models that embed what experiments are given, and the same networks with random weights.

use crate::engine::catalog::Checkpoint;
use crate::engine::cpu;
use crate::engine::finetuning::{self, initial::Initial};
use crate::error::{AbilityError, FileError, Kind};
use crate::formats::language::LanguageFiles;
use crate::models::Backbone;
use crate::models::bert::BertConfig;
use crate::models::language::LanguageConfig;
use crate::protocol::Modality;
use crate::protocol::lab::Start;

/// Something to embed.
#[derive(Debug, Clone, Copy)]
pub enum Example<'a> {
    /// Red, green, blue and opacity of every pixel of a picture of the model's size.
    Picture(&'a [u8]),
    /// A text of any length; what the model does not read is cut.
    Text(&'a str),
}

/// A model on the CPU.
#[derive(Debug)]
pub enum Embedder {
    /// One that reads pictures.
    Pictures {
        /// The network, run by the crate `kernels`.
        network: cpu::Embedder,
        /// Side of its pictures, in pixels.
        size: usize,
    },
    /// One that reads texts.
    Texts(Box<cpu::TextEmbedder>),
}

impl Embedder {
    /// The model as it was pre-trained, or the same network with random weights.
    ///
    /// # Errors
    /// Those of [`cpu::TextEmbedder::new`].
    pub fn new(checkpoint: &Checkpoint, weights: Start, seed: u32) -> Result<Self, Kind> {
        let seed = u64::from(seed);
        Ok(match checkpoint {
            Checkpoint::Pictures(pretrained) => match weights {
                Start::Pretrained => Self::of(&pretrained.backbone),
                Start::Random => Self::of(&random(&pretrained.backbone, seed)),
            },
            Checkpoint::Texts(files) => {
                Self::Texts(Box::new(cpu::TextEmbedder::new(match weights {
                    Start::Pretrained => (**files).clone(),
                    Start::Random => random_language(files, seed)?,
                })?))
            }
        })
    }

    fn of(backbone: &Backbone) -> Self {
        Self::Pictures { network: cpu::Embedder::new(backbone), size: backbone.input_size() }
    }

    /// The embedding of one example.
    ///
    /// # Errors
    /// Those of [`cpu::TextEmbedder::encode`]; [`AbilityError::Reads`] if it is not
    /// what the model reads; [`FileError::Undecodable`] if a picture has not its size.
    pub fn embed(&self, example: Example<'_>) -> Result<Vec<f32>, Kind> {
        match (self, example) {
            (Self::Pictures { network, size }, Example::Picture(rgba)) => {
                if rgba.len() != 4 * size * size {
                    return Err(Kind::File(FileError::Undecodable));
                }
                Ok(network.embed_rgba(rgba))
            }
            (Self::Texts(model), Example::Text(text)) => {
                Ok(model.embed(&[text])?.pop().unwrap_or_default())
            }
            (Self::Pictures { .. }, Example::Text(_)) => {
                Err(Kind::Ability(AbilityError::Reads(Modality::Pictures)))
            }
            (Self::Texts(_), Example::Picture(_)) => {
                Err(Kind::Ability(AbilityError::Reads(Modality::Texts)))
            }
        }
    }
}

/// The same network as it is before anything was learnt.
fn random(backbone: &Backbone, seed: u64) -> Backbone {
    match backbone {
        Backbone::ConvNet { config, .. } => finetuning::random(config, seed),
        Backbone::KMeans { config, weights } => finetuning::random_bank(config, weights, seed),
    }
}

/// The same model of language as it is before anything was learnt: then nothing was fitted that spreads its
/// embeddings evenly, either.
fn random_language(files: &LanguageFiles, seed: u64) -> Result<LanguageFiles, Kind> {
    let (config, width) = match &files.config {
        LanguageConfig::Bert(config) => {
            (LanguageConfig::Bert(BertConfig { whitened: false, ..config.clone() }), config.width)
        }
        LanguageConfig::Gpt(config) => (files.config.clone(), config.width),
    };
    let mut drawn = Initial::new(seed, width);
    match &config {
        LanguageConfig::Bert(config) => drop(config.init(&mut drawn)?),
        LanguageConfig::Gpt(config) => drop(config.init(&mut drawn)?),
    }
    let weights = drawn.parameters.to_weights();
    Ok(LanguageFiles { config, weights, tokenizer: files.tokenizer.clone() })
}
