//! What other programs compute with the public models for the same picture.

use headstart::data::picture::Picture;
use headstart::formats::{self, Files};
use headstart::models::{Backbone, Normalisation, Pretrained};

use super::distance::relative_distance;
use super::picture::sine_picture;
use super::public::PublicModel;

/// A public model as it is read here, with the numbers to compare with.
#[derive(Debug)]
pub struct Golden {
    pub pretrained: Pretrained,
    numbers: serde_json::Map<String, serde_json::Value>,
}

impl Golden {
    /// Reads what a visitor would drop, and the numbers.
    pub fn read(model: PublicModel, files: Files, numbers: &[u8]) -> Self {
        let weights = formats::read(files).expect("the public weights are sound");
        let mut pretrained = Pretrained::recognise(&weights).expect("they fit an architecture");
        assert_eq!(pretrained.architecture, model.architecture);
        if let Backbone::ConvNet { config, .. } = &mut pretrained.backbone {
            // The other programs were given the picture as it is.
            config.normalisation = Normalisation::NONE;
        }
        Self { pretrained, numbers: serde_json::from_slice(numbers).expect("it is JSON") }
    }

    /// What the other program was given.
    pub fn picture(&self) -> Picture {
        sine_picture(self.pretrained.backbone.input_size())
    }

    /// How far the features, and the logits that follow from them, are from every number that the
    /// other program wrote down.
    pub fn distances(&self, features: &[f32]) -> Vec<(String, f32)> {
        let classifier = self.pretrained.classifier.as_ref();
        let logits = classifier.map(|head| head.logits(features)).unwrap_or_default();
        let list = |value: &serde_json::Value| -> Vec<f32> {
            serde_json::from_value(value.clone()).expect("a list of numbers")
        };
        let one = |value: &serde_json::Value| vec![value.as_f64().expect("a number") as f32];
        // Some were written down in part.
        let start = |all: &[f32], some: Vec<f32>| relative_distance(&all[..some.len()], &some);
        let distance = |name: &str, value| {
            Some(match name {
                _ if name.starts_with("features_") => relative_distance(features, &list(value)),
                "first16" => start(features, list(value)),
                "sum" => start(&[features.iter().sum()], one(value)),
                "l2" => start(&[features.iter().map(|x| x * x).sum::<f32>().sqrt()], one(value)),
                "logits_first8" => start(&logits, list(value)),
                _ if name.starts_with("logits_") => relative_distance(&logits, &list(value)),
                "argmax" => {
                    let largest =
                        (0..logits.len()).max_by(|&a, &b| logits[a].total_cmp(&logits[b]));
                    assert_eq!(largest.map(|class| class as f32), one(value).first().copied());
                    return None;
                }
                _ => return None,
            })
        };
        let distances: Vec<_> = self
            .numbers
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), distance(name, value)?)))
            .collect();
        assert!(!distances.is_empty(), "there is something to compare with");
        distances
    }
}
