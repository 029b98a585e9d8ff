//! Embedding texts on the CPU.

use burn::tensor::{Device, Tensor, TensorData};

use crate::error::{AbilityError, Kind, WeightsError};
use crate::formats::language::LanguageFiles;
use crate::formats::tokenizer::{Encoded, Tokenizer};
use crate::models::bert::Batch;
use crate::models::language::{Language, LanguageConfig};

/// A model of language on the CPU with its tokenizer.
#[derive(Debug, Clone)]
pub struct TextEmbedder {
    /// The network in burn: an encoder with its heads, or a decoder.
    pub model: Language,
    /// Divides texts into its tokens.
    pub tokenizer: Tokenizer,
    /// The longest text, in tokens; what is longer is cut.
    pub positions: usize,
    /// Tokens that the model knows.
    vocabulary: usize,
    /// Kinds of segment that it knows; a decoder looks at none.
    segments: usize,
}

impl TextEmbedder {
    /// Puts a model on the CPU.
    ///
    /// # Errors
    /// Those of [`LanguageConfig::read`](crate::models::language::LanguageConfig::read).
    pub fn new(files: LanguageFiles) -> Result<Self, Kind> {
        let LanguageFiles { config, weights, tokenizer } = files;
        let model = config.read(weights, &Device::flex())?;
        let (positions, vocabulary) = (config.positions(), config.vocabulary());
        let segments = match &config {
            LanguageConfig::Bert(config) => config.segments,
            LanguageConfig::Gpt(_) => usize::MAX,
        };
        Ok(Self { model, tokenizer, positions, vocabulary, segments })
    }

    /// A text, or one and what may follow it, in tokens that the model knows.
    ///
    /// # Errors
    /// Those of [`Tokenizer::encode`]; [`WeightsError::Malformed`] if the tokenizer marks start or end by tokens of
    /// another model.
    pub fn encode_whole(&self, text: &str, second: Option<&str>) -> Result<Encoded, Kind> {
        let encoded = self.tokenizer.encode(text, second)?;
        let known = self.knows(&encoded.ids)
            && encoded.segments.iter().all(|&segment| (segment as usize) < self.segments);
        let strange = || {
            Kind::Weights(WeightsError::Malformed(
                "its tokenizer gives tokens that the model does not know".into(),
            ))
        };
        known.then_some(encoded).ok_or_else(strange)
    }

    /// Whether the model knows all of these tokens.
    pub fn knows(&self, ids: &[u32]) -> bool {
        ids.iter().all(|&id| (id as usize) < self.vocabulary)
    }

    /// A text as the model takes it, cut if it is too long. Also gives how many bytes of it are read
    /// where it was cut.
    ///
    /// # Errors
    /// Those of [`encode_whole`](Self::encode_whole); [`AbilityError::NoWords`] if it has no token.
    pub fn encode(&self, text: &str) -> Result<(Encoded, Option<usize>), Kind> {
        let mut encoded = self.encode_whole(text, None)?;
        let cut = encoded.cut(self.positions);
        if text.trim().is_empty() || encoded.ids.is_empty() {
            return Err(Kind::Ability(AbilityError::NoWords));
        }
        Ok((encoded, cut))
    }

    /// The embeddings of some texts.
    ///
    /// # Errors
    /// Those of [`encode`](Self::encode).
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Kind> {
        let encode = |text: &&str| Ok(self.encode(text)?.0);
        let encoded = texts.iter().map(encode).collect::<Result<Vec<_>, Kind>>()?;
        Ok(self.embed_encoded(&encoded))
    }

    /// The embeddings of some texts as [`encode`](Self::encode) gives them. They are filled up to the
    /// length of the longest, so texts of like lengths are best embedded together.
    pub fn embed_encoded(&self, texts: &[Encoded]) -> Vec<Vec<f32>> {
        if texts.is_empty() {
            return Vec::new();
        }
        rows(self.model.embed(&batch(texts))) // [texts, width]
    }

    /// The embeddings of texts by the means of their last states, which something else has computed.
    pub fn pool(&self, batch: &Batch, last: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
        let Language::Bert(model) = &self.model else { return last };
        let shape = [last.len(), last.first().map_or(0, Vec::len)];
        let last = TensorData::new(last.concat(), shape);
        rows(model.pool(batch, Tensor::from_data(last, &Device::flex())))
    }
}

/// The rows of a tensor on the CPU.
fn rows(embeddings: Tensor<2>) -> Vec<Vec<f32>> {
    let width = embeddings.dims()[1];
    let values: Vec<f32> =
        embeddings.into_data().try_into_vec().expect("flex computes in f32, the type asked for");
    values.chunks_exact(width).map(<[f32]>::to_vec).collect()
}

/// Texts as a batch.
pub fn batch(texts: &[Encoded]) -> Batch {
    let texts = texts.iter().map(|text| (text.ids.clone(), text.segments.clone()));
    Batch::new(&texts.collect::<Vec<_>>())
}
