//! What the gallery says of a model.

use super::{Received, Stage, State, percent};
use crate::protocol::{ModelInfo, Origin, PreTraining, Reads};

/// Where the weights of a model are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// Still to be downloaded.
    Away,
    /// Beside the page, so to be had as long as the page is.
    WithPage,
    /// On their way.
    Coming(Option<Received>),
    /// A part of them is on this device.
    Partly,
    /// On this device.
    Here,
}

impl State {
    /// The models to show: the visitor's own one, while it is in use, and those on offer.
    pub fn gallery(&self) -> Vec<ModelInfo> {
        self.model.own().into_iter().chain(&self.model.offered).cloned().collect()
    }

    /// Where the weights of a model are.
    pub fn whereabouts(&self, info: &ModelInfo) -> Whereabouts {
        let coming = match &self.model.stage {
            Stage::Downloading(received) => Some(*received),
            _ => None,
        };
        let stored = self.model.stored.get(&info.id).copied().unwrap_or_default();
        if self.model.coming() == Some(&info.id) {
            Whereabouts::Coming(coming)
        } else if stored >= info.bytes() || info.origin == Origin::Own {
            Whereabouts::Here
        } else if stored > 0 {
            Whereabouts::Partly
        } else if info.origin == Origin::Shipped {
            Whereabouts::WithPage
        } else {
            Whereabouts::Away
        }
    }
}

impl Whereabouts {
    /// As a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Away => "Not downloaded",
            Self::WithPage => "Ships with this page",
            Self::Coming(None) => "Looking for it…",
            Self::Coming(Some(_)) => "Downloading…",
            Self::Partly => "Partly on this device",
            Self::Here => "On this device",
        }
    }

    /// Whether something of it can be removed from this device.
    pub fn is_removable(self) -> bool {
        matches!(self, Self::Partly | Self::Here)
    }
}

/// How a model was pre-trained, in plain words with the term beside them.
pub fn pre_training_words(how: PreTraining) -> &'static str {
    match how {
        PreTraining::Supervised => "With labels (supervised)",
        PreTraining::Autoencoder => "Without labels, by redrawing pictures (autoencoder)",
        PreTraining::Clustering => "Without labels, by grouping patches (clustering)",
        PreTraining::MaskedWords => "Without labels, by filling in hidden words (self-supervised)",
        PreTraining::NextWords => "Without labels, by guessing each next word (self-supervised)",
        PreTraining::SentencePairs => {
            "By filling in hidden words, then from pairs of sentences (contrastive)"
        }
    }
}

/// A measured figure: a percentage where its name says that it is a share.
pub fn figure_words(name: &str, value: f32) -> String {
    if name.contains("share") {
        percent(f64::from(value))
    } else if value >= 100.0 {
        thousands(value.round() as usize)
    } else {
        format!("{value:.1}")
    }
}

/// What a model reads, in a few words.
pub fn reads_words(reads: Reads) -> String {
    match reads {
        Reads::Pictures { side } => format!("pictures of {side} × {side} pixels"),
        Reads::Texts { tokens } => {
            format!("texts of up to {tokens} tokens (words and parts of words)")
        }
    }
}

/// A number with its thousands set apart.
pub fn thousands(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1000), number % 1000),
    }
}

/// Bytes as megabytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

/// How far a download has come: "0.7 of 2.2 MB".
pub fn progress_words(Received { received, total }: Received) -> String {
    match total {
        Some(total) => format!("{} of {} MB", megabytes(received), megabytes(total)),
        None => format!("{} MB", megabytes(received)),
    }
}
