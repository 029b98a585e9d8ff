//! Model cards: what a model that ships with the page is, how it came about, and what it can do
//! (Mitchell et al. 2019, <https://arxiv.org/abs/1810.03993>). JSON beside the weights.

use serde::{Deserialize, Serialize};

use crate::error::WeightsError;
use crate::protocol::{DataSet, Figures, Skill};

/// The card of one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Short, stable, fit for an address: `?model=ID`.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// What it was trained on and how, in a plain sentence.
    pub about: String,
    /// The network, in a few words.
    pub architecture: String,
    /// What it was trained on.
    pub data: Vec<Source>,
    /// The licence of the weights, with what they owe to others.
    pub licence: String,
    /// What seeded everything.
    pub seed: u64,
    /// How it was trained: settings by name, as text.
    pub settings: Vec<(String, String)>,
    /// Passes over the data.
    pub epochs: f32,
    /// Side of the square picture it takes, in pixels; or the longest text, in tokens.
    pub input_size: usize,
    /// Numbers in the embedding it gives.
    pub embedding_size: usize,
    /// Numbers that were learnt.
    pub parameters: usize,
    /// Multiplications to embed one picture, or one text as long as it takes.
    pub multiplications: u64,
    /// How well it does what it was trained to do, measured on what it has not seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Skill>,
    /// How well it transfers, beside the same network with random weights and the public model of its kind; no
    /// rows where that was not measured.
    pub few_shot: Figures,
    /// How training went.
    pub curve: Curve,
    /// The weights' file name, beside the card.
    pub file: String,
    /// The weights' size in bytes.
    pub bytes: u64,
    /// The weights' SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// What divides texts into tokens, where it takes texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokenizer: Option<TokenizerFile>,
}

/// The tokenizer's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenizerFile {
    /// Its name, beside the card.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

/// A data set that a model was trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its name and licence.
    #[serde(flatten)]
    pub data: DataSet,
    /// Pictures in it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub pictures: usize,
    /// Books in it that were trained on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub books: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A training curve.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What the columns after the first are.
    pub columns: Vec<String>,
    /// Step, then a value for each column.
    pub points: Vec<(usize, Vec<f32>)>,
}

impl Card {
    /// Reads a card.
    ///
    /// # Errors
    /// [`WeightsError::Malformed`].
    pub fn read(json: &str) -> Result<Self, WeightsError> {
        serde_json::from_str(json)
            .map_err(|error| WeightsError::Malformed(format!("as a model card: {error}")))
    }
}
