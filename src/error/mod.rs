//! The one error of this crate: what was being done, and what went wrong.
//!
//! Errors cross from the worker to the page, so they are plain serialisable data. Their
//! [`Display`](std::fmt::Display) is the sentence the visitor reads, in the language that is spoken: what happened, then
//! what to do. A worker speaks none, and has nobody to say it to.
//!
//! What can go wrong is divided by whose business it is, a file each, with its sentences; [`Kind`] holds them all
//! together.

mod abilities;
mod arrival;
mod camera;
mod classes;
mod device;
mod download;
mod file;
mod foreign;
mod names;
mod project;
mod storage;
#[cfg(test)]
mod tests;
mod weights;
mod worker;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::say_with;

pub use abilities::AbilityError;
pub use arrival::ArrivalError;
pub use camera::CameraError;
pub use classes::ClassesError;
pub use device::DeviceError;
pub use download::DownloadError;
pub use file::FileError;
pub use foreign::Foreign;
pub use names::{Names, isolated, quoted};
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
    /// Reading several pictures, with the same outcome.
    ReadingPictures(Names),
    /// Adding the picture of this file name, which was done.
    AddingPicture(String),
    /// Adding several pictures, which was done, with the same outcome.
    AddingPictures(Names),
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
    /// Finding out which kind of head works best.
    Comparing,
    /// Showing what a camera sees, or telling what it is.
    Watching,
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
    /// Telling apart many at once.
    Sorting,
    /// Putting what was sorted into a zip.
    SavingSorted,
    /// Carrying what was sorted into a zip.
    CarryingSorted,
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
    /// With a camera.
    Camera(CameraError),
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
    Camera(CameraError),
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

    /// Takes in another about a file of which the same is to be said, so that both are one sentence. Whether it is
    /// such a one.
    pub fn takes_in(&mut self, other: &Self) -> bool {
        let alike = match (&self.kind, &other.kind) {
            (Kind::File(one), Kind::File(another)) => one.is_like(another),
            (one, another) => one == another,
        };
        if !alike {
            return false;
        }
        let several = match (&mut self.doing, &other.doing) {
            (one, another) if one == another => return true,
            (Doing::ReadingPictures(names), Doing::ReadingPicture(name))
            | (Doing::AddingPictures(names), Doing::AddingPicture(name)) => {
                names.add(name);
                return true;
            }
            (Doing::ReadingPicture(first), Doing::ReadingPicture(second)) => {
                Doing::ReadingPictures(Names::of(std::mem::take(first), second.clone()))
            }
            (Doing::AddingPicture(first), Doing::AddingPicture(second)) => {
                Doing::AddingPictures(Names::of(std::mem::take(first), second.clone()))
            }
            _ => return false,
        };
        self.doing = several;
        true
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match (&self.doing, &self.kind) {
            (Doing::ReadingPictures(_) | Doing::AddingPictures(_), Kind::File(error)) => {
                error.of_each()
            }
            (_, kind) => kind.to_string(),
        };
        let (key, what) = match &self.doing {
            // What concerns the whole page stands by itself, as a sentence of its own.
            Doing::Computing => return f.write_str(&capitalised(&why)),
            Doing::Downloading(model) => ("doing.downloading", isolated(model)),
            Doing::ReadingWeights(name) => ("doing.reading-weights", isolated(name)),
            Doing::ReadingPicture(name) | Doing::ReadingText(name) => {
                ("doing.left-out", isolated(name))
            }
            Doing::ReadingPictures(names) => ("doing.left-out-several", names.to_string().into()),
            Doing::AddingPicture(name) => ("doing.added", isolated(name)),
            Doing::AddingPictures(names) => ("doing.added-several", names.to_string().into()),
            Doing::ReadingTable(name) => ("doing.reading-table", isolated(name)),
            Doing::EditingClass(name) => ("doing.editing-class", isolated(name)),
            Doing::TakingIn(name) => ("doing.taking-in", isolated(name)),
            Doing::TakingInAll(name) => ("doing.taking-in-all", isolated(name)),
            Doing::Asking(name) => ("doing.asking", isolated(name)),
            Doing::Drawing(name) => ("doing.drawing", isolated(name)),
            Doing::ChoosingDevice => ("doing.choosing-device", "".into()),
            Doing::Dragging => ("doing.dragging", "".into()),
            Doing::Training => ("doing.training", "".into()),
            Doing::Comparing => ("doing.comparing", "".into()),
            Doing::Watching => ("doing.watching", "".into()),
            Doing::ShowingPatches => ("doing.showing-patches", "".into()),
            Doing::FillingBlanks => ("doing.filling-blanks", "".into()),
            Doing::Following => ("doing.following", "".into()),
            Doing::Writing => ("doing.writing", "".into()),
            Doing::Experimenting => ("doing.experimenting", "".into()),
            Doing::Keeping => ("doing.keeping", "".into()),
            Doing::OpeningProject => ("doing.opening-project", "".into()),
            Doing::SavingProject => ("doing.saving-project", "".into()),
            Doing::CarryingFiles => ("doing.carrying-files", "".into()),
            Doing::Sorting => ("doing.sorting", "".into()),
            Doing::SavingSorted => ("doing.saving-sorted", "".into()),
            Doing::CarryingSorted => ("doing.carrying-sorted", "".into()),
        };
        f.write_str(&say_with(key, &[&what, &why]))
    }
}

/// The text with its first letter in upper case.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
