//! Embedding texts on the CPU.

use burn::tensor::Device;

use crate::error::Kind;
use crate::formats::language::LanguageFiles;
use crate::formats::tokenizer::Tokenizer;
use crate::models::bert::Batch;
use crate::models::language::Language;

/// A model of language on the CPU with its tokenizer.
#[derive(Debug, Clone)]
pub struct TextEmbedder {
    /// The model.
    pub model: Language,
    /// Divides texts into its tokens.
    pub tokenizer: Tokenizer,
    /// The longest text, in tokens; what is longer is cut.
    pub positions: usize,
}

impl TextEmbedder {
    /// Puts a model on the CPU.
    ///
    /// # Errors
    /// Those of [`LanguageConfig::read`](crate::models::language::LanguageConfig::read).
    pub fn new(files: LanguageFiles) -> Result<Self, Kind> {
        let LanguageFiles { config, weights, tokenizer } = files;
        let model = config.read(weights, &Device::flex())?;
        Ok(Self { model, tokenizer, positions: config.positions() })
    }

    /// The embeddings of some texts. They are filled up to the length of the longest, so texts of like
    /// lengths are best embedded together.
    ///
    /// # Errors
    /// Those of [`Tokenizer::encode`]; [`Kind::Empty`] if a text has no token.
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Kind> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let encode = |text: &&str| {
            let mut encoded = self.tokenizer.encode(text, None)?;
            encoded.cut(self.positions);
            if encoded.ids.is_empty() {
                return Err(Kind::Empty);
            }
            Ok((encoded.ids, encoded.segments))
        };
        let encoded = texts.iter().map(encode).collect::<Result<Vec<_>, Kind>>()?;
        let embeddings = self.model.embed(&Batch::new(&encoded)); // [texts, width]
        let width = embeddings.dims()[1];
        let values: Vec<f32> = embeddings
            .into_data()
            .try_into_vec()
            .expect("flex computes in f32, the type asked for");
        Ok(values.chunks_exact(width).map(<[f32]>::to_vec).collect())
    }
}
