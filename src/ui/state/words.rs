//! What the things that are taught with are called.

use crate::protocol::{Modality, ModelInfo};

/// What one example and several are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// One.
    pub one: &'static str,
    /// Several.
    pub many: &'static str,
}

impl Words {
    /// Those of a modality.
    pub fn of(modality: Modality) -> Self {
        match modality {
            Modality::Pictures => Self { one: "picture", many: "pictures" },
            Modality::Texts => Self { one: "text", many: "texts" },
        }
    }
}

/// What a model reads, in a few words.
pub fn input_words(info: &ModelInfo) -> String {
    match info.modality {
        Modality::Pictures => format!("pictures of {0} × {0} pixels", info.input_size),
        Modality::Texts => {
            format!("texts of up to {} tokens (words and parts of words)", info.input_size)
        }
    }
}
