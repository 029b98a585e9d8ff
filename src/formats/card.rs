//! Model cards: what a model that ships with the page is, how it came about, and what it can do
//! (Mitchell et al. 2019, <https://arxiv.org/abs/1810.03993>). JSON beside the weights.

use serde::{Deserialize, Serialize};

use crate::error::WeightsError;

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
    pub figures: Vec<Figure>,
    /// How well it transfers.
    pub few_shot: FewShot,
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

/// Something that was measured, and what to compare it with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What was measured, with its unit.
    pub name: String,
    /// What the model reaches.
    pub value: f32,
    /// What simpler means reach on the same examples, by their names.
    pub beside: Vec<(String, f32)>,
}

/// A data set that a model was trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its licence, or that none is stated.
    pub licence: String,
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

/// Few-shot accuracies, measured by `pretrain`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FewShot {
    /// What was told apart: a sentence.
    pub task: String,
    /// Training examples a class, for each column.
    pub shots: Vec<usize>,
    /// Draws of the training examples that each accuracy is the mean of.
    pub draws: usize,
    /// This model, the same network with random weights, and the public model of its kind.
    pub rows: Vec<Accuracies>,
}

/// Accuracies of one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accuracies {
    /// The model's name.
    pub model: String,
    /// Mean over the draws for each number of shots, 0 to 1.
    pub mean: Vec<f32>,
    /// Standard deviation over the draws, likewise.
    pub deviation: Vec<f32>,
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
