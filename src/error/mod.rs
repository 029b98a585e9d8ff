//! The one error of this crate: what was being done, and what went wrong.
//!
//! Errors cross from the worker to the page, so they are plain serialisable data. Their
//! [`Display`](std::fmt::Display) is the sentence the visitor reads: what happened, then what to do.
//!
//! What can go wrong is divided by whose business it is, a file each, with its sentences; [`Kind`] holds them all
//! together.

mod abilities;
mod arrival;
mod classes;
mod device;
mod download;
mod file;
mod project;
mod storage;
#[cfg(test)]
mod tests;
mod weights;
mod worker;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use abilities::AbilityError;
pub use arrival::ArrivalError;
pub use classes::ClassesError;
pub use device::DeviceError;
pub use download::DownloadError;
pub use file::FileError;
pub use project::ProjectError;
pub use storage::StorageError;
pub use weights::WeightsError;
pub use worker::WorkerError;

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
    /// Taking in the files of a folder or a zip of this name, or those that were dropped with one of this name.
    TakingIn(String),
    /// Taking in all files of a zip of this name.
    TakingInAll(String),
    /// Taking in something from another page.
    Dragging,
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
    /// Keeping on the device what the visitor adds and does.
    Keeping,
    /// Opening a project that is kept on the device or in a file.
    OpeningProject,
    /// Putting a project into one file.
    SavingProject,
    /// Carrying the files of a project into one file, or out of one.
    CarryingFiles,
}

/// What went wrong, by whose business it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// With a file, whatever it should hold.
    File(FileError),
    /// With what a file of weights holds, or with a model that is asked for.
    Weights(WeightsError),
    /// With an address.
    Download(DownloadError),
    /// With the visitor's classes.
    Classes(ClassesError),
    /// With a saved project.
    Project(ProjectError),
    /// With what is kept on the device.
    Storage(StorageError),
    /// With a folder, a zip, or what is dragged here.
    Arrival(ArrivalError),
    /// With what a model is asked to do.
    Ability(AbilityError),
    /// With the graphics adapter.
    Device(DeviceError),
    /// With a worker.
    Worker(WorkerError),
}

/// A kind is made of what its owner says, so that `?` goes from one to the other.
macro_rules! of_owners {
    ($($kind:ident($error:ident)),+) => {
        $(impl From<$error> for Kind {
            fn from(error: $error) -> Self {
                Self::$kind(error)
            }
        })+

        impl fmt::Display for Kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$kind(error) => error.fmt(f)),+
                }
            }
        }

        $(impl std::error::Error for $error {})+
    };
}

of_owners!(
    File(FileError),
    Weights(WeightsError),
    Download(DownloadError),
    Classes(ClassesError),
    Project(ProjectError),
    Storage(StorageError),
    Arrival(ArrivalError),
    Ability(AbilityError),
    Device(DeviceError),
    Worker(WorkerError)
);

impl std::error::Error for Kind {}

impl Kind {
    /// Whether the graphics adapter failed, and the CPU had better go on.
    pub fn is_of_gpu(&self) -> bool {
        matches!(self, Self::Device(error) if error.is_fatal())
    }
}

impl Error {
    /// An error of `kind` that occurred while `doing`.
    pub fn new(doing: Doing, kind: impl Into<Kind>) -> Self {
        Self { doing, kind: kind.into() }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.kind)
    }
}

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
            Doing::TakingIn(name) => write!(f, "“{name}” was not taken in: "),
            Doing::TakingInAll(name) => write!(f, "“{name}” was not taken in whole: "),
            Doing::Dragging => write!(f, "The picture was not taken over: "),
            Doing::EditingClass(name) => write!(f, "The class “{name}” was not changed: "),
            Doing::Training => write!(f, "Training did not start: "),
            Doing::Asking(name) => write!(f, "Nothing can be said of “{name}”: "),
            Doing::Drawing(name) => write!(f, "“{name}” could not be drawn again: "),
            Doing::ShowingPatches => write!(f, "The patches cannot be shown: "),
            Doing::FillingBlanks => write!(f, "The blanks were not filled in: "),
            Doing::Following => write!(f, "Whether it follows cannot be said: "),
            Doing::Writing => write!(f, "Nothing was written: "),
            Doing::Experimenting => write!(f, "The experiment ended early: "),
            Doing::Keeping => write!(f, "What you do here is not kept on this device: "),
            Doing::OpeningProject => write!(f, "The project was not opened: "),
            Doing::SavingProject => write!(f, "The project was not saved as a file: "),
            Doing::CarryingFiles => write!(f, "The project is not whole: "),
        }?;
        self.kind.fmt(f)
    }
}

/// The text with its first letter in upper case.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
