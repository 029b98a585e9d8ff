//! What may come next in a text, as GPT sees it.

use super::{Needs, Piece, Procedure, Supplies};
use crate::engine::blanks::by_share;
use crate::engine::context::Context;
use crate::engine::cpu::TextEmbedder;
use crate::error::Kind;
use crate::protocol::lab::Finding;

/// The model that reads.
const MODEL: &str = "gpt";

/// What an empty text is read as. In the books that the model has learnt from, passages begin on a new line;
/// the token that ends a text it has never seen.
const START: &str = "\n";

/// Tokens that are told.
const BEST: usize = 10;

/// A text that GPT reads, to say once what may come next.
#[derive(Debug)]
pub struct NextTokens {
    model: TextEmbedder,
    text: Context,
    over: bool,
}

/// What the experiment must be given.
pub fn needs() -> Needs {
    Needs { models: vec![MODEL.into()], ..Needs::default() }
}

impl NextTokens {
    /// Begins to read a text: of one that is longer than the model reads, its end.
    ///
    /// # Errors
    /// [`ClassesError::NoModel`](crate::error::ClassesError::NoModel); those of [`Context::new`].
    pub fn new(text: &str, mut supplies: Supplies) -> Result<Self, Kind> {
        let model = TextEmbedder::new(supplies.take(MODEL)?.texts()?)?;
        let text = if text.is_empty() { START } else { text };
        let mut text = Context::new(&model, text)?;
        text.cut(&model);
        Ok(Self { model, text, over: false })
    }

    /// The likeliest tokens that are text with their probabilities, best first. One that is only a part of
    /// a letter is none, nor is the one that ends a text.
    fn best(&self, logits: &[f32]) -> Vec<(String, f32)> {
        let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weights: Vec<f32> = logits.iter().map(|logit| (logit - most).exp()).collect();
        let all: f32 = weights.iter().sum();
        let tokens = by_share(logits).filter_map(|id| {
            let piece = self.model.tokenizer.decode(&[id]).ok()?;
            let is_text = !piece.is_empty() && !piece.contains(char::REPLACEMENT_CHARACTER);
            is_text.then(|| (piece, weights[id as usize] / all))
        });
        tokens.take(BEST).collect()
    }
}

impl Procedure for NextTokens {
    fn advance(&mut self) -> Result<Piece, Kind> {
        Ok(match self.text.look(&self.model)? {
            None => Piece::nothing(),
            Some(logits) => {
                self.over = true;
                Piece::step(vec![Finding::NextTokens(self.best(&logits))])
            }
        })
    }

    fn done(&self) -> f32 {
        if self.over { 1.0 } else { self.text.done() }
    }

    fn is_over(&self) -> bool {
        self.over
    }
}
