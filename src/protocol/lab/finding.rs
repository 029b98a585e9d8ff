//! What experiments find.

use serde::{Deserialize, Serialize};

use super::experiment::{Contestant, Side, Start};
use crate::error::Error;
use crate::protocol::media::Pixels;
use crate::protocol::training::Score;
use crate::protocol::trust::ReliabilityBin;

/// Something that an experiment has found out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Finding {
    /// The pictures that it works on: told first, where they are worth seeing.
    Pictures {
        /// The names of the classes.
        classes: Vec<String>,
        /// The class of each picture, counted from 0.
        labels: Vec<u32>,
        /// All of them, small, in the order of the labels.
        small: Vec<Pixels>,
    },
    /// An epoch of an autoencoder: epoch 0 is before the first.
    Redrawn {
        /// Epochs that are over.
        epoch: u32,
        /// Milliseconds of training so far.
        milliseconds: f32,
        /// Mean squared difference of a number of a training picture, which lie from -1 to 1.
        training_loss: f32,
        /// The same of the pictures that are never trained on.
        held_out_loss: f32,
        /// Some of those, as they are.
        seen: Vec<Pixels>,
        /// The same as they are drawn again.
        drawn: Vec<Pixels>,
    },
    /// An iteration of k-means on points: iteration 0 is the start.
    Points {
        /// Iterations that are over.
        iteration: u32,
        /// Mean squared distance of a point to the centre of its group.
        distance: f32,
        /// The centre of each group, each coordinate from 0 to 1.
        centres: Vec<[f32; 2]>,
        /// The group of each point.
        nearest: Vec<u32>,
    },
    /// An iteration of k-means on patches.
    Filters {
        /// Iterations that are over.
        iteration: u32,
        /// Mean squared distance of a patch to the centre of its group.
        distance: f32,
        /// The centres, from grey to colourful.
        filters: Pixels,
    },
    /// An iteration of k-means on embeddings.
    Groups {
        /// Iterations that are over.
        iteration: u32,
        /// Mean squared distance of an embedding to the centre of its group.
        distance: f32,
        /// The group of each picture.
        nearest: Vec<u32>,
        /// Share of the pictures that are of the class that is most frequent in their group, 0 to 1.
        purity: f32,
    },
    /// A sentence with words hidden, and what the model thinks of each.
    Masked(Vec<MaskedToken>),
    /// What may come next, likeliest first, with the probabilities, 0 to 1: the text of each to the letter,
    /// with the blank that most begin with, to be put at the end of what is there. Only what is text is told,
    /// so the probabilities add up to less than 1.
    NextTokens(Vec<(String, f32)>),
    /// What a layer sees.
    FeatureMaps {
        /// The layer's name in the network.
        layer: String,
        /// Side of one map, in pixels of the map.
        side: u32,
        /// Channels of the layer.
        channels: u32,
        /// The maps of the channels that respond most, in rows.
        maps: Pixels,
        /// How many are shown.
        shown: u32,
    },
    /// The picture that the maps are of, as the network sees it.
    Seen(Pixels),
    /// A step of a head in slow motion: step 0 is before the first.
    Step {
        /// Steps that are over.
        step: u32,
        /// The epoch that it belongs to, counted from 1; 0 before the first.
        epoch: u32,
        /// The pictures that the step learnt from.
        batch: Vec<u32>,
        /// Over the training pictures after it.
        training: Score,
        /// Over the held-out pictures after it.
        held_out: Option<Score>,
        /// Of some pictures, what the head says after it.
        looks: Vec<Look>,
    },
    /// An epoch of a contestant of a race: epoch 0 is before the first. Of the first, in which most may happen,
    /// it is told as well after 1, 2, 4, 8, ... steps, with 0 epochs over.
    Lap {
        /// Whose lap it is.
        contestant: Contestant,
        /// Epochs that are over.
        epoch: u32,
        /// Steps of the optimiser that are over.
        steps: u32,
        /// Milliseconds it has taken so far, with those for embedding.
        milliseconds: f32,
        /// Over the training pictures: all of them where only a head learns; where everything does, those since
        /// the epoch began, each as it was learnt from.
        training: Score,
        /// Over the held-out pictures.
        held_out: Score,
    },
    /// The accuracy of one head of the curve.
    Draw {
        /// What its backbone started from.
        weights: Start,
        /// Examples of each class that it was trained on.
        examples: u32,
        /// Which draw of them, counted from 0.
        draw: u32,
        /// Over the test pictures, 0 to 1.
        accuracy: f32,
    },
    /// How a model did in the ranking.
    Ranked {
        /// The model's id.
        model: String,
        /// Whether it is the same network with random weights.
        weights: Start,
        /// Mean accuracy over the draws, 0 to 1.
        accuracy: f32,
        /// Standard deviation over the draws.
        deviation: f32,
        /// Milliseconds to embed one picture or text.
        milliseconds: f32,
        /// Bytes of its files.
        bytes: u64,
        /// Numbers in an embedding.
        features: u32,
    },
    /// A model of the ranking cannot be had.
    Absent {
        /// The model's id.
        model: String,
        /// Why it cannot be had.
        error: Error,
    },
    /// What a side of a failure learns from: told before its first verdict.
    Specimens {
        /// Which side learns from them: what goes wrong, or the same done right.
        side: Side,
        /// The names of the classes.
        classes: Vec<String>,
        /// All that its first head is given.
        training: Vec<Specimen>,
        /// Some of what it is used on.
        used: Vec<Specimen>,
    },
    /// How a head of a failure did.
    Verdict {
        /// Which side the head is of: what goes wrong, or the same done right.
        side: Side,
        /// What its backbone started from: a backbone that is far from the task is also compared with the same
        /// of random weights.
        weights: Start,
        /// Which draw of the examples, counted from 0: with too few of them, several show how much is luck.
        draw: u32,
        /// Examples of each class that it was given, those that are held out among them.
        examples: Vec<u32>,
        /// What the visitor is told: over the held-out examples, 0 to 1; none where nothing is held out.
        told: Option<f32>,
        /// How many those are.
        held_out: u32,
        /// What is true: over many new pictures that are as they will be in use.
        truth: f32,
        /// The same by class: the share of its pictures that are taken for what they are.
        recalls: Vec<f32>,
    },
    /// Whether a head is as often right as it is sure, on new pictures.
    Certainty {
        /// Whether it has the temperature that was found out of what it was given.
        tempered: bool,
        /// What its logits are divided by.
        temperature: f32,
        /// The expected calibration error, 0 to 1.
        error: f32,
        /// Its answers by how sure they are, as many in each.
        bins: Vec<ReliabilityBin>,
    },
    /// What a head says of new pictures of its classes, or of strangers.
    Met {
        /// Whether they are of classes that it was never taught.
        strangers: bool,
        /// How many they are.
        pictures: u32,
        /// Of how many it is at least 90 % sure what they are.
        certain: u32,
        /// Of how many it says "I don't know".
        unknown: u32,
        /// How far they are from what it was taught, on average.
        distance: f32,
        /// The distance from which on it says so.
        threshold: f32,
        /// Some of them.
        some: Vec<Pixels>,
    },
    /// An example whose label may be wrong, the most suspicious first.
    Suspect {
        /// Which of them, from 1.
        rank: u32,
        /// What it looks like.
        small: Pixels,
        /// The name of the class that it is in.
        class: String,
        /// That of the class that it looks like.
        looks_like: String,
        /// The probability of the class that it is in.
        own: f32,
        /// That of the class that it looks like.
        other: f32,
        /// Whether its label is wrong indeed.
        wrong: bool,
    },
    /// How a head did that was taught with labels some of which are wrong.
    Relabelled {
        /// Whether as they are, or once the suspects are in the classes that they look like.
        side: Side,
        /// How many labels are wrong.
        wrong: u32,
        /// The share of right answers on new pictures.
        accuracy: f32,
    },
}

impl Finding {
    /// Drops what is only to be looked at while it is the newest, and keeps the numbers.
    pub fn forget_pictures(&mut self) {
        match self {
            Self::Redrawn { seen, drawn, .. } => {
                *seen = Vec::new();
                *drawn = Vec::new();
            }
            Self::Filters { filters, .. } => filters.rgba = Vec::new(),
            Self::Step { looks, batch, .. } => {
                *looks = Vec::new();
                *batch = Vec::new();
            }
            Self::Groups { nearest, .. } | Self::Points { nearest, .. } => *nearest = Vec::new(),
            _ => {}
        }
    }
}

/// A small picture of a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Specimen {
    /// Its class, counted from 0.
    pub class: u32,
    /// What it looks like.
    pub small: Pixels,
}

/// A token of a sentence in which words were hidden.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MaskedToken {
    /// The token as it is; one that goes on a word begins with `##`.
    pub token: String,
    /// What stood in its place, if it was chosen to be guessed.
    pub hidden: Option<Hidden>,
}

/// A token that is to be guessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hidden {
    /// What the model saw in its place.
    pub shown: String,
    /// The likeliest tokens, best first, with their probabilities, 0 to 1.
    pub guesses: Vec<(String, f32)>,
    /// The probability of the token that was there.
    pub truth: f32,
}

/// What a head says of one picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Which of the pictures that were told.
    pub picture: u32,
    /// Whether it is held out: the head never learns from it.
    pub held_out: bool,
    /// The first numbers of its embedding, standardised: they never change.
    pub embedding: Vec<f32>,
    /// A number for each class.
    pub logits: Vec<f32>,
    /// What they come to, 0 to 1.
    pub probabilities: Vec<f32>,
    /// Its cross-entropy, in nats.
    pub loss: f32,
}
