//! Vocabularies of our own, learnt from the books that are learnt from.

use std::collections::HashSet;

use anyhow::{Result, anyhow};
use tokenizers::decoders::byte_level::ByteLevel as ByteLevelDecoder;
use tokenizers::decoders::wordpiece::WordPiece as WordPieceDecoder;
use tokenizers::models::TrainerWrapper;
use tokenizers::models::bpe::{BPE, BpeTrainerBuilder};
use tokenizers::models::wordpiece::{WordPiece, WordPieceTrainerBuilder};
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::processors::bert::BertProcessing;
use tokenizers::{AddedToken, Tokenizer as Inner};

use super::corpus::{Book, Sentence};
use crate::formats::tokenizer::{SPECIAL, Tokenizer};

/// What ends a text, in GPT-2's vocabulary.
pub const END_OF_TEXT: &str = "<|endoftext|>";

/// The most different letters in BERT's vocabulary; rarer ones are unknown.
const ALPHABET: usize = 100;

/// Words in lower case, cut into pieces: WordPiece (Wu et al. 2016, <https://arxiv.org/abs/1609.08144>),
/// with BERT's special tokens.
///
/// # Errors
/// If the library refuses.
pub fn word_pieces(books: &[Book], size: usize) -> Result<Tokenizer> {
    let model = WordPiece::builder().unk_token("[UNK]".into()).build();
    let mut inner = Inner::new(model.map_err(refused)?);
    inner
        .with_normalizer(Some(BertNormalizer::new(true, true, None, true)))
        .map_err(refused)?
        .with_pre_tokenizer(Some(BertPreTokenizer))
        .with_decoder(Some(WordPieceDecoder::default()));
    let trainer = WordPieceTrainerBuilder::new()
        .vocab_size(size)
        .limit_alphabet(ALPHABET)
        .special_tokens(SPECIAL.map(|token| AddedToken::from(token, true)).to_vec())
        .show_progress(false)
        .build();
    train(&mut inner, trainer.into(), books, |sentence| sentence.text.clone())?;
    let special = |token: &str| (token.to_string(), inner.token_to_id(token).unwrap_or_default());
    let processing = BertProcessing::new(special("[SEP]"), special("[CLS]"));
    inner.with_post_processor(Some(processing));
    Ok(Tokenizer::of(inner))
}

/// Bytes, joined into ever longer pairs as GPT-2 does (Sennrich et al. 2016,
/// <https://arxiv.org/abs/1508.07909>): no text is unknown to it.
///
/// # Errors
/// If the library refuses.
pub fn byte_pairs(books: &[Book], size: usize) -> Result<Tokenizer> {
    let mut inner = Inner::new(BPE::default());
    inner
        .with_pre_tokenizer(Some(ByteLevel::new(false, true, true)))
        .with_decoder(Some(ByteLevelDecoder::new(false, true, true)));
    let trainer = BpeTrainerBuilder::new()
        .vocab_size(size)
        .initial_alphabet(ByteLevel::alphabet().into_iter().collect::<HashSet<_>>())
        .special_tokens(vec![AddedToken::from(END_OF_TEXT, true)])
        .show_progress(false)
        .build();
    train(&mut inner, trainer.into(), books, Sentence::spaced)?;
    Ok(Tokenizer::of(inner))
}

fn train(
    inner: &mut Inner,
    mut trainer: TrainerWrapper,
    books: &[Book],
    text: impl Fn(&Sentence) -> String + Send,
) -> Result<()> {
    let sentences = books.iter().flat_map(|book| &book.sentences);
    inner.train(&mut trainer, sentences.map(text)).map_err(refused)?;
    Ok(())
}

fn refused(error: tokenizers::Error) -> anyhow::Error {
    anyhow!("learning a vocabulary: {error}")
}
