//! Words of a sentence are hidden as in the pre-training of BERT, and the model guesses them.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::{Needs, Piece, Procedure, Supplies};
use crate::engine::cpu::TextEmbedder;
use crate::engine::{blanks, masking};
use crate::error::{AbilityError, Kind};
use crate::formats::tokenizer::{Encoded, SPECIAL};
use crate::protocol::Exhibit;
use crate::protocol::lab::{Finding, Hidden, MaskedToken};

/// The model that guesses.
const MODEL: &str = "bert";

/// Guesses that are told for each hidden token.
const GUESSES: usize = 5;

/// A sentence whose words are being hidden and guessed.
#[derive(Debug)]
pub struct Masking {
    model: TextEmbedder,
    text: Encoded,
    rng: ChaCha8Rng,
    /// Numbers of the tokens that stand for no text.
    special: Vec<u32>,
    over: bool,
}

/// What the experiment must be given.
pub fn needs() -> Needs {
    Needs { models: vec![MODEL.into()], ..Needs::default() }
}

impl Masking {
    /// Reads a sentence, cut if it is longer than the model reads.
    ///
    /// # Errors
    /// [`AbilityError::NoWords`] if it has no token that the model knows; [`ClassesError::NoModel`](crate::error::ClassesError::NoModel); those of
    /// [`TextEmbedder::encode`].
    pub fn new(text: &str, seed: u32, mut supplies: Supplies) -> Result<Self, Kind> {
        let model = TextEmbedder::new(supplies.take(MODEL)?.texts()?)?;
        let (text, _) = model.encode(text)?;
        let special: Vec<u32> =
            SPECIAL.iter().filter_map(|token| model.tokenizer.id(token)).collect();
        if text.ids.iter().all(|id| special.contains(id)) {
            return Err(Kind::Ability(AbilityError::NoWords));
        }
        let rng = ChaCha8Rng::seed_from_u64(seed.into());
        Ok(Self { model, text, rng, special, over: false })
    }

    /// The tokens, some of them hidden, with what the model thinks of those.
    fn guess(&mut self) -> Result<Vec<MaskedToken>, Kind> {
        let tokenizer = &self.model.tokenizer;
        let mask = tokenizer
            .mask()
            .and_then(|mask| tokenizer.id(mask))
            .ok_or(Kind::Ability(AbilityError::Cannot(Exhibit::Blanks)))?;
        // The special tokens are the first of the vocabulary, or stand together before its words.
        let words =
            self.special.iter().max().map_or(0, |last| last + 1)..tokenizer.vocabulary() as u32;
        let is_text = |&place: &usize| !self.special.contains(&self.text.ids[place]);
        let candidates: Vec<usize> = (0..self.text.ids.len()).filter(is_text).collect();
        let mut seen = self.text.clone();
        let mut places = Vec::new();
        for at in masking::choose(candidates.len(), &mut self.rng) {
            let place = candidates[at];
            places.push(place as u32);
            seen.ids[place] = masking::shown(seen.ids[place], mask, words.clone(), &mut self.rng);
        }
        let shares = blanks::shares(&self.model, seen.clone(), &places)?;
        let mut tokens = Vec::new();
        for (place, &id) in self.text.ids.iter().enumerate() {
            // What marks start and end is no part of the sentence.
            if ["[CLS]", "[SEP]"].iter().any(|mark| tokenizer.id(mark) == Some(id)) {
                continue;
            }
            let chosen = places.iter().position(|&chosen| chosen as usize == place);
            let hidden = chosen.map(|at| Hidden {
                shown: self.name(seen.ids[place]),
                guesses: self.best(&shares[at]),
                truth: shares[at].get(id as usize).copied().unwrap_or(0.0),
            });
            tokens.push(MaskedToken { token: self.name(id), hidden });
        }
        Ok(tokens)
    }

    /// The likeliest tokens with their shares, best first.
    fn best(&self, shares: &[f32]) -> Vec<(String, f32)> {
        let words = blanks::by_share(shares).filter(|id| !self.special.contains(id));
        words.take(GUESSES).map(|id| (self.name(id), shares[id as usize])).collect()
    }

    fn name(&self, id: u32) -> String {
        self.model.tokenizer.token(id).unwrap_or_default()
    }
}

impl Procedure for Masking {
    fn advance(&mut self) -> Result<Piece, Kind> {
        self.over = true;
        Ok(Piece::step(vec![Finding::Masked(self.guess()?)]))
    }

    fn done(&self) -> f32 {
        f32::from(u8::from(self.over))
    }

    fn is_over(&self) -> bool {
        self.over
    }
}
