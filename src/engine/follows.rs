//! Whether a text follows another: the second thing that BERT was pre-trained to tell.

use burn::tensor::activation::softmax;

use super::cpu::{TextEmbedder, batch};
use crate::error::{AbilityError, Kind};
use crate::models::bert::NextSentenceHead;
use crate::models::language::Language;
use crate::protocol::Exhibit;

/// The probability that the second text follows the first, 0 to 1.
///
/// # Errors
/// [`AbilityError::Cannot`] if the model has not learnt it, [`AbilityError::NoWords`] if one of them is blank,
/// [`AbilityError::TooLong`], and those of
/// [`Tokenizer::encode`](crate::formats::tokenizer::Tokenizer::encode).
pub fn probability(model: &TextEmbedder, first: &str, second: &str) -> Result<f32, Kind> {
    let Language::Bert(bert) = &model.model else {
        return Err(Kind::Ability(AbilityError::Cannot(Exhibit::Follows)));
    };
    let Some(head) = &bert.next else {
        return Err(Kind::Ability(AbilityError::Cannot(Exhibit::Follows)));
    };
    if bert.bert.embeddings.segments() < 2 {
        // It cannot tell the tokens of a second text from those of the first.
        return Err(Kind::Ability(AbilityError::Cannot(Exhibit::Follows)));
    }
    if first.trim().is_empty() || second.trim().is_empty() {
        return Err(Kind::Ability(AbilityError::NoWords));
    }
    let encoded = model.encode_whole(first, Some(second))?;
    if encoded.ids.len() > model.positions {
        return Err(Kind::Ability(AbilityError::TooLong {
            tokens: encoded.ids.len(),
            limit: model.positions,
        }));
    }
    let x = bert.bert.forward(&batch(&[encoded])); // [time, width]
    let shares = softmax(head.forward(x, 1), 1); // [1, 2]
    let shares: Vec<f32> =
        shares.into_data().try_into_vec().expect("flex computes in f32, the type asked for");
    Ok(shares[NextSentenceHead::FOLLOWS])
}
