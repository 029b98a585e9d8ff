//! What the gallery says of a model.

use super::{Received, Stage, State};
use crate::protocol::{ModelInfo, Origin, PreTraining, Reads};
use crate::words::{decimal, number, percent, say, say_with};

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
        say(match self {
            Self::Away => "whereabouts.away",
            Self::WithPage => "whereabouts.with-page",
            Self::Coming(None) => "whereabouts.asked",
            Self::Coming(Some(_)) => "whereabouts.coming",
            Self::Partly => "whereabouts.partly",
            Self::Here => "whereabouts.here",
        })
    }

    /// Whether something of it can be removed from this device.
    pub fn is_removable(self) -> bool {
        matches!(self, Self::Partly | Self::Here)
    }
}

/// How a model was pre-trained, in plain words with the term beside them.
pub fn pre_training_words(how: PreTraining) -> &'static str {
    say(match how {
        PreTraining::Supervised => "learnt.supervised",
        PreTraining::Autoencoder => "learnt.autoencoder",
        PreTraining::Clustering => "learnt.clustering",
        PreTraining::MaskedWords => "learnt.masked-words",
        PreTraining::NextWords => "learnt.next-words",
        PreTraining::SentencePairs => "learnt.sentence-pairs",
    })
}

/// A measured figure: a percentage where its name says that it is a share.
pub fn figure_words(name: &str, value: f32) -> String {
    if name.contains("share") {
        percent(f64::from(value))
    } else if value >= 100.0 {
        number(value.round() as u64)
    } else {
        decimal(value.into(), 1)
    }
}

/// What a model reads, in a few words.
pub fn reads_words(reads: Reads) -> String {
    match reads {
        Reads::Pictures { side } => say_with("reads.pictures", &[&side.to_string()]),
        Reads::Texts { tokens } => say_with("reads.texts", &[&tokens.to_string()]),
    }
}

/// Bytes as megabytes.
pub fn megabytes(bytes: u64) -> String {
    decimal(bytes as f64 / 1e6, 1)
}

/// How far a download has come: "0.7 of 2.2 MB".
pub fn progress_words(Received { received, total }: Received) -> String {
    match total {
        Some(total) => say_with("megabytes.of", &[&megabytes(received), &megabytes(total)]),
        None => say_with("megabytes", &[&megabytes(received)]),
    }
}
