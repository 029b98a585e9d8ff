//! What experiments there are, and what each is told.

use serde::{Deserialize, Serialize};

use crate::protocol::media::{FileRef, Modality};
use crate::protocol::recipe::TrainingSettings;

/// An experiment and its settings. The same settings give the same numbers, but for seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Experiment {
    /// An autoencoder learns to draw pictures again. A step is an epoch.
    Autoencoder(AutoencoderSettings),
    /// k-means on points of the plane. A step is one of Lloyd's iterations.
    Points {
        /// The points, each coordinate from 0 to 1.
        points: Vec<[f32; 2]>,
        /// Groups to find.
        groups: u32,
        /// Seeds the first centres.
        seed: u32,
    },
    /// k-means on patches of pictures, until there is a filter bank. A step is an iteration.
    Filters {
        /// Where the pictures come from that patches are cut from.
        source: Source,
        /// Groups to find: as many filters there will be.
        groups: u32,
        /// Seeds the patches and the first centres.
        seed: u32,
    },
    /// k-means on embeddings of pictures. A step is an iteration.
    Groups {
        /// Where the pictures to be grouped come from; their classes serve only to say how pure the groups are.
        source: Source,
        /// The model that embeds them.
        model: String,
        /// Groups to find.
        groups: u32,
        /// Seeds the first centres.
        seed: u32,
    },
    /// Words of a sentence are hidden as in the pre-training of BERT, and the model guesses them.
    Masking {
        /// The sentence, cut where it is longer than the model reads.
        text: String,
        /// Seeds which words are hidden.
        seed: u32,
    },
    /// What may come next in a text, as GPT sees it.
    NextTokens {
        /// The text so far.
        text: String,
    },
    /// What the layers of a network see in a picture.
    FeatureMaps {
        /// The id of the model whose layers are looked into.
        model: String,
        /// The visitor's picture, or one of the sample's.
        picture: PictureChoice,
    },
    /// A head learns on frozen embeddings, in slow motion. A step is a step of the optimiser.
    SlowMotion {
        /// Where the pictures come from, and their classes, which the head learns to tell apart.
        source: Source,
        /// The model that embeds them.
        model: String,
        /// How to train, as in the studio.
        settings: TrainingSettings,
    },
    /// The same network races against itself: pre-trained against random weights. A step is an epoch of one
    /// contestant.
    Race(RaceSettings),
    /// Accuracy by the number of examples a class. A step is one head.
    Curve(CurveSettings),
    /// Which pre-training is best for one task. A step is one model.
    Ranking {
        /// Pictures or texts.
        modality: Modality,
        /// The pictures; texts are always those of the sample.
        source: Source,
        /// Seeds the draws.
        seed: u32,
    },
    /// Something that goes wrong, beside the same done right. A step is one head.
    Failure {
        /// What goes wrong.
        failure: Failure,
        /// Seeds the draws of examples, the order in training, and random weights.
        seed: u32,
    },
    /// How far a head is to be trusted, found out as in the studio, beside what is true of new pictures. A step is what
    /// is found out, and then each head.
    Doubt {
        /// What is doubted.
        doubt: Doubt,
        /// Seeds the draws of pictures and the order in training.
        seed: u32,
    },
}

/// Pictures with their classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// Those that the page draws by itself, as many of each class.
    Sample {
        /// Classes, the first of them.
        classes: u32,
        /// Pictures of each.
        each: u32,
    },
    /// The visitor's own.
    Own(Vec<OwnClass>),
}

/// A class of the visitor's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnClass {
    /// What the visitor calls it.
    pub name: String,
    /// Where its pictures are; the lab reads them from there.
    pub files: Vec<FileRef>,
}

/// The one picture that an experiment looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PictureChoice {
    /// One of those that the page draws.
    Sample {
        /// Its class: its place in `data::sample::CLASSES`.
        class: u32,
        /// Which of the class.
        index: u32,
    },
    /// One of the visitor's.
    Own(FileRef),
}

/// Settings of [`Experiment::Autoencoder`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AutoencoderSettings {
    /// The pictures. A fifth of them is never trained on.
    pub source: Source,
    /// Numbers that a picture is squeezed into, 16 to 256: the nearest multiple of 16 is taken.
    pub code: u32,
    /// Passes over the pictures.
    pub epochs: u32,
    /// Seeds the weights and the order.
    pub seed: u32,
}

/// Settings of [`Experiment::Race`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RaceSettings {
    /// The pictures. A fifth of each class is held out, as in the studio.
    pub source: Source,
    /// Passes over the training pictures where only the head is trained.
    pub head_epochs: u32,
    /// The same where everything is trained.
    pub whole_epochs: u32,
    /// Whether the pre-trained network also has everything trained.
    pub fine_tune: bool,
    /// Seeds the split, the order and the random weights.
    pub seed: u32,
}

/// Settings of [`Experiment::Curve`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurveSettings {
    /// The pictures: half of each class is only ever measured with.
    pub source: Source,
    /// The model whose embeddings are compared with those of the same network with random weights.
    pub model: String,
    /// Draws of the training pictures for each number of examples.
    pub draws: u32,
    /// Seeds the draws and the random weights.
    pub seed: u32,
}

/// A network's weights at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Start {
    /// Those that pre-training found.
    Pretrained,
    /// Drawn by chance.
    Random,
}

/// What of a network is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trained {
    /// A new head; the backbone is frozen.
    Head,
    /// The backbone too.
    Whole,
}

/// Who takes part in a race.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Contestant {
    /// What it starts from.
    pub weights: Start,
    /// What of it is trained.
    pub trained: Trained,
}

/// Something that can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The backbone has learnt from nothing like these pictures.
    FarBackbone,
    /// There are too few examples.
    TooFew,
    /// One class has far more examples than the other.
    Unbalanced,
    /// Something in the background gives the class away.
    Shortcut,
}

/// What of a head can be doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// Whether it is as often right as it is sure.
    Certainty,
    /// Whether it knows what it was never taught.
    Strangers,
    /// Whether the labels that it was taught with are right.
    Labels,
}

impl Doubt {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Certainty, Self::Strangers, Self::Labels];
}

/// The two sides of [`Experiment::Failure`], and of [`Experiment::Doubt`] about labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// How it goes wrong.
    Wrong,
    /// The same done right.
    Right,
}
