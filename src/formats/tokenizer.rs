//! Texts to numbers of tokens: `tokenizer.json` as the `tokenizers` library writes it, and the
//! `vocab.txt` of BERT's WordPiece.

use ::tokenizers::AddedToken;
use ::tokenizers::decoders::wordpiece::WordPiece as WordPieceDecoder;
use ::tokenizers::models::wordpiece::WordPiece;
use ::tokenizers::normalizers::BertNormalizer;
use ::tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use ::tokenizers::processors::bert::BertProcessing;
use serde::Deserialize;
use serde_json::Value;

use crate::error::{FileError, Kind, WeightsError};

/// The largest file that is read, in bytes. Those of models for a hundred languages have 17 MB.
const LIMIT: usize = 32 << 20;

/// The longest text that is looked at, in bytes: more than the longest context holds, and short enough
/// for a moment.
const TEXT: usize = 1 << 20;

/// The most tokens that are read from a `vocab.txt`.
const TOKENS: usize = 1 << 20;

/// The tokens of BERT that stand for no text.
pub const SPECIAL: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/// A text as a model takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The tokens' numbers, with those that mark start and end.
    pub ids: Vec<u32>,
    /// 0 for tokens of the first text, 1 for those of the second.
    pub segments: Vec<u32>,
    /// Where in its text each token ends, in bytes; 0 for those that mark start and end.
    ends: Vec<usize>,
    /// Tokens before it was cut.
    pub tokens: usize,
}

/// Parts of a `tokenizer.json` that are looked at before the library sees them. Reading them also
/// shows that the whole file is JSON.
#[derive(Debug, Deserialize)]
struct Fragile {
    #[serde(default)]
    normalizer: Value,
    #[serde(default, rename = "decoder")]
    _decoder: Value,
}

impl Encoded {
    /// Cuts it to so many tokens, the last of which still marks the end where the whole has such a
    /// mark. Gives how many bytes of the text are still read, if that was needed.
    pub fn cut(&mut self, limit: usize) -> Option<usize> {
        if self.ids.len() <= limit || limit == 0 {
            return None;
        }
        let mark = self.ids.last().zip(self.ends.last());
        let mark = mark.filter(|&(_, &end)| end == 0).map(|(&id, _)| id);
        self.ids.truncate(limit);
        self.segments.truncate(limit);
        self.ends.truncate(limit);
        if let Some(mark) = mark {
            self.ids[limit - 1] = mark;
            self.ends[limit - 1] = 0;
        }
        Some(self.ends.iter().copied().max().unwrap_or(0))
    }
}

/// Knows a vocabulary, and how texts are divided into its tokens.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    inner: ::tokenizers::Tokenizer,
}

impl Tokenizer {
    /// Reads a `tokenizer.json` or a `vocab.txt`, told apart by their first character.
    ///
    /// # Errors
    /// [`FileError::Empty`]; [`FileError::TooManyBytes`]; [`WeightsError::Malformed`].
    pub fn read(bytes: &[u8]) -> Result<Self, Kind> {
        if bytes.len() > LIMIT {
            return Err(Kind::File(FileError::TooManyBytes {
                bytes: bytes.len() as u64,
                limit: LIMIT as u64,
            }));
        }
        match bytes.trim_ascii_start().first() {
            None => Err(Kind::File(FileError::Empty)),
            Some(b'{') => Self::read_json(bytes),
            Some(_) => Self::read_vocabulary(bytes),
        }
    }

    fn read_json(bytes: &[u8]) -> Result<Self, Kind> {
        let malformed = |why: &dyn std::fmt::Display| {
            Kind::Weights(WeightsError::Malformed(format!("as a tokenizer: {why}")))
        };
        // Of these parts the library expects that they are sound, and panics if they are not.
        let fragile: Fragile = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
        if fragile.normalizer.to_string().contains("\"Precompiled\"") {
            let what = "texts to be normalised by a table that comes with them (Precompiled)";
            return Err(Kind::Weights(WeightsError::UnsupportedModel(what.into())));
        }
        let mut inner =
            ::tokenizers::Tokenizer::from_bytes(bytes).map_err(|error| malformed(&error))?;
        // Some files say how texts were cut and filled up for another use.
        inner.with_padding(None);
        inner.with_truncation(None).map_err(|error| malformed(&error))?;
        if inner.get_vocab_size(true) == 0 {
            return Err(malformed(&"its vocabulary is empty"));
        }
        Ok(Self { inner })
    }

    /// A token a line. Texts are put into lower case if no token has a capital letter.
    fn read_vocabulary(bytes: &[u8]) -> Result<Self, Kind> {
        let malformed =
            |why: &str| Kind::Weights(WeightsError::Malformed(format!("as a vocabulary: {why}")));
        let text = std::str::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8"))?;
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        if lines.len() > TOKENS {
            return Err(malformed("it has more than a million lines"));
        }
        let number = |token: &str| lines.iter().position(|&line| line == token);
        let special = |token: &str| match number(token) {
            Some(at) => Ok((token.to_string(), at as u32)),
            None => Err(malformed(&format!("it has no line {token}"))),
        };
        let (separator, start) = (special("[SEP]")?, special("[CLS]")?);
        special("[UNK]")?;
        let cased = lines.iter().any(|line| {
            !line.starts_with('[') && line.bytes().any(|byte| byte.is_ascii_uppercase())
        });
        let refused = |error: ::tokenizers::Error| malformed(&error.to_string());
        let vocabulary = WordPiece::read_bytes(bytes).map_err(refused)?;
        let model = WordPiece::builder().vocab(vocabulary).build().map_err(refused)?;
        let mut inner = ::tokenizers::Tokenizer::new(model);
        inner
            .with_normalizer(Some(BertNormalizer::new(true, true, None, !cased)))
            .map_err(refused)?
            .with_pre_tokenizer(Some(BertPreTokenizer))
            .with_post_processor(Some(BertProcessing::new(separator, start)))
            .with_decoder(Some(WordPieceDecoder::default()));
        let there = SPECIAL.iter().filter(|token| number(token).is_some());
        let special = there.map(|&token| AddedToken::from(token, true));
        inner.add_special_tokens(special).map_err(refused)?;
        Ok(Self { inner })
    }

    /// What the `tokenizers` library made.
    pub fn of(inner: ::tokenizers::Tokenizer) -> Self {
        Self { inner }
    }

    /// The tokenizer as a `tokenizer.json`.
    ///
    /// # Errors
    /// [`WeightsError::Malformed`], if the library cannot write it.
    pub fn write(&self) -> Result<Vec<u8>, Kind> {
        let text = self.inner.to_string(false);
        text.map(String::into_bytes)
            .map_err(|error| Kind::Weights(WeightsError::Malformed(error.to_string())))
    }

    /// One more than the largest number of a token.
    pub fn vocabulary(&self) -> usize {
        let largest = self.inner.get_vocab(true).into_values().max();
        largest.map_or(0, |largest| largest as usize + 1)
    }

    /// Checks that a model knows every token.
    ///
    /// # Errors
    /// [`WeightsError::VocabularyTooLarge`].
    pub fn fits(&self, embeddings: usize) -> Result<(), Kind> {
        let tokens = self.vocabulary();
        if tokens <= embeddings {
            Ok(())
        } else {
            Err(Kind::Weights(WeightsError::VocabularyTooLarge { tokens, embeddings }))
        }
    }

    /// The tokens of a text, or of one and what may follow it, with those that mark start and end.
    ///
    /// # Errors
    /// [`FileError::TooManyBytes`]; [`WeightsError::Malformed`] if the vocabulary has no token for a part of it,
    /// nor one that means so.
    pub fn encode(&self, text: &str, second: Option<&str>) -> Result<Encoded, Kind> {
        bounded(text.len() + second.map_or(0, str::len))?;
        let encoding = match second {
            Some(second) => self.inner.encode((text, second), true),
            None => self.inner.encode(text, true),
        };
        let encoding = encoding.map_err(|error| {
            Kind::Weights(WeightsError::Malformed(format!(
                "its vocabulary has no token for a part: {error}"
            )))
        })?;
        Ok(Encoded {
            ids: encoding.get_ids().to_vec(),
            segments: encoding.get_type_ids().to_vec(),
            ends: encoding.get_offsets().iter().map(|&(_, end)| end).collect(),
            tokens: encoding.len(),
        })
    }

    /// The tokens of a text without those that mark start and end.
    ///
    /// # Errors
    /// As [`encode`](Self::encode).
    pub fn encode_plain(&self, text: &str) -> Result<Vec<u32>, Kind> {
        bounded(text.len())?;
        let encoding = self.inner.encode_fast(text, false);
        encoding.map(|encoding| encoding.get_ids().to_vec()).map_err(|error| {
            Kind::Weights(WeightsError::Malformed(format!(
                "its vocabulary has no token for a part: {error}"
            )))
        })
    }

    /// The text of some tokens, without those that mark start and end.
    ///
    /// # Errors
    /// [`WeightsError::Malformed`], if the decoder of the file refuses.
    pub fn decode(&self, ids: &[u32]) -> Result<String, Kind> {
        self.inner
            .decode(ids, true)
            .map_err(|error| Kind::Weights(WeightsError::Malformed(error.to_string())))
    }

    /// The token that stands for a word to be guessed, as BERT or RoBERTa call it.
    pub fn mask(&self) -> Option<&'static str> {
        ["[MASK]", "<mask>"].into_iter().find(|mask| self.id(mask).is_some())
    }

    /// The token that ends a text, as GPT-2 or RoBERTa call it.
    pub fn end_of_text(&self) -> Option<u32> {
        ["<|endoftext|>", "</s>"].into_iter().find_map(|token| self.id(token))
    }

    /// Whether a token stands for a word or its beginning: not for what goes on a word, nor for no text.
    pub fn begins_word(&self, id: u32) -> bool {
        let special = |token: &str| {
            let pairs = [('[', ']'), ('<', '>')];
            token.len() > 2
                && pairs.iter().any(|&(a, b)| token.starts_with(a) && token.ends_with(b))
        };
        self.token(id).is_some_and(|token| !token.starts_with("##") && !special(&token))
    }

    /// The number of a token.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.inner.token_to_id(token)
    }

    /// The token of a number.
    pub fn token(&self, id: u32) -> Option<String> {
        self.inner.id_to_token(id)
    }
}

/// Refuses texts of more bytes than are looked at.
fn bounded(bytes: usize) -> Result<(), Kind> {
    if bytes <= TEXT {
        return Ok(());
    }
    Err(Kind::File(FileError::TooManyBytes { bytes: bytes as u64, limit: TEXT as u64 }))
}
