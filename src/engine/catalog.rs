//! The models on offer: where their weights are, what they must hash to, how to read them.

use crate::error::Kind;
use crate::formats::{self, Files};
use crate::models::mobilenet_v2::MobileNetV2Config;
use crate::models::{Backbone, Pretrained};
use crate::protocol::ModelInfo;

/// One model on offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What the page shows of it.
    pub info: ModelInfo,
    /// SHA-256 of what the address gives, in lower-case hexadecimal.
    pub sha256: &'static str,
}

impl Entry {
    /// Reads the file that the address gives, or a visitor's copy of it.
    ///
    /// # Errors
    /// Those of [`formats::read`] and [`Pretrained::recognise`].
    pub fn read(&self, file: &[u8]) -> Result<Backbone, Kind> {
        let files = Files::from([(self.info.id.clone(), file.to_vec())]);
        Ok(Pretrained::recognise(&formats::read(files)?)?.backbone)
    }
}

/// The models on offer; the first is the default.
pub fn entries() -> Vec<Entry> {
    let layers = MobileNetV2Config::new(224).with_width(0.35).layers();
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
