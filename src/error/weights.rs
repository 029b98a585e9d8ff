//! What is wrong with weights, or with what they should fit.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{number, reason, say, say_with};

/// What is wrong with weights, or with what they should fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum WeightsError {
    /// Occurs when a file does not follow its format; the text says where.
    Malformed(String),
    /// Occurs when a file is none of the kinds of weights file that are read.
    NotWeights,
    /// Occurs when a file is a web page, as when a download needed a sign-in.
    WebPage,
    /// Occurs when a file is the note that Git LFS keeps in place of a large file.
    LfsPointer,
    /// Occurs when a file is of a known kind that is not read; the text names it, with its article.
    OtherFormat(String),
    /// Occurs when the only thing in a zip is another zip.
    ZipInZip,
    /// Occurs when weights were written by a machine of the other byte order.
    BigEndian,
    /// Occurs when a weights file holds no tensor of numbers with a fraction.
    NoTensors,
    /// Occurs when there are several weights files where one is expected; these are their names.
    SeveralModels(Vec<String>),
    /// Occurs when a file that a manifest names is not among those given.
    MissingShard(String),
    /// Occurs when a file that a model of language needs beside its weights is not among those given.
    MissingCompanion(String),
    /// Occurs when an archive holds more files than are unpacked.
    TooManyFiles {
        /// How many there are.
        files: usize,
        /// The most that are taken.
        limit: usize,
    },
    /// Occurs when all tensors of a file together have more values than are read at once.
    TooManyValues {
        /// The most that are taken.
        limit: usize,
    },
    /// Occurs when a tensor that the architecture needs is stored as a kind of number that is not
    /// read.
    UnsupportedNumbers {
        /// The tensor's name in the file.
        tensor: String,
        /// How the file calls that kind of number.
        stored: String,
    },
    /// Occurs when the file has tensors that the architecture has no place for.
    LeftOver {
        /// The names of the first few, in alphabetical order.
        tensors: Vec<String>,
        /// How many there are in all.
        count: usize,
    },
    /// Occurs when a tensor that the architecture needs is not in the file.
    MissingTensor(String),
    /// Occurs when a tensor has another shape than the architecture needs.
    WrongShape {
        /// The tensor's name in the file.
        tensor: String,
        /// The shape the architecture needs.
        expected: Vec<usize>,
        /// The shape in the file.
        actual: Vec<usize>,
    },
    /// Occurs when a tensor holds values that are not finite numbers.
    NotFinite(String),
    /// Occurs when the tensors of a file are of no architecture that is known here; names some.
    UnknownArchitecture(String),
    /// Occurs when a configuration asks for something that is not computed here; the text says what.
    UnsupportedModel(String),
    /// Occurs when a tokenizer has tokens that the model has no embedding for.
    VocabularyTooLarge {
        /// Tokens that the tokenizer knows.
        tokens: usize,
        /// Tokens that the model knows.
        embeddings: usize,
    },
    /// Occurs when no model of this id is known.
    UnknownModel(String),
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Malformed(how) => say_with("weights.malformed", &[&reason(how)]),
            Self::NotWeights => say("weights.not-weights").to_owned(),
            Self::WebPage => say("weights.web-page").to_owned(),
            Self::LfsPointer => say("weights.lfs-pointer").to_owned(),
            Self::ZipInZip => say("weights.zip-in-zip").to_owned(),
            Self::BigEndian => say("weights.big-endian").to_owned(),
            Self::NoTensors => say("weights.no-tensors").to_owned(),
            Self::OtherFormat(format) => say_with("weights.other-format", &[&reason(format)]),
            Self::SeveralModels(names) => say_with("weights.several-models", &[&names.join(", ")]),
            Self::MissingShard(shard) => say_with("weights.missing-shard", &[shard]),
            Self::MissingCompanion(name) => say_with("weights.missing-companion", &[name]),
            Self::TooManyFiles { files, limit } => say_with(
                "weights.too-many-files",
                &[&number(*files as u64), &number(*limit as u64)],
            ),
            Self::TooManyValues { limit } => {
                say_with("weights.too-many-values", &[&number((limit / 1_000_000) as u64)])
            }
            Self::UnsupportedNumbers { tensor, stored } => {
                say_with("weights.unsupported-numbers", &[tensor, stored])
            }
            Self::LeftOver { tensors, count } => {
                let more = if tensors.len() < *count { ", …" } else { "" };
                say_with(
                    "weights.left-over",
                    &[&number(*count as u64), &(tensors.join(", ") + more)],
                )
            }
            Self::MissingTensor(tensor) => say_with("weights.missing-tensor", &[tensor]),
            Self::WrongShape { tensor, expected, actual } => say_with(
                "weights.wrong-shape",
                &[tensor, &format!("{actual:?}"), &format!("{expected:?}")],
            ),
            Self::NotFinite(tensor) => say_with("weights.not-finite", &[tensor]),
            Self::UnknownArchitecture(tensors) => {
                say_with("weights.unknown-architecture", &[tensors])
            }
            Self::UnsupportedModel(what) => say_with("weights.unsupported-model", &[&reason(what)]),
            Self::VocabularyTooLarge { tokens, embeddings } => say_with(
                "weights.vocabulary-too-large",
                &[&number(*tokens as u64), &number(*embeddings as u64)],
            ),
            Self::UnknownModel(id) => say_with("weights.unknown-model", &[id]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { WeightsError:
        WeightsError::Malformed(_) => WeightsError::Malformed("no header".into()),
        WeightsError::NotWeights => WeightsError::NotWeights,
        WeightsError::WebPage => WeightsError::WebPage,
        WeightsError::LfsPointer => WeightsError::LfsPointer,
        WeightsError::OtherFormat(_) => WeightsError::OtherFormat("a Keras file".into()),
        WeightsError::ZipInZip => WeightsError::ZipInZip,
        WeightsError::BigEndian => WeightsError::BigEndian,
        WeightsError::NoTensors => WeightsError::NoTensors,
        WeightsError::SeveralModels(_) => WeightsError::SeveralModels(vec!["a.pth".into(), "b.pth".into()]),
        WeightsError::MissingShard(_) => WeightsError::MissingShard("group1".into()),
        WeightsError::MissingCompanion(_) => WeightsError::MissingCompanion("config.json".into()),
        WeightsError::TooManyFiles { .. } => WeightsError::TooManyFiles { files: 900, limit: 64 },
        WeightsError::TooManyValues { .. } => WeightsError::TooManyValues { limit: 1 << 27 },
        WeightsError::UnsupportedNumbers { .. } => WeightsError::UnsupportedNumbers { tensor: "w".into(), stored: "I8".into() },
        WeightsError::LeftOver { .. } => WeightsError::LeftOver { tensors: vec!["a".into()], count: 7 },
        WeightsError::MissingTensor(_) => WeightsError::MissingTensor("w".into()),
        WeightsError::WrongShape { .. } => WeightsError::WrongShape { tensor: "w".into(), expected: vec![1], actual: vec![2] },
        WeightsError::NotFinite(_) => WeightsError::NotFinite("w".into()),
        WeightsError::UnknownArchitecture(_) => WeightsError::UnknownArchitecture("w".into()),
        WeightsError::UnsupportedModel(_) => WeightsError::UnsupportedModel("relative positions".into()),
        WeightsError::VocabularyTooLarge { .. } => WeightsError::VocabularyTooLarge { tokens: 9, embeddings: 8 },
        WeightsError::UnknownModel(_) => WeightsError::UnknownModel("x".into()),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }

    #[test]
    fn left_over_tensors_are_named_up_to_a_few() {
        let some = WeightsError::LeftOver { tensors: vec!["a".into(), "b".into()], count: 7 };
        assert!(some.to_string().contains("no place for 7 of its tensors (a, b, …)."));
        let all = WeightsError::LeftOver { tensors: vec!["a".into()], count: 1 };
        assert!(all.to_string().contains("(a)."), "{all}");
    }
}
