//! What is known of a model.

use serde::{Deserialize, Serialize};

use super::media::Modality;

/// The id of a model that the visitor has opened, which is on offer nowhere.
pub const OWN_MODEL: &str = "own";

/// What is known of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// Short, stable, fit for an address: `?model=ID`.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// What it was trained on and how, in a plain sentence.
    pub about: String,
    /// Where its weights are.
    pub origin: Origin,
    /// How it was pre-trained; not known of a visitor's own.
    pub pre_training: Option<PreTraining>,
    /// What it was pre-trained on.
    pub data: Vec<DataSet>,
    /// The licence of the weights; empty where it is not known.
    pub licence: String,
    /// The network, in a few words.
    pub architecture: String,
    /// What it reads.
    pub reads: Reads,
    /// Numbers in the embedding it gives.
    pub embedding_size: usize,
    /// Multiplications that one picture takes, or one text as long as it reads.
    pub multiplications: u64,
    /// How many things it can tell apart by itself; none without a classifier.
    pub labels: Option<usize>,
    /// What it can show of what it has learnt without labels.
    pub exhibits: Vec<Exhibit>,
    /// How well it does what it was pre-trained to do, where this project has measured it.
    pub skills: Vec<Skill>,
    /// How well it transfers, where this project has measured it.
    pub figures: Option<Figures>,
    /// The files that its weights are in.
    pub files: Vec<WeightsFile>,
}

/// What a model reads, and how much of it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reads {
    /// Square pictures.
    Pictures {
        /// Their side, in pixels.
        side: usize,
    },
    /// Texts.
    Texts {
        /// Tokens of the longest.
        tokens: usize,
    },
}

impl Reads {
    /// What a model of this modality reads, of this size.
    pub fn of(modality: Modality, size: usize) -> Self {
        match modality {
            Modality::Pictures => Self::Pictures { side: size },
            Modality::Texts => Self::Texts { tokens: size },
        }
    }

    /// The side of the pictures it reads, in pixels.
    pub fn side(self) -> Option<usize> {
        match self {
            Self::Pictures { side } => Some(side),
            Self::Texts { .. } => None,
        }
    }

    /// Its kind, without the size.
    pub fn modality(self) -> Modality {
        match self {
            Self::Pictures { .. } => Modality::Pictures,
            Self::Texts { .. } => Modality::Texts,
        }
    }
}

impl ModelInfo {
    /// Sixteen hexadecimal digits that tell its weights from others, whatever they are called.
    pub fn fingerprint(&self) -> String {
        // The 64-bit FNV-1a hash of the hashes of its files.
        let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let bytes = self.files.iter().flat_map(|file| file.sha256.bytes());
        format!("{:016x}", bytes.fold(0xcbf2_9ce4_8422_2325, step))
    }

    /// Bytes of all its files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Where the weights of a model are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Beside the page, on the same host.
    Shipped,
    /// At an address of somebody else's.
    Public,
    /// With the visitor, who has opened them.
    Own,
}

/// How a model was pre-trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreTraining {
    /// With labels that people gave.
    Supervised,
    /// Without labels, by drawing its input again from few numbers.
    Autoencoder,
    /// Without labels, by sorting patches into groups.
    Clustering,
    /// Without labels, by filling in hidden words.
    MaskedWords,
    /// Without labels, by predicting each next word.
    NextWords,
    /// By bringing sentences that belong together near each other.
    SentencePairs,
}

/// What a model can show of what it has learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exhibit {
    /// What a picture shows, in the words that it was trained with ([`Look::Labels`](super::Look::Labels)).
    Labels,
    /// Pictures that it draws again from its embeddings of them ([`Look::Drawing`](super::Look::Drawing)).
    Drawing,
    /// The patches that it compares pictures with ([`Look::Patches`](super::Look::Patches)).
    Patches,
    /// Words for the blanks of a sentence ([`Look::Blanks`](super::Look::Blanks)).
    Blanks,
    /// Whether a sentence follows another ([`Look::Follows`](super::Look::Follows)).
    Follows,
    /// Texts that it writes on ([`Question::Write`](super::Question::Write)).
    Writing,
}

impl Exhibit {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Labels, Self::Drawing, Self::Patches, Self::Blanks, Self::Follows, Self::Writing];
}

/// Something that a model was pre-trained to do, measured on what it has not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Skill {
    /// What was measured, with its unit.
    pub name: String,
    /// What the model reaches.
    pub value: f32,
    /// What simpler means reach on the same, by their names.
    pub beside: Vec<(String, f32)>,
}

/// A data set that a model was pre-trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataSet {
    /// The name that it is known by.
    pub name: String,
    /// Its licence, or that none is stated.
    pub licence: String,
}

/// Accuracies after training on few examples.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// What was told apart: a sentence.
    pub task: String,
    /// Training examples a class, for each column.
    pub shots: Vec<usize>,
    /// Draws of the training examples that each accuracy is the mean of.
    pub draws: usize,
    /// The model itself first, then what it is compared with.
    pub rows: Vec<FigureRow>,
}

/// Accuracies of one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureRow {
    /// The model's name.
    pub model: String,
    /// Mean for each number of examples, 0 to 1.
    pub mean: Vec<f32>,
    /// Standard deviation over the draws, likewise.
    pub deviation: Vec<f32>,
}

/// One of the files that weights are in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightsFile {
    /// Where it is; relative to the page for what ships with it.
    pub address: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

impl WeightsFile {
    /// Its name without folders.
    pub fn name(&self) -> &str {
        self.address.rsplit('/').next().unwrap_or_default()
    }
}

/// Where weights came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WeightsSource {
    /// Their address, just now; the browser keeps them.
    Network,
    /// Their address, just now; the browser could not keep all of them, so the next visit fetches them again.
    Unkept,
    /// The browser's cache, where an earlier visit left them.
    Cache,
    /// Files of the visitor's.
    Disk,
    /// An address that the visitor has typed.
    Address,
}
