//! What files say of themselves beside their numbers, in every format by the same names.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::bundle::{Bundle, Head, Source};
use crate::format::Malformed;

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notes {
    /// What the classes are called, in the order of the answers.
    pub labels: Vec<String>,
    /// Where it comes from.
    pub source: Source,
    /// The head without its rows of numbers.
    pub head: HeadNote,
    /// Whether a picture is looked at mirrored too.
    pub mirrors: bool,
    /// Which of the nearest examples counts for what is unknown; none where unknowns are not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<usize>,
    /// The cosine to it below which the answer is “I don't know”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f32>,
}

/// A [`Head`] without its rows of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum HeadNote {
    /// Layers.
    Layers,
    /// The mean direction of each class.
    Means {
        /// What cosines are multiplied by.
        factor: f32,
    },
    /// The nearest examples vote.
    Nearest {
        /// The class of each example.
        labels: Vec<usize>,
        /// How many vote.
        voters: usize,
        /// How fast a vote loses weight with the cosine.
        temperature: f32,
        /// The votes that each class has anyway.
        least: f32,
        /// What logits are multiplied by.
        factor: f32,
    },
}

impl HeadNote {
    fn of(head: &Head) -> Self {
        match head {
            Head::Layers { .. } => Self::Layers,
            Head::Means { factor, .. } => Self::Means { factor: *factor },
            Head::Nearest { labels, voters, temperature, least, factor, .. } => Self::Nearest {
                labels: labels.clone(),
                voters: *voters,
                temperature: *temperature,
                least: *least,
                factor: *factor,
            },
        }
    }
}

impl Notes {
    /// Those of a bundle.
    pub fn of(bundle: &Bundle) -> Self {
        Self {
            labels: bundle.labels.clone(),
            source: bundle.source.clone(),
            head: HeadNote::of(&bundle.head),
            mirrors: bundle.mirrors,
            nth: bundle.known.as_ref().map(|known| known.nth),
            threshold: bundle.known.as_ref().map(|known| known.threshold),
        }
    }

    /// By name, each a JSON value.
    pub fn values(&self) -> Map<String, Value> {
        // Through text, in which 0.1 is 0.1 and not what that is as a number of 64 bits. Plain data always encodes.
        let text = serde_json::to_string(self).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// By name, each as a text of JSON.
    pub fn texts(&self) -> Vec<(String, String)> {
        self.values().into_iter().map(|(name, value)| (name, value.to_string())).collect()
    }

    /// What texts of JSON say, of which others may stand beside them.
    ///
    /// # Errors
    /// [`Malformed`] if one is missing or no such note.
    pub fn read<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Malformed> {
        let json =
            |(name, text): (&str, &str)| Some((name.to_owned(), serde_json::from_str(text).ok()?));
        Self::of_values(Value::Object(texts.into_iter().filter_map(json).collect()))
    }

    /// What a JSON object says.
    ///
    /// # Errors
    /// [`Malformed`] if a note is missing or none.
    pub fn of_values(values: Value) -> Result<Self, Malformed> {
        serde_json::from_value(values).map_err(|error| Malformed(format!("its notes: {error}")))
    }
}
