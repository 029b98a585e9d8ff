//! Words for the blanks of a sentence: what a masked-language model was pre-trained to find.

use burn::tensor::activation::softmax;

use super::cpu::{TextEmbedder, batch};
use crate::error::{AbilityError, Kind};
use crate::formats::tokenizer::Encoded;
use crate::models::bert::{Bert, MaskedHead};
use crate::models::language::Language;
use crate::models::layers::rows;
use crate::protocol::{Blank, Exhibit};

/// Words that are named for each blank.
const BEST: usize = 5;

/// The five best words for each blank of a text, two or more underscores, in their order. All blanks are
/// filled at once: the model sees no blank's word while it looks for another's.
///
/// # Errors
/// [`AbilityError::Cannot`] if the model has not learnt it, [`AbilityError::NoBlank`], [`AbilityError::TooLong`], and those
/// of [`Tokenizer::encode`](crate::formats::tokenizer::Tokenizer::encode).
pub fn fill(model: &TextEmbedder, text: &str) -> Result<Vec<Blank>, Kind> {
    head(model)?;
    let mask =
        model.tokenizer.mask().ok_or(Kind::Ability(AbilityError::Cannot(Exhibit::Blanks)))?;
    let (masked, blanks) = mask_blanks(text, mask);
    if blanks == 0 {
        return Err(Kind::Ability(AbilityError::NoBlank));
    }
    let encoded = model.encode_whole(&masked, None)?;
    if encoded.ids.len() > model.positions {
        return Err(Kind::Ability(AbilityError::TooLong {
            tokens: encoded.ids.len(),
            limit: model.positions,
        }));
    }
    let mask =
        model.tokenizer.id(mask).ok_or(Kind::Ability(AbilityError::Cannot(Exhibit::Blanks)))?;
    let places = encoded.ids.iter().enumerate().filter(|&(_, &id)| id == mask);
    let places: Vec<u32> = places.map(|(place, _)| place as u32).collect();
    if places.is_empty() {
        // The vocabulary has the token, but the tokenizer does not look for it in texts.
        return Err(Kind::Ability(AbilityError::Cannot(Exhibit::Blanks)));
    }
    let best = |shares: &Vec<f32>| Blank { words: words(model, shares).take(BEST).collect() };
    Ok(shares(model, encoded, &places)?.iter().map(best).collect())
}

/// For some places of a text, how likely the model thinks each token of its vocabulary there.
///
/// # Errors
/// [`AbilityError::Cannot`] if the model has not learnt it.
///
/// # Shapes
/// - returns `[places][vocabulary]`
pub fn shares(
    model: &TextEmbedder,
    encoded: Encoded,
    places: &[u32],
) -> Result<Vec<Vec<f32>>, Kind> {
    let (bert, head) = head(model)?;
    let x = bert.forward(&batch(&[encoded])); // [time, width]
    let logits = head.forward(rows(&x, places), bert.words()); // [places, vocabulary]
    let vocabulary = logits.dims()[1];
    let shares: Vec<f32> = softmax(logits, 1)
        .into_data()
        .try_into_vec()
        .expect("flex computes in f32, the type asked for");
    Ok(shares.chunks_exact(vocabulary).map(<[f32]>::to_vec).collect())
}

/// The parts of a model that guess hidden words.
fn head(model: &TextEmbedder) -> Result<(&Bert, &MaskedHead), Kind> {
    match &model.model {
        Language::Bert(bert) => Ok((
            &bert.bert,
            bert.masked.as_ref().ok_or(Kind::Ability(AbilityError::Cannot(Exhibit::Blanks)))?,
        )),
        Language::Gpt(_) => Err(Kind::Ability(AbilityError::Cannot(Exhibit::Blanks))),
    }
}

/// The numbers of tokens by their shares, best first.
pub fn by_share(shares: &[f32]) -> impl Iterator<Item = u32> + use<> {
    let mut order: Vec<u32> = (0..shares.len() as u32).collect();
    order.sort_by(|&a, &b| shares[b as usize].total_cmp(&shares[a as usize]));
    order.into_iter()
}

/// The text with the mask's token in place of every blank, and how many blanks there are.
fn mask_blanks(text: &str, mask: &str) -> (String, usize) {
    let mut masked = String::with_capacity(text.len());
    let mut blanks = 0;
    let mut rest = text;
    while let Some(start) = rest.find("__") {
        masked.push_str(&rest[..start]);
        masked.push_str(mask);
        blanks += 1;
        rest = rest[start..].trim_start_matches('_');
    }
    masked.push_str(rest);
    (masked, blanks)
}

/// The words of the largest shares, best first. What only goes on a word is no word, nor is a mark of
/// punctuation, which would be the best for most blanks at the end of a text.
fn words(model: &TextEmbedder, shares: &[f32]) -> impl Iterator<Item = (String, f32)> {
    let words = by_share(shares).filter(|&id| model.tokenizer.begins_word(id));
    words.filter_map(|id| {
        // Byte-level vocabularies write blanks and accents in a code of their own.
        let word = model.tokenizer.decode(&[id]).ok()?;
        let word = word.trim();
        word.contains(char::is_alphanumeric).then(|| (word.to_owned(), shares[id as usize]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_two_underscores_or_more() {
        let masked = |text| mask_blanks(text, "[MASK]");
        assert_eq!(masked("A ___ b __, snake_case."), ("A [MASK] b [MASK], snake_case.".into(), 2));
        assert_eq!(masked("________"), ("[MASK]".into(), 1));
        assert_eq!(masked(""), (String::new(), 0));
    }
}
