//! The one error of this crate: what was being done, and what went wrong.
//!
//! Errors cross from the worker to the page, so they are plain serialisable data. Their
//! [`Display`](std::fmt::Display) is the sentence the visitor reads: what happened, then what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong while doing what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Error {
    /// What was being done.
    pub doing: Doing,
    /// What went wrong.
    pub kind: Kind,
}

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What was being done when an error occurred.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Doing {
    /// Starting the worker, or talking to it.
    Computing,
    /// Looking for a device to compute on.
    ChoosingDevice,
    /// Fetching the weights of the model of this name.
    Downloading(String),
    /// Reading weights from the file or address of this name.
    ReadingWeights(String),
    /// Reading the picture of this file name.
    ReadingPicture(String),
    /// Reading the text that begins so.
    ReadingText(String),
    /// Reading the texts in the file of this name.
    ReadingTable(String),
    /// Changing the class of this name.
    EditingClass(String),
    /// Training a head.
    Training,
    /// Asking a model what the picture of this file name shows.
    Asking(String),
    /// Drawing the picture of this file name again from what a model keeps of it.
    Drawing(String),
    /// Showing the patches that a model compares pictures with.
    ShowingPatches,
    /// Finding words for the blanks of a sentence.
    FillingBlanks,
    /// Telling whether a sentence follows another.
    Following,
    /// Writing on from a text.
    Writing,
    /// Doing an experiment of the tutorial.
    Experimenting,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// Occurs when a file has no bytes.
    Empty,
    /// Occurs when a file is none of the kinds of picture that browsers decode.
    NotAPicture,
    /// Occurs when a text has nothing in it to read.
    NoWords,
    /// Occurs when a text that cannot be cut has more tokens than a model reads.
    TooLong {
        /// The text's tokens.
        tokens: usize,
        /// The most that the model reads.
        limit: usize,
    },
    /// Occurs when a sentence has no blank to fill in.
    NoBlank,
    /// Occurs when a file that should hold texts is none.
    NotText,
    /// Occurs when a file of texts has none: only blank lines, or only the names of its columns.
    NoRows,
    /// Occurs when a table has more columns than are read.
    TooManyColumns {
        /// The most that are taken.
        limit: usize,
    },
    /// Occurs when a file ends before its own structure says it does.
    Truncated,
    /// Occurs when a picture has so many pixels that decoding it could exhaust the tab's memory.
    TooManyPixels {
        /// The picture's size in millions of pixels.
        megapixels: u32,
        /// The largest that is taken, in millions of pixels.
        limit: u32,
    },
    /// Occurs when a file has more bytes than are read at once.
    TooManyBytes {
        /// The file's size in bytes.
        bytes: u64,
        /// The largest that is taken, in bytes.
        limit: u64,
    },
    /// Occurs when the browser knows the kind of file but cannot decode this one.
    Undecodable,
    /// Occurs when a file is gone or may no longer be read.
    Unreadable(String),
    /// Occurs when a name is taken already by another class.
    DuplicateName,
    /// Occurs when a name has no visible character.
    BlankName,
    /// Occurs when there are fewer than two classes to tell apart.
    TooFewClasses,
    /// Occurs when a class has no usable example.
    ClassWithoutExamples(String),
    /// Occurs when a class has fewer examples than an experiment takes.
    ClassTooSmall {
        /// Its name.
        class: String,
        /// The least number of examples.
        least: usize,
    },
    /// Occurs when every class has so few examples that none can be held out.
    TooFewToHoldOut,
    /// Occurs when training or trying is asked for before a model is loaded.
    NoModel,
    /// Occurs when trying is asked for before a head has been trained.
    NoHead,
    /// Occurs when bytes do not have the SHA-256 they must have.
    WrongHash {
        /// The hash that was expected, in hexadecimal.
        expected: String,
        /// The hash of what arrived, in hexadecimal.
        actual: String,
    },
    /// Occurs when an address cannot be reached: no network, a refused connection, or CORS.
    Unreachable,
    /// Occurs when a host answers but does not let other pages read what it answers (CORS).
    NotShared,
    /// Occurs when what was typed is no address that could be fetched.
    NotAnAddress,
    /// Occurs when what was typed is no SHA-256.
    NotAHash,
    /// Occurs when an address answers with an HTTP status other than success.
    HttpStatus(u16),
    /// Occurs when the visitor cancelled.
    Cancelled,
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
    /// Occurs when a model is asked what it knows and has no labels of its own.
    NoClassifier,
    /// Occurs when a model is asked to draw and has no decoder.
    NoDecoder,
    /// Occurs when a model is asked for its patches and compares pictures with none.
    NoPatches,
    /// Occurs when a model has not learnt to fill in blanks.
    NoMaskedWords,
    /// Occurs when a model has not learnt to tell what follows.
    NoNextSentence,
    /// Occurs when a model cannot write.
    NoWriter,
    /// Occurs when a model reads texts, and one that reads pictures is needed.
    ReadsTexts,
    /// Occurs when a model reads pictures, and one that reads texts is needed.
    ReadsPictures,
    /// Occurs when no model of this id is known.
    UnknownModel(String),
    /// Occurs when the browser has no WebGPU at all.
    NoWebGpu,
    /// Occurs when the browser has WebGPU but offers no adapter.
    NoAdapter,
    /// Occurs when the adapter gives no device; the text is the browser's.
    NoDevice(String),
    /// Occurs when the GPU computes something else than the CPU does.
    SelfTestFailed {
        /// The operation that differed.
        operation: String,
        /// By how much, relative to the CPU's result (L2).
        difference: f32,
    },
    /// Occurs when the GPU goes away while it is in use.
    DeviceLost,
    /// Occurs when the GPU reports an error or runs out of memory; the text is the browser's.
    Gpu(String),
    /// Occurs when the worker cannot be started, or crashed; the text says where.
    WorkerDied(String),
    /// Occurs when the worker has not answered for this many seconds.
    WorkerHangs(u32),
}

impl Kind {
    /// Whether the graphics adapter failed, and the CPU had better go on.
    pub fn is_of_gpu(&self) -> bool {
        matches!(self, Self::DeviceLost | Self::Gpu(_) | Self::SelfTestFailed { .. })
    }
}

impl Error {
    /// An error of `kind` that occurred while `doing`.
    pub fn new(doing: Doing, kind: Kind) -> Self {
        Self { doing, kind }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.doing {
            // What concerns the whole page stands by itself, as a sentence of its own.
            Doing::Computing => return f.write_str(&capitalised(&self.kind.to_string())),
            Doing::ChoosingDevice => write!(f, "WebGPU is not used: "),
            Doing::Downloading(model) => write!(f, "The weights of {model} could not be fetched: "),
            Doing::ReadingWeights(name) => write!(f, "“{name}” could not be used as weights: "),
            Doing::ReadingPicture(name) | Doing::ReadingText(name) => {
                write!(f, "“{name}” was left out: ")
            }
            Doing::ReadingTable(name) => write!(f, "The texts in “{name}” were left out: "),
            Doing::EditingClass(name) => write!(f, "The class “{name}” was not changed: "),
            Doing::Training => write!(f, "Training did not start: "),
            Doing::Asking(name) => write!(f, "Nothing can be said of “{name}”: "),
            Doing::Drawing(name) => write!(f, "“{name}” could not be drawn again: "),
            Doing::ShowingPatches => write!(f, "The patches cannot be shown: "),
            Doing::FillingBlanks => write!(f, "The blanks were not filled in: "),
            Doing::Following => write!(f, "Whether it follows cannot be said: "),
            Doing::Writing => write!(f, "Nothing was written: "),
            Doing::Experimenting => write!(f, "The experiment ended early: "),
        }?;
        self.kind.fmt(f)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the file is empty. Choose another copy of it."),
            Self::NotAPicture => write!(
                f,
                "it is not a picture this browser can read. Use a JPEG, PNG, WebP, GIF or AVIF file."
            ),
            Self::NoWords => write!(f, "there is nothing in it to read. Type at least one word."),
            Self::TooLong { tokens, limit } => write!(
                f,
                "it has {tokens} tokens (words and parts of words), and this model reads at most {limit}. Make it shorter."
            ),
            Self::NoBlank => {
                write!(f, "there is no blank in it. Write ___ where a word is missing.")
            }
            Self::NotText => write!(
                f,
                "it is no plain text, as spreadsheets, documents and pictures are not. Save it as UTF-8 text, .csv or .tsv."
            ),
            Self::NoRows => write!(
                f,
                "there is no text in it, only blank lines or the names of columns. Write at least one text into it, each on a line of its own."
            ),
            Self::TooManyColumns { limit } => write!(
                f,
                "it has more columns than the {limit} that this page reads. Save it with only the texts and their labels."
            ),
            Self::Truncated => write!(
                f,
                "the file stops in the middle, as after an interrupted copy. Copy or download it again."
            ),
            Self::TooManyPixels { megapixels, limit } => write!(
                f,
                "it has {megapixels} megapixels and the most this page opens is {limit}. Make it smaller first."
            ),
            Self::TooManyBytes { bytes, limit } => write!(
                f,
                "it has {} MB and the most this page opens is {} MB. Make it smaller first.",
                bytes / 1_000_000,
                limit / 1_000_000
            ),
            Self::Undecodable => write!(
                f,
                "the browser could not decode it. Open it in a picture editor and save it again."
            ),
            Self::Unreadable(why) => write!(
                f,
                "the file can no longer be read ({why}). Add it again from where it is now."
            ),
            Self::DuplicateName => {
                write!(f, "another class has that name. Give each class its own name.")
            }
            Self::BlankName => write!(f, "a class needs a name. Type at least one letter."),
            Self::TooFewClasses => write!(
                f,
                "there is only one class, and a classifier chooses between at least two. Add another class with a few examples."
            ),
            Self::ClassWithoutExamples(class) => write!(
                f,
                "the class “{class}” has no examples. Add a few to it, or remove the class."
            ),
            Self::ClassTooSmall { class, least } => write!(
                f,
                "the class “{class}” has too few examples: this takes at least {least} of each class. Add some to it."
            ),
            Self::TooFewToHoldOut => write!(
                f,
                "there are too few examples to keep one aside as a test. Add some until a class has at least three."
            ),
            Self::NoModel => write!(
                f,
                "no pre-trained model is loaded yet. Wait for the download, or open a weights file."
            ),
            Self::NoHead => write!(f, "nothing has been trained yet. Press Train first."),
            Self::WrongHash { expected, actual } => write!(
                f,
                "what arrived is not the file that was promised (SHA-256 starts with {} instead of {}). Nothing of it was used. Try again, or open the file from your disk.",
                start(actual),
                start(expected)
            ),
            Self::Unreachable => write!(
                f,
                "the address cannot be reached. Check the network and try again, or open the weights from your disk."
            ),
            Self::NotShared => write!(
                f,
                "its host does not let other pages read it (CORS). Download it in a tab of its own, then open it from your disk."
            ),
            Self::NotAnAddress => write!(
                f,
                "it is no address that can be fetched. Give one that starts with https:// and leads to the file itself."
            ),
            Self::NotAHash => write!(
                f,
                "the SHA-256 must be 64 digits from 0 to 9 and a to f. Leave it empty if you do not know it."
            ),
            Self::HttpStatus(status) => write!(
                f,
                "the address answered with HTTP status {status}. Try again later, or open the weights from your disk."
            ),
            Self::Cancelled => {
                write!(f, "it was cancelled. Try again when you like.")
            }
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
                "its tensors ({tensors}) belong to no network this page knows. It reads MobileNetV1, MobileNetV2, ResNets for CIFAR-10, and the models that ship with this page."
            ),
            Self::UnsupportedModel(what) => write!(
                f,
                "its configuration asks for {what}, which this page cannot compute. It runs BERT and GPT-2 as they were published; choose such a model."
            ),
            Self::VocabularyTooLarge { tokens, embeddings } => write!(
                f,
                "the tokenizer knows {tokens} tokens and the model only {embeddings}, so they do not belong together. Use the tokenizer.json that came with the model."
            ),
            Self::NoClassifier => write!(
                f,
                "this model has no labels of its own. Ask another, or teach it your own classes."
            ),
            Self::NoDecoder => write!(
                f,
                "this model reads pictures and cannot draw any. Show it to the autoencoder instead."
            ),
            Self::NoPatches => write!(
                f,
                "this model has sorted none into groups. Look at the filter bank's instead."
            ),
            Self::NoMaskedWords => write!(
                f,
                "this model has not learnt that, or its file has not kept it. Ask Headstart BERT instead."
            ),
            Self::NoNextSentence => write!(
                f,
                "this model has not learnt that, or its file has not kept it. Ask Headstart BERT instead."
            ),
            Self::NoWriter => write!(
                f,
                "this model reads whole texts and cannot write. Ask Headstart GPT instead."
            ),
            Self::ReadsTexts => {
                write!(f, "it is a model that reads texts. Open it where texts are taught.")
            }
            Self::ReadsPictures => {
                write!(f, "it is a model that reads pictures. Open it where pictures are taught.")
            }
            Self::UnknownModel(id) => {
                write!(f, "no model is called “{id}”. Choose one from the list.")
            }
            Self::NoWebGpu => write!(
                f,
                "this browser does not offer it. The CPU is used; a newer Chrome, Edge, Firefox or Safari may be faster."
            ),
            Self::NoAdapter => write!(
                f,
                "this browser found no graphics adapter for it. The CPU is used; check that hardware acceleration is on in the browser's settings."
            ),
            Self::NoDevice(why) => write!(
                f,
                "the graphics adapter refused ({why}). The CPU is used; reloading the page may help."
            ),
            Self::SelfTestFailed { operation, difference } => write!(
                f,
                "this graphics adapter miscalculates {operation} (off by {:.2} %). The CPU is used; a newer graphics driver may help.",
                difference * 100.0
            ),
            Self::DeviceLost => write!(
                f,
                "the graphics adapter went away. Work goes on on the CPU from the last step; choose WebGPU again to go back."
            ),
            Self::Gpu(why) => write!(
                f,
                "the graphics adapter reported an error ({why}). Work goes on on the CPU; choose WebGPU again to go back."
            ),
            Self::WorkerDied(why) => write!(
                f,
                "the part of this page that computes has stopped ({why}). Press Restart; your examples are kept."
            ),
            Self::WorkerHangs(seconds) => write!(
                f,
                "the part of this page that computes has not answered for {seconds} seconds. Press Restart, or wait; your examples are kept."
            ),
        }
    }
}

/// The text with its first letter in upper case.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The start of a hash, long enough to tell two apart by eye.
fn start(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_what_happened_then_what_to_do() {
        let error = Error::new(Doing::ReadingPicture("cat.jpg".into()), Kind::Truncated);
        assert_eq!(
            error.to_string(),
            "“cat.jpg” was left out: the file stops in the middle, as after an interrupted copy. Copy or download it again."
        );
    }

    #[test]
    fn what_concerns_the_whole_page_is_a_sentence_of_its_own() {
        let error = Error::new(Doing::Computing, Kind::DeviceLost);
        assert!(error.to_string().starts_with("The graphics adapter went away."), "{error}");
    }

    #[test]
    fn left_over_tensors_are_named_up_to_a_few() {
        let some = Kind::LeftOver { tensors: vec!["a".into(), "b".into()], count: 7 };
        assert!(some.to_string().contains("no place for 7 of its tensors (a, b, …)."));
        let all = Kind::LeftOver { tensors: vec!["a".into()], count: 1 };
        assert!(all.to_string().contains("(a)."), "{all}");
    }

    #[test]
    fn a_hash_that_is_no_ascii_does_not_panic() {
        let kind = Kind::WrongHash { expected: "é".repeat(9), actual: String::new() };
        assert!(kind.to_string().contains("promised"));
    }
}
