//! Whether a text follows another: the second thing that BERT was pre-trained to tell.

use burn::tensor::activation::softmax;

use super::cpu::{TextEmbedder, batch};
use crate::error::Kind;
use crate::models::bert::NextSentenceHead;
use crate::models::language::Language;

/// The probability that the second text follows the first, 0 to 1.
///
/// # Errors
/// [`Kind::NoNextSentence`] if the model has not learnt it, [`Kind::NoWords`] if one of them is blank,
/// [`Kind::TooLong`], and those of
/// [`Tokenizer::encode`](crate::formats::tokenizer::Tokenizer::encode).
pub fn probability(model: &TextEmbedder, first: &str, second: &str) -> Result<f32, Kind> {
    let Language::Bert(bert) = &model.model else { return Err(Kind::NoNextSentence) };
    let Some(head) = &bert.next else { return Err(Kind::NoNextSentence) };
    if bert.bert.embeddings.segments() < 2 {
        // It cannot tell the tokens of a second text from those of the first.
        return Err(Kind::NoNextSentence);
    }
    if first.trim().is_empty() || second.trim().is_empty() {
        return Err(Kind::NoWords);
    }
    let encoded = model.encode_whole(first, Some(second))?;
    if encoded.ids.len() > model.positions {
        return Err(Kind::TooLong { tokens: encoded.ids.len(), limit: model.positions });
    }
    let x = bert.bert.forward(&batch(&[encoded])); // [time, width]
    let shares = softmax(head.forward(x, 1), 1); // [1, 2]
    let shares: Vec<f32> =
        shares.into_data().try_into_vec().expect("flex computes in f32, the type asked for");
    Ok(shares[NextSentenceHead::FOLLOWS])
}
