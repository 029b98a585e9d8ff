//! Reading a text, token by token, for what may come next.

use super::cpu::TextEmbedder;
use crate::error::{AbilityError, Kind, WeightsError};
use crate::models::attention::Cache;
use crate::models::gpt::Gpt;
use crate::models::language::Language;
use crate::protocol::Exhibit;

/// Tokens of a long text that are looked at at once.
const PART: usize = 64;

/// A text that a decoder reads, token after token.
#[derive(Debug, Default)]
pub struct Context {
    /// Its tokens; more may be added at the end.
    pub ids: Vec<u32>,
    /// Keys and values of those in view.
    cache: Cache,
    /// Tokens that were looked at.
    seen: usize,
}

impl Context {
    /// Begins to read a text; one without a token is read as the start of a text.
    ///
    /// # Errors
    /// [`AbilityError::Cannot`] if the model does not write; [`AbilityError::NoWords`] if there is nothing to go on from
    /// and the model knows no token to begin with; those of
    /// [`Tokenizer::encode_plain`](crate::formats::tokenizer::Tokenizer::encode_plain).
    pub fn new(model: &TextEmbedder, text: &str) -> Result<Self, Kind> {
        decoder(model)?;
        let mut ids = model.tokenizer.encode_plain(text)?;
        if ids.is_empty() {
            ids.push(model.tokenizer.end_of_text().ok_or(Kind::Ability(AbilityError::NoWords))?);
        }
        if !model.knows(&ids) {
            let why = "its tokenizer gives tokens that the model does not know";
            return Err(Kind::Weights(WeightsError::Malformed(why.into())));
        }
        Ok(Self { ids, ..Self::default() })
    }

    /// Keeps only the last tokens of a text that was not looked at yet: as many as the model reads at once.
    pub fn cut(&mut self, model: &TextEmbedder) {
        self.ids.drain(..self.ids.len().saturating_sub(model.positions.max(1)));
    }

    /// How much of it was looked at, 0 to 1.
    pub fn done(&self) -> f32 {
        self.seen as f32 / self.ids.len().max(1) as f32
    }

    /// Looks at what was not looked at yet, or at a part of it. Gives a logit for every token that may come
    /// next, once all was looked at.
    ///
    /// # Errors
    /// [`AbilityError::Cannot`].
    pub fn look(&mut self, model: &TextEmbedder) -> Result<Option<Vec<f32>>, Kind> {
        let gpt = decoder(model)?;
        if self.cache.seen() + self.ids.len() - self.seen > model.positions {
            // There is no place left: it goes on from as much as fills half of its view.
            self.cache = Cache::default();
            self.seen = self.ids.len().saturating_sub((model.positions / 2).max(1));
        }
        // A long text is looked at in parts, with a look at the messages after each.
        let end = self.ids.len().min(self.seen + PART);
        let x = gpt.go_on(&self.ids[self.seen..end], &mut self.cache); // [end - seen, width]
        self.seen = end;
        if end < self.ids.len() {
            return Ok(None);
        }
        let new = x.dims()[0];
        let last = x.clone().slice([new - 1..new, 0..x.dims()[1]]);
        let logits = gpt.logits(last).into_data(); // [1, vocabulary]
        Ok(Some(logits.try_into_vec().expect("flex computes in f32, the type asked for")))
    }
}

fn decoder(model: &TextEmbedder) -> Result<&Gpt, Kind> {
    match &model.model {
        Language::Gpt(gpt) => Ok(gpt),
        Language::Bert(_) => Err(Kind::Ability(AbilityError::Cannot(Exhibit::Writing))),
    }
}
