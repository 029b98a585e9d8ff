//! What is taken away: a backbone, a head, and all it takes to use them elsewhere, as plain data.

use kernels::network::Plan;
use serde::{Deserialize, Serialize};

/// A trained classifier with its backbone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// From pixels or tokens to an embedding.
    pub backbone: Backbone,
    /// From an embedding to a logit for each class, calibrated: softmax alone is left.
    pub head: Head,
    /// What the classes are called, in the order of the head's logits.
    pub labels: Vec<String>,
    /// What tells what is like nothing that was taught; none where that was not found.
    pub known: Option<Known>,
    /// Whether a picture is looked at mirrored too: its embedding is the mean of both then.
    pub mirrors: bool,
    /// Where it comes from.
    pub source: Source,
    /// The program that runs convolutions in a browser, for what is to do without Headstart; none where it is not at
    /// hand.
    pub kernels: Option<Kernels>,
    /// Inputs with what the page says of them.
    pub probes: Vec<Probe>,
}

/// Headstart's helper program, as the site has it: a worker that embeds pictures, given a [`Plan`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kernels {
    /// `helper.js`: a module whose default export starts the program.
    pub script: String,
    /// `helper_bg.wasm`
    pub code: Vec<u8>,
}

/// Where a classifier comes from, for who finds the file later.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The name of the project.
    pub project: String,
    /// What the backbone is called, and of which architecture it is.
    pub model: String,
    /// The licence of its weights, where it is known.
    pub licence: String,
    /// The version of Headstart that wrote the file.
    pub version: String,
    /// The day it was written, `2026-12-31`.
    pub date: String,
    /// The project without its examples, in Headstart's own form, to be opened again; empty where there is none.
    #[serde(default)]
    pub saved: String,
}

/// What makes an embedding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Backbone {
    /// Convolutions in order, then means over the cells of a grid: `[grid * grid * channels]`, cell after cell, row by
    /// row. Pixels come as numbers from -1 (0) to 1 (255), and are scaled and shifted by the plan first.
    Convolutions(Plan),
    /// A bank of filters that k-means found.
    Patches(Patches),
    /// An encoder of texts.
    Texts(Box<Encoder>),
}

/// A bank of filters (Coates, Ng and Lee 2011): each patch is brought to mean 0 and contrast 1, whitened, and compared
/// with every centroid; nearer than the mean distance counts, as a mean over each cell of a grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patches {
    /// Side of the square picture, in pixels.
    pub side: usize,
    /// Side of a patch, in pixels.
    pub patch: usize,
    /// Step between patches, in pixels.
    pub stride: usize,
    /// Cells of the grid along each axis.
    pub grid: usize,
    /// Added to a patch's variance, of pixels from -1 to 1.
    pub contrast_floor: f32,
    /// `[components, 3, patch, patch]`: takes off a patch's mean and whitens it.
    pub filters: Vec<f32>,
    /// `[components]`: taken off after the contrast is divided out.
    pub mean: Vec<f32>,
    /// `[centroids, components]`
    pub centroids: Vec<f32>,
}

/// An encoder of texts: BERT, and the mean over the tokens of its last states, scaled to length 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Encoder {
    /// Numbers of a token's state.
    pub width: usize,
    /// Heads of attention in each layer.
    pub heads: usize,
    /// The longest text, in tokens.
    pub positions: usize,
    /// Added to the variance where a state is normalised.
    pub epsilon: f32,
    /// `[vocabulary, width]`
    pub words: Vec<f32>,
    /// `[positions, width]`, the first kind of segment added in.
    pub places: Vec<f32>,
    /// What the sums of both go through.
    pub norm: Norm,
    /// The layers, in order.
    pub layers: Vec<EncoderLayer>,
    /// Where there is one: the means of the first states and of the last, each of length 1, side by side, go through
    /// it before the result is scaled to length 1.
    pub whitening: Option<Dense>,
    /// `tokenizer.json`, for the file beside.
    pub tokenizer: String,
}

/// Layer normalisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Norm {
    /// `[width]`: what a normalised state is multiplied by.
    pub weight: Vec<f32>,
    /// `[width]`: what is added then.
    pub bias: Vec<f32>,
}

/// A layer of an encoder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncoderLayer {
    /// Makes queries, all heads side by side.
    pub query: Dense,
    /// Makes keys.
    pub key: Dense,
    /// Makes values.
    pub value: Dense,
    /// What the heads have found goes through it, and is added to the state.
    pub attended: Dense,
    /// The sum goes through it.
    pub attended_norm: Norm,
    /// To the inner layer, before a GELU (the exact one, by the error function).
    pub inner: Dense,
    /// Back from it; added to the state.
    pub outer: Dense,
    /// The sum goes through it.
    pub norm: Norm,
}

/// A fully connected layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dense {
    /// `[inputs, outputs]`, row-major.
    pub weight: Vec<f32>,
    /// `[outputs]`
    pub bias: Vec<f32>,
}

/// What tells the classes apart by an embedding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Head {
    /// Layers on the raw embedding: standardiser and temperature are multiplied into them.
    Layers {
        /// The hidden layer, before a ReLU, if there is one.
        hidden: Option<Dense>,
        /// The layer whose outputs are the logits.
        output: Dense,
    },
    /// The cosine to the mean direction of each class, times a factor.
    Means {
        /// `[classes, features]`, each of length 1, or all zeros for a class without examples.
        directions: Vec<f32>,
        /// What cosines are multiplied by to become logits.
        factor: f32,
    },
    /// The nearest examples vote: each with `exp((cosine - nearest cosine) / temperature)`; the logit of a class is the
    /// logarithm of its votes, times a factor.
    Nearest {
        /// `[examples, features]`, each of length 1.
        directions: Vec<f32>,
        /// The class of each example.
        labels: Vec<usize>,
        /// How many vote.
        voters: usize,
        /// How fast a vote loses weight with the cosine.
        temperature: f32,
        /// The votes that each class has anyway.
        least: f32,
        /// What logits are multiplied by.
        factor: f32,
    },
}

/// What tells what is like nothing that was taught: the cosine to the examples of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// `[examples, features]`, each of length 1.
    pub directions: Vec<f32>,
    /// Which of the nearest counts: the first, the second, …
    pub nth: usize,
    /// The cosine below which the answer is “I don't know”.
    pub threshold: f32,
}

/// An input with what the page says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// What is looked at.
    pub sample: Sample,
    /// What the page says of it.
    pub answer: Answer,
}

/// What a backbone takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Sample {
    /// Red, green and blue of each pixel of the square, row by row: `[side, side, 3]`.
    Pixels(Vec<u8>),
    /// The tokens of a text, with those that mark its start and end.
    Tokens(Vec<u32>),
}

/// What is said of an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The probability of each class, in the order of the labels.
    pub probabilities: Vec<f32>,
    /// The cosine to the nearest example that counts; none where unknowns are not told.
    pub similarity: Option<f32>,
}

impl Bundle {
    /// Numbers in an embedding.
    pub fn features(&self) -> usize {
        match &self.backbone {
            Backbone::Convolutions(plan) => {
                plan.grid * plan.grid * plan.layers.last().map_or(3, |layer| layer.bias.len())
            }
            Backbone::Patches(patches) => {
                let components = patches.mean.len().max(1);
                patches.grid * patches.grid * (patches.centroids.len() / components)
            }
            Backbone::Texts(encoder) => {
                encoder.whitening.as_ref().map_or(encoder.width, |layer| layer.bias.len())
            }
        }
    }

    /// Side of the square picture that it takes, in pixels; none of what takes texts.
    pub fn side(&self) -> Option<usize> {
        match &self.backbone {
            Backbone::Convolutions(plan) => Some(plan.side),
            Backbone::Patches(patches) => Some(patches.side),
            Backbone::Texts(_) => None,
        }
    }
}
