//! A project is carried out of the device as one file, or into it, and what was sorted as a zip: a few files at a time,
//! after what else is asked.

pub mod exports;
mod incoming;
mod outgoing;
mod sorted;

pub use exports::Exported;
pub use incoming::Incoming;
pub use outgoing::Outgoing;
pub use sorted::SortedOut;

use crate::browser::storage::Folder;
use crate::error::{Doing, Error, ProjectError};
use crate::protocol::FileRef;
use crate::protocol::keeping::{Export, KeeperEvent};

/// The most names of files that a sentence lists.
const LISTED: usize = 3;

/// What is under way between a project, or what was sorted, and a file.
#[derive(Debug)]
pub enum Carrying {
    /// A project is to be put into a file, once all of its files are copied.
    Asked(Box<Export>),
    /// A project is put into a file.
    Out(Box<Outgoing>),
    /// Files are to be put into a zip, each into a folder.
    SortedAsked(Vec<(String, FileRef)>),
    /// They are put into it.
    Sorted(Box<SortedOut>),
    /// A file is made into a project.
    In(Box<Incoming>),
}

/// How far it has come.
#[derive(Debug)]
pub enum Step {
    /// So many files of so many.
    On(usize, usize),
    /// It is done, and the page is to be told this.
    Done(Box<KeeperEvent>),
}

impl Carrying {
    /// What is done, for sentences about it.
    pub fn doing(&self) -> Doing {
        match self {
            Self::Asked(_) | Self::Out(_) => Doing::SavingProject,
            Self::SortedAsked(_) | Self::Sorted(_) => Doing::SavingSorted,
            Self::In(_) => Doing::OpeningProject,
        }
    }

    /// Leaves nothing of it.
    pub async fn undo(self, projects: &Folder) {
        match self {
            Self::Asked(_) | Self::SortedAsked(_) => {}
            Self::Sorted(sorted) => sorted.undo().await,
            Self::Out(outgoing) => outgoing.undo().await,
            Self::In(incoming) => incoming.undo(projects).await,
        }
    }
}

/// What is said of files that are missing or damaged, if any are.
fn lost(names: &[String]) -> Option<Error> {
    let (files, names) = (names.len(), names.iter().take(LISTED).cloned().collect());
    let error = ProjectError::Incomplete { files, names };
    (files > 0).then(|| Error::new(Doing::CarryingFiles, error))
}
