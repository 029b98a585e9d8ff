//! The two files of llama2.c (<https://github.com/karpathy/llama2.c>): weights of a Llama, and its
//! vocabulary.
//!
//! The weights are seven numbers, then float32 tensors end to end, all little-endian. Their pairs to
//! rotate are neighbours, where Hugging Face's are half a head apart; so rows of queries and keys are
//! put in another order here.

use std::collections::HashMap;

use super::number::{Budget, Number};
use crate::error::Kind;
use crate::models::llama::LlamaConfig;
use crate::models::{Array, Weights};

/// Numbers at the start.
const HEADER: usize = 7;

/// The largest size that is believed.
const LARGEST: usize = 1 << 20;

/// Reads weights, by the names that Hugging Face gives them.
///
/// # Errors
/// [`Kind::Truncated`]; [`Kind::Malformed`] if the numbers at the start do not fit each other or the
/// file; [`Kind::TooManyValues`].
pub fn read(bytes: &[u8]) -> Result<(LlamaConfig, Weights), Kind> {
    let (config, rest) = header(bytes)?;
    let mut tensors = Tensors { rest, budget: Budget::new(), weights: Weights::default() };
    let LlamaConfig { vocabulary, positions, width, layers, heads, key_heads, inner, .. } = config;
    let (size, keys) = (config.head_size(), key_heads * config.head_size());
    let name =
        |part: &'static str| move |layer: usize| format!("model.layers.{layer}.{part}.weight");
    tensors.take("model.embed_tokens.weight", &[vocabulary, width])?;
    tensors.stack(layers, name("input_layernorm"), &[width], None)?;
    tensors.stack(layers, name("self_attn.q_proj"), &[width, width], Some((heads, size)))?;
    tensors.stack(layers, name("self_attn.k_proj"), &[keys, width], Some((key_heads, size)))?;
    tensors.stack(layers, name("self_attn.v_proj"), &[keys, width], None)?;
    tensors.stack(layers, name("self_attn.o_proj"), &[width, width], None)?;
    tensors.stack(layers, name("post_attention_layernorm"), &[width], None)?;
    tensors.stack(layers, name("mlp.gate_proj"), &[inner, width], None)?;
    tensors.stack(layers, name("mlp.down_proj"), &[width, inner], None)?;
    tensors.stack(layers, name("mlp.up_proj"), &[inner, width], None)?;
    tensors.take("model.norm.weight", &[width])?;
    // Cosines and sines of the rotations, which are computed here.
    tensors.skip(&[2, positions, size / 2])?;
    if !config.tied {
        tensors.take("lm_head.weight", &[vocabulary, width])?;
    }
    match tensors.rest.len() {
        0 => Ok((config, tensors.weights)),
        rest => Err(malformed(&format!("{rest} bytes are left over after the last tensor"))),
    }
}

fn malformed(why: &str) -> Kind {
    Kind::Malformed(format!("as weights of llama2.c: {why}"))
}

/// The sizes, and what follows them.
fn header(bytes: &[u8]) -> Result<(LlamaConfig, &[u8]), Kind> {
    let (header, rest) = bytes.split_at_checked(4 * HEADER).ok_or(Kind::Truncated)?;
    let (numbers, _) = header.as_chunks();
    let numbers: Vec<i32> = numbers.iter().map(|&number| i32::from_le_bytes(number)).collect();
    let [width, inner, layers, heads, key_heads, vocabulary, positions] = numbers[..] else {
        return Err(Kind::Truncated);
    };
    let size = |number: i32| {
        let size = usize::try_from(number).ok().filter(|size| (1..=LARGEST).contains(size));
        size.ok_or_else(|| malformed(&format!("a size is {number}")))
    };
    let config = LlamaConfig {
        // Below 0 where the last layer has a table of its own.
        vocabulary: size(vocabulary.saturating_abs())?,
        positions: size(positions)?,
        width: size(width)?,
        layers: size(layers)?,
        heads: size(heads)?,
        key_heads: size(key_heads)?,
        inner: size(inner)?,
        epsilon: 1e-5,
        theta: 10_000.0,
        tied: vocabulary > 0,
    };
    let LlamaConfig { width, heads, key_heads, .. } = config;
    if !width.is_multiple_of(2 * heads) || !heads.is_multiple_of(key_heads) {
        let why = format!("{heads} heads of attention cannot share {width} and {key_heads} keys");
        return Err(malformed(&why));
    }
    Ok((config, rest))
}

/// Tensors one after the other.
struct Tensors<'a> {
    rest: &'a [u8],
    budget: Budget,
    weights: Weights,
}

impl Tensors<'_> {
    fn skip(&mut self, shape: &[usize]) -> Result<(), Kind> {
        self.values(shape).map(|_| ())
    }

    /// The next values. Nothing is reserved before they are known to be there.
    fn values(&mut self, shape: &[usize]) -> Result<Vec<f32>, Kind> {
        let count = self.budget.spend(shape)?;
        let (values, rest) = self.rest.split_at_checked(4 * count).ok_or(Kind::Truncated)?;
        self.rest = rest;
        Ok(Number::F32.read(values))
    }

    fn take(&mut self, name: &str, shape: &[usize]) -> Result<(), Kind> {
        let values = self.values(shape)?;
        self.weights.insert(name, Array { shape: shape.to_vec(), values })
    }

    /// The tensors of all layers, which stand together. Rows of `heads` are put in order.
    fn stack(
        &mut self,
        layers: usize,
        name: impl Fn(usize) -> String,
        shape: &[usize],
        heads: Option<(usize, usize)>,
    ) -> Result<(), Kind> {
        for layer in 0..layers {
            let mut values = self.values(shape)?;
            if let (Some((heads, size)), &[_, width]) = (heads, shape) {
                values = unpair(&values, heads, size, width);
            }
            self.weights.insert(&name(layer), Array { shape: shape.to_vec(), values })?;
        }
        Ok(())
    }
}

/// Rows 0, 2, 4, ... of every head, then rows 1, 3, 5, ...
fn unpair(values: &[f32], heads: usize, size: usize, width: usize) -> Vec<f32> {
    let rows = (0..heads).flat_map(|head| {
        let order = (0..size).step_by(2).chain((1..size).step_by(2));
        order.map(move |row| head * size + row)
    });
    rows.flat_map(|row| &values[row * width..(row + 1) * width]).copied().collect()
}

/// The tokens of a vocabulary, each with how gladly it is made of two others.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary {
    tokens: Vec<(Vec<u8>, f32)>,
    numbers: HashMap<Vec<u8>, u32>,
}

/// The token before a text.
pub const START: u32 = 1;

/// The first of the 256 tokens that are single bytes.
const BYTES: u32 = 3;

/// The longest token that is believed, in bytes.
const LONGEST: usize = 1024;

/// The longest text that is encoded, in bytes: the time grows with its square.
const TEXT: usize = 1 << 12;

impl Vocabulary {
    /// Reads the vocabulary of a model with so many tokens.
    ///
    /// # Errors
    /// [`Kind::Truncated`]; [`Kind::Malformed`] if it has another number of tokens, or lacks those
    /// that every vocabulary has.
    pub fn read(bytes: &[u8], tokens: usize) -> Result<Self, Kind> {
        let malformed = |why: &str| Kind::Malformed(format!("as a vocabulary of llama2.c: {why}"));
        if tokens < BYTES as usize + 256 {
            return Err(malformed("it has no token for every byte"));
        }
        // How long the longest token is, which is of no use here.
        let (_, mut rest) = bytes.split_first_chunk::<4>().ok_or(Kind::Truncated)?;
        let mut read = Vec::new();
        while !rest.is_empty() {
            let (score, after) = rest.split_first_chunk().ok_or(Kind::Truncated)?;
            let (length, after) = after.split_first_chunk().ok_or(Kind::Truncated)?;
            let length = usize::try_from(i32::from_le_bytes(*length)).unwrap_or(usize::MAX);
            if length > LONGEST {
                return Err(malformed("a token is too long"));
            }
            let (token, after) = after.split_at_checked(length).ok_or(Kind::Truncated)?;
            read.push((token.to_vec(), f32::from_le_bytes(*score)));
            rest = after;
        }
        if read.len() != tokens {
            let why = format!("it has {} tokens and the model {tokens}", read.len());
            return Err(malformed(&why));
        }
        let mut numbers = HashMap::new();
        for (number, (token, _)) in read.iter().enumerate() {
            // Of two that are the same, the first.
            numbers.entry(token.clone()).or_insert(number as u32);
        }
        Ok(Self { tokens: read, numbers })
    }

    /// The tokens of a text after the one that starts it: letters, or their bytes where the vocabulary
    /// has them not; then the pair that makes the gladdest token is joined until none does.
    ///
    /// # Errors
    /// [`Kind::TooManyBytes`].
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, Kind> {
        if text.len() > TEXT {
            return Err(Kind::TooManyBytes { bytes: text.len() as u64, limit: TEXT as u64 });
        }
        let mut ids = vec![START];
        if !text.is_empty() {
            // As if a word went before.
            ids.extend(self.find(b" "));
        }
        for letter in text.chars() {
            let mut buffer = [0; 4];
            let bytes = letter.encode_utf8(&mut buffer).as_bytes();
            match self.find(bytes) {
                Some(id) => ids.push(id),
                None => ids.extend(bytes.iter().map(|&byte| u32::from(byte) + BYTES)),
            }
        }
        while let Some((at, joined)) = self.best_pair(&ids) {
            ids[at] = joined;
            ids.remove(at + 1);
        }
        Ok(ids)
    }

    fn best_pair(&self, ids: &[u32]) -> Option<(usize, u32)> {
        let joined = |at: usize| {
            let pair = [self.bytes(ids[at]), self.bytes(ids[at + 1])].concat();
            let id = self.find(&pair)?;
            Some((at, id, self.tokens[id as usize].1))
        };
        // The first of the best.
        let best = (0..ids.len().saturating_sub(1)).rev().filter_map(joined);
        best.max_by(|a, b| a.2.total_cmp(&b.2)).map(|(at, id, _)| (at, id))
    }

    fn find(&self, bytes: &[u8]) -> Option<u32> {
        self.numbers.get(bytes).copied()
    }

    fn bytes(&self, id: u32) -> &[u8] {
        self.tokens.get(id as usize).map_or(&[], |(token, _)| token.as_slice())
    }

    /// The text of tokens after the one that starts it. What is no UTF-8 is replaced by marks.
    pub fn decode(&self, ids: &[u32]) -> String {
        let mut text = Vec::new();
        for (at, &id) in ids.iter().enumerate() {
            let bytes = self.bytes(id);
            let before = at.checked_sub(1).map(|before| ids[before]);
            match id.checked_sub(BYTES).and_then(|byte| u8::try_from(byte).ok()) {
                Some(byte) => text.push(byte),
                // The space that a text begins with was never there.
                None if before == Some(START) => {
                    text.extend_from_slice(bytes.strip_prefix(b" ").unwrap_or(bytes));
                }
                None if id == START => {}
                None => text.extend_from_slice(bytes),
            }
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}
