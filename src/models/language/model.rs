//! A whole pre-trained model of language on a device.

use std::fmt;

use burn::tensor::{Device, Tensor};

use super::bert::{Batch, BertConfig, PretrainedBert};
use super::gpt::{self, Gpt, GptConfig};
use super::layers::rows;
use crate::error::WeightsError;
use crate::models::Weights;

/// The sizes of a model of language.
#[derive(Debug, Clone, PartialEq)]
pub enum LanguageConfig {
    /// Those of an encoder, in which every token sees all others.
    Bert(BertConfig),
    /// Those of a decoder, in which a token sees those before it alone.
    Gpt(GptConfig),
}

/// The architecture, in a few words: "BERT of 6 layers, 384 wide".
impl fmt::Display for LanguageConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, layers, width) = match self {
            Self::Bert(config) => ("BERT", config.layers, config.width),
            Self::Gpt(config) => ("GPT-2", config.layers, config.width),
        };
        write!(f, "{name} of {layers} layers, {width} wide")
    }
}

impl LanguageConfig {
    /// Tokens in the vocabulary.
    pub fn vocabulary(&self) -> usize {
        match self {
            Self::Bert(config) => config.vocabulary,
            Self::Gpt(config) => config.vocabulary,
        }
    }

    /// The longest text, in tokens.
    pub fn positions(&self) -> usize {
        match self {
            Self::Bert(config) => config.positions,
            Self::Gpt(config) => config.positions,
        }
    }

    /// Numbers in an embedding.
    pub fn embedding_size(&self) -> usize {
        match self {
            Self::Bert(config) => config.embedding_size(),
            Self::Gpt(config) => config.width,
        }
    }

    /// Multiplications that the longest text takes.
    pub fn multiplications(&self) -> u64 {
        match self {
            Self::Bert(config) => config.multiplications(config.positions),
            Self::Gpt(config) => config.multiplications(config.positions),
        }
    }

    /// The model with the tensors of a file.
    ///
    /// # Errors
    /// Those of [`PretrainedBert::read`] and [`gpt::read`].
    pub fn read(&self, weights: Weights, device: &Device) -> Result<Language, WeightsError> {
        Ok(match self {
            Self::Bert(config) => {
                Language::Bert(Box::new(PretrainedBert::read(config, weights, device)?))
            }
            Self::Gpt(config) => Language::Gpt(Box::new(gpt::read(config, weights, device)?)),
        })
    }
}

/// A model of language on a device.
#[derive(Debug, Clone)]
pub enum Language {
    /// An encoder with its heads.
    Bert(Box<PretrainedBert>),
    /// A decoder, which writes.
    Gpt(Box<Gpt>),
}

impl Language {
    /// The embeddings of texts. An encoder's is [`PretrainedBert::embed`]; a decoder's is that of the last, which alone has seen all the others.
    ///
    /// # Shapes
    /// - returns `[batch, width]`
    pub fn embed(&self, batch: &Batch) -> Tensor<2> {
        match self {
            Self::Bert(model) => model.embed(batch),
            Self::Gpt(gpt) => {
                // What texts are filled up with comes after their last tokens, which do not see it.
                let states = gpt.forward(&batch.ids, batch.len()); // [batch * time, width]
                let last = |(text, length): (usize, &usize)| {
                    (text * batch.time() + length.saturating_sub(1)) as u32
                };
                let lasts: Vec<u32> = batch.lengths.iter().enumerate().map(last).collect();
                rows(&states, &lasts)
            }
        }
    }
}
