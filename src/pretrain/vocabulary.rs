//! Vocabularies of our own, learnt from the books that are learnt from.

use std::collections::{BTreeMap, HashSet};

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
use tokenizers::tokenizer::pre_tokenizer::PreTokenizedString;
use tokenizers::{
    AddedToken, NormalizedString, Normalizer, OffsetReferential, OffsetType, PreTokenizer,
    Tokenizer as Inner, Trainer,
};

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
    let normaliser = BertNormalizer::new(true, true, None, true);
    let words = |text: &str| -> tokenizers::Result<Vec<String>> {
        let mut text = NormalizedString::from(text);
        normaliser.normalize(&mut text)?;
        let mut text = PreTokenizedString::from(text);
        BertPreTokenizer.pre_tokenize(&mut text)?;
        let words = text.get_splits(OffsetReferential::Normalized, OffsetType::None);
        Ok(words.into_iter().map(|(word, ..)| word.to_string()).collect())
    };
    let letters = letters(books, words)?;
    // The library numbers letters within words in the order in which it comes across them, another
    // every time. Those it is given as if they were special tokens have their numbers already.
    let given = SPECIAL.iter().map(|token| token.to_string());
    let given = given.chain(letters.iter().map(|letter| format!("##{letter}")));
    let given = given.map(|token| AddedToken::from(token, true)).collect();
    let mut trainer = WordPieceTrainerBuilder::new()
        .vocab_size(size)
        .limit_alphabet(letters.len())
        .initial_alphabet(letters.into_iter().collect())
        .special_tokens(given)
        .show_progress(false)
        .build();
    trainer.feed(sentences(books), words).map_err(refused)?;
    let mut model = WordPiece::builder().unk_token("[UNK]".into()).build().map_err(refused)?;
    trainer.train(&mut model).map_err(refused)?;
    let mut inner = Inner::new(model);
    let special = |token: &str| (token.to_string(), inner.token_to_id(token).unwrap_or_default());
    let processing = BertProcessing::new(special("[SEP]"), special("[CLS]"));
    inner
        .with_normalizer(Some(normaliser))
        .map_err(refused)?
        .with_pre_tokenizer(Some(BertPreTokenizer))
        .with_post_processor(Some(processing))
        .with_decoder(Some(WordPieceDecoder::default()));
    let special = SPECIAL.map(|token| AddedToken::from(token, true));
    inner.add_special_tokens(special).map_err(refused)?;
    Ok(Tokenizer::of(inner))
}

/// The most frequent letters of all words, in the order of the alphabet.
fn letters(
    books: &[Book],
    words: impl Fn(&str) -> tokenizers::Result<Vec<String>>,
) -> Result<Vec<char>> {
    let mut counts = BTreeMap::new();
    for sentence in sentences(books) {
        for letter in words(sentence).map_err(refused)?.iter().flat_map(|word| word.chars()) {
            *counts.entry(letter).or_insert(0usize) += 1;
        }
    }
    let mut letters: Vec<(char, usize)> = counts.into_iter().collect();
    letters.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let mut letters: Vec<char> =
        letters.into_iter().map(|(letter, _)| letter).take(ALPHABET).collect();
    letters.sort_unstable();
    Ok(letters)
}

fn sentences(books: &[Book]) -> impl Iterator<Item = &str> {
    books.iter().flat_map(|book| &book.sentences).map(|sentence| sentence.text.as_str())
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
    let mut trainer = TrainerWrapper::from(trainer);
    let sentences = books.iter().flat_map(|book| &book.sentences);
    inner.train(&mut trainer, sentences.map(Sentence::spaced)).map_err(refused)?;
    Ok(Tokenizer::of(inner))
}

fn refused(error: tokenizers::Error) -> anyhow::Error {
    anyhow!("learning a vocabulary: {error}")
}
