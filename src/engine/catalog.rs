//! The models on offer: where their weights are, what they must hash to, how to read them.

use crate::error::Kind;
use crate::formats::{archive, tfjs};
use crate::models::Backbone;
use crate::models::mobilenet_v2::MobileNetV2Config;
use crate::protocol::ModelInfo;

/// One model on offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What the page shows of it.
    pub info: ModelInfo,
    /// SHA-256 of what the address gives, in lower-case hexadecimal.
    pub sha256: &'static str,
    architecture: MobileNetV2Config,
}

impl Entry {
    /// Reads the file that the address gives, or a visitor's copy of it.
    ///
    /// # Errors
    /// Those of [`archive::unzip`], [`tfjs::read`] and
    /// [`Weights::get`](crate::models::Weights::get).
    pub fn read(&self, file: &[u8]) -> Result<Backbone, Kind> {
        let weights = tfjs::read(&archive::unzip(file)?)?;
        let weights = self.architecture.read(&weights)?;
        Ok(Backbone::ConvNet { config: self.architecture.layers(), weights })
    }
}

/// The models on offer; the first is the default.
pub fn entries() -> Vec<Entry> {
    let architecture = MobileNetV2Config::new(224).with_width(0.35);
    let layers = architecture.layers();
    vec![Entry {
        info: ModelInfo {
            id: "mobilenet-v2".into(),
            name: "MobileNetV2".into(),
            about: "A small convolutional network by Google that learnt to tell 1,000 kinds of \
                    things apart from the 1.3 million labelled photos of ImageNet."
                .into(),
            bytes: 2_246_262,
            licence: "Apache-2.0".into(),
            input_size: layers.input_size,
            embedding_size: layers.embedding_size(),
            address: "https://raw.githubusercontent.com/googlecreativelab/teachablemachine-community/55aa0bb84acaa9efcbb9a2068eaefbb72cddae2c/snippets/converter/image/test/image-model.zip".into(),
        },
        sha256: "13ee9aae89d61ced74ce89d4cd0f1b3b1591d75d0eb1758fb83952afdbb7f39a",
        architecture,
    }]
}

/// The model of this id.
///
/// # Errors
/// [`Kind::UnknownModel`].
pub fn find(id: &str) -> Result<Entry, Kind> {
    entries()
        .into_iter()
        .find(|entry| entry.info.id == id)
        .ok_or_else(|| Kind::UnknownModel(id.into()))
}
