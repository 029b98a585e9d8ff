//! What is wrong with weights, or with what they should fit.

use std::fmt;

use serde::{Deserialize, Serialize};

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
        match self {
            Self::Malformed(how) => write!(
                f,
                "the file does not follow its format: {how}. Check that it is the right file, and whole."
            ),
            Self::NotWeights => write!(
                f,
                "it is none of the weights files that this page reads. Use a safetensors file, a PyTorch state dict (.pth or .pt), or a TensorFlow.js model (model.json with its shards, loose or in a zip)."
            ),
            Self::WebPage => write!(
                f,
                "it is a web page, not weights, as an address gives that asks to sign in or finds nothing. Open the address in a tab of its own and download the file itself."
            ),
            Self::LfsPointer => write!(
                f,
                "it is a Git LFS pointer, a note of where the weights are, not the weights. Run “git lfs pull”, or use the download button of the site it came from."
            ),
            Self::OtherFormat(format) => write!(
                f,
                "it seems to be {format}, which this page does not read. Convert it to safetensors, or look for a safetensors, PyTorch or TensorFlow.js copy of the model."
            ),
            Self::ZipInZip => write!(
                f,
                "it is a zip in a zip, and only one is unpacked. Unpack the outer one and open what is in it."
            ),
            Self::BigEndian => write!(
                f,
                "it was written by a big-endian machine, whose numbers this page does not read. Save it again as safetensors."
            ),
            Self::NoTensors => write!(
                f,
                "there are no named tensors of floating-point numbers in it. If it comes from PyTorch, save model.state_dict() instead of the whole model."
            ),
            Self::SeveralModels(names) => write!(
                f,
                "there are several weights files ({}), and one model is read at a time. Open one of them by itself.",
                names.join(", ")
            ),
            Self::MissingShard(shard) => write!(
                f,
                "the file “{shard}”, which holds a part of the weights, is missing. Give model.json and all of its shards together."
            ),
            Self::MissingCompanion(name) => write!(
                f,
                "the file “{name}”, which belongs to it, is missing. Give config.json, model.safetensors and tokenizer.json together."
            ),
            Self::TooManyFiles { files, limit } => write!(
                f,
                "it holds {files} files and the most this page unpacks is {limit}. Take the weights out and open them by themselves."
            ),
            Self::TooManyValues { limit } => write!(
                f,
                "its tensors have more values than the {} million that this page reads. Choose a smaller model.",
                limit / 1_000_000
            ),
            Self::UnsupportedNumbers { tensor, stored } => write!(
                f,
                "the tensor “{tensor}” is stored as {stored}, and only 16-, 32- and 64-bit floating-point numbers are read. Save the weights again as float32 or float16."
            ),
            Self::LeftOver { tensors, count } => write!(
                f,
                "this model has no place for {count} of its tensors ({}{}). Check that the file belongs to this model.",
                tensors.join(", "),
                if tensors.len() < *count { ", …" } else { "" }
            ),
            Self::MissingTensor(tensor) => write!(
                f,
                "the tensor “{tensor}” is missing. Check that the file belongs to this model."
            ),
            Self::WrongShape { tensor, expected, actual } => write!(
                f,
                "the tensor “{tensor}” has the shape {actual:?} where {expected:?} is needed. Check that the file belongs to this model."
            ),
            Self::NotFinite(tensor) => write!(
                f,
                "the tensor “{tensor}” holds values that are not numbers. The file is damaged; get another copy."
            ),
            Self::UnknownArchitecture(tensors) => write!(
                f,
                "its tensors ({tensors}) belong to no network this page knows. Open a MobileNetV1, a MobileNetV2, a ResNet for CIFAR-10, or one of the models that ship with this page."
            ),
            Self::UnsupportedModel(what) => write!(
                f,
                "its configuration asks for {what}, which this page cannot compute. Choose a BERT or a GPT-2 as they were published."
            ),
            Self::VocabularyTooLarge { tokens, embeddings } => write!(
                f,
                "the tokenizer knows {tokens} tokens and the model only {embeddings}, so they do not belong together. Use the tokenizer.json that came with the model."
            ),
            Self::UnknownModel(id) => {
                write!(f, "no model is called “{id}”. Choose one from the list.")
            }
        }
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
