//! What crosses between the page and the keeper, the worker that keeps projects on the device.
//!
//! A project is kept as a journal: the project as it was once, and all that happened to it since, an entry each. The
//! keeper writes them down in their order, and gives them back. The bytes
//! of the visitor's files cross in neither direction: the keeper reads them from their addresses.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::ids::{ExampleId, RequestId, RunId};
use super::media::{Brought, FileRef, Modality};
use super::project::{Entry, Project};
use crate::error::{Error, ProjectError, Result, StorageError};

/// Names a project on this device: sixteen lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProjectId(String);

/// What the addresses of originals begin with.
const KEPT: &str = "kept:";

impl ProjectId {
    /// The project of this name, if a project can have it.
    pub fn read(name: &str) -> Option<Self> {
        let is_hex = name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (name.len() == 16 && is_hex).then(|| Self(name.to_owned()))
    }

    /// The project that these random bytes name.
    pub fn of(random: [u8; 8]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Its name, as it stands in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where workers read an original of it that is kept: the address of a file, as `blob:` addresses are.
    pub fn address(&self, sha256: &str) -> String {
        format!("{KEPT}{}/{sha256}", self.0)
    }

    /// The SHA-256 of the original at such an address.
    pub fn original(address: &str) -> Option<&str> {
        address.strip_prefix(KEPT)?.split_once('/').map(|(_, sha256)| sha256)
    }
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An original that is kept: the bytes of a file, as they were when it was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What a list of projects shows of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// What the visitor calls it.
    pub name: String,
    /// What is taught with.
    pub modality: Modality,
    /// How many examples there are.
    pub examples: usize,
}

/// A project of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// Which it is.
    pub id: ProjectId,
    /// What it says of itself.
    pub about: About,
    /// Bytes that it takes on the device.
    pub bytes: u64,
    /// When it was changed last, in milliseconds since 1970.
    pub changed: f64,
}

/// Room on the device.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Room {
    /// Bytes that this site uses.
    pub used: u64,
    /// Bytes that it may still use, as the browser estimates.
    pub free: u64,
    /// Whether the browser has promised not to clear it by itself.
    pub lasting: bool,
}

/// Which project is to be opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Which {
    /// The one that was changed last, of those that teach with the same; a new one if there is none.
    Latest,
    /// The one of this name; the latest if it is gone.
    Named(ProjectId),
    /// One that is not there yet.
    New,
}

/// What goes into one file of a project. The keeper adds the bytes, which do not cross.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// Which project it is: the one that is open.
    pub id: ProjectId,
    /// The project.
    pub project: Box<Project>,
    /// Its examples that are files, in their order, and what these were called.
    pub files: Vec<(ExampleId, String)>,
    /// The run whose head is in use.
    pub head: Option<RunId>,
    /// The [`fingerprint`](super::ModelInfo::fingerprint) of the model whose embeddings go with it.
    pub model: Option<String>,
}

/// What the page asks of the keeper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum KeeperCommand {
    /// Open a project, in place of the one that is open. Answered by [`KeeperEvent::Opened`].
    Open(Modality, Which),
    /// Write down what has happened to the project. Answered by [`KeeperEvent::Written`].
    Write {
        /// Counts what has happened; given back in the answer.
        revision: u64,
        /// The entries, in their order.
        entries: Vec<Entry>,
        /// What a list of projects shows from now on.
        about: About,
    },
    /// Begin the journal anew with this project and these entries, which lead to the same, and let go of all originals but those of
    /// these examples. Answered by [`KeeperEvent::Written`].
    Rewrite {
        /// As of [`Write`](Self::Write).
        revision: u64,
        /// The project before the entries.
        project: Box<Project>,
        /// The entries, in their order.
        entries: Vec<Entry>,
        /// What a list of projects shows from now on.
        about: About,
        /// The examples whose originals are still needed.
        needed: Vec<ExampleId>,
    },
    /// Copy the files of these examples. Answered by [`KeeperEvent::Kept`] or [`KeeperEvent::NotKept`] for each.
    Keep(Vec<(ExampleId, FileRef)>),
    /// Say which projects there are. Answered by [`KeeperEvent::Projects`].
    List,
    /// Delete a project, which can be brought back for some minutes. Answered by [`KeeperEvent::Projects`].
    Delete(ProjectId),
    /// Bring back a project that was deleted. Answered by [`KeeperEvent::Projects`].
    BringBack(ProjectId),
    /// Copy a project, to which something more has happened in the copy: it has another name. Answered by
    /// [`KeeperEvent::Projects`].
    Duplicate {
        /// The project to copy.
        project: ProjectId,
        /// What a list of projects shows of the copy.
        about: About,
        /// What has happened to the copy.
        entries: Vec<Entry>,
    },
    /// Delete everything that this site keeps on the device. Answered by [`KeeperEvent::Emptied`].
    DeleteEverything,
    /// Say how much room there is. Answered by [`KeeperEvent::Room`].
    Measure,
    /// Take the project over from the tab that writes it. Answered by [`KeeperEvent::Opened`].
    TakeOver,
    /// Put the project into one file. Answered by [`KeeperEvent::Carrying`], then [`KeeperEvent::Exported`] or
    /// [`KeeperEvent::NotCarried`].
    Export(Box<Export>),
    /// Put files into a zip, each in the folder of this name. Answered by [`KeeperEvent::Carrying`], then
    /// [`KeeperEvent::Exported`] or [`KeeperEvent::NotCarried`].
    ExportSorted(Vec<(String, FileRef)>),
    /// Make a new project of what is in a file. Answered by [`KeeperEvent::Carrying`], then [`KeeperEvent::Imported`]
    /// or [`KeeperEvent::NotCarried`].
    Import(FileRef),
    /// Stop doing any of these. Answered by [`KeeperEvent::NotCarried`], unless it is over.
    StopCarrying,
    /// Say what is in a zip of examples. Answered by [`KeeperEvent::Found`]; also where nothing can be kept.
    LookInto {
        /// Names this request in the answer.
        request: RequestId,
        /// The zip.
        file: FileRef,
    },
    /// Do not copy the files of these examples, if that is still to be done.
    Drop(Vec<ExampleId>),

    /// Are you there? Answered by [`KeeperEvent::Pong`].
    Ping,
}

/// What the keeper tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum KeeperEvent {
    /// The keeper listens. Sent once, first.
    Ready,
    /// A project is open.
    Opened(Box<Opened>),
    /// Small pictures of the examples of the project that is about to be opened, as JPEG files.
    Thumbnails(Vec<(ExampleId, ByteBuf)>),
    /// All that had happened by this revision is on the device.
    Written(u64),
    /// Originals are on the device, written down beside the entries.
    Kept(Vec<(ExampleId, Original)>),
    /// A file could not be copied.
    NotKept(ExampleId, Error),
    /// What has happened could not be written down; what was before is still there. It must be written anew.
    Unwritten(StorageError),
    /// Another tab has taken the project over: nothing is written here any more.
    TakenOver,
    /// The projects on this device, the newest first.
    Projects(Vec<Listed>),
    /// How much room there is, where the browser tells.
    Room(Option<Room>),
    /// So many files have been carried, of so many that there are.
    Carrying {
        /// Those that are done.
        done: usize,
        /// All of them.
        total: usize,
    },
    /// The project, or what was sorted, is in one file.
    Exported {
        /// A `blob:` address of the file, good until the next export and as long as the keeper.
        url: String,
        /// Which files are not in it, if any.
        lost: Option<Error>,
    },
    /// A file has become a project, which can be opened.
    Imported {
        /// The project.
        project: ProjectId,
        /// What it teaches with.
        modality: Modality,
        /// Which files were missing or damaged, if any.
        lost: Option<Error>,
    },
    /// What was under way between a project and a file has come to nothing, and why; or it was stopped.
    NotCarried(Option<Error>),
    /// What is in a zip of examples.
    Found {
        /// The request that it answers.
        request: RequestId,
        /// The files in it, which are read from their addresses as long as the zip can be; or why there are none.
        files: Result<Vec<Brought>>,
        /// How many others in it cannot be read.
        left_out: usize,
    },
    /// Nothing is kept any more.
    Emptied,
    /// A project could not be opened, and why; it stays as it is, for a page that can read it.
    Unreadable(ProjectError),
    /// Nothing can be kept, and why.
    Unavailable(StorageError),
    /// The keeper panicked and will answer nothing more; the text says where.
    Crashed(String),
    /// The answer to [`KeeperCommand::Ping`].
    Pong,
}

/// A project as it is on the device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Which it is.
    pub id: ProjectId,
    /// The project as it was when its journal was begun; none of a new one.
    pub project: Option<Box<Project>>,
    /// What happened to it since, in its order.
    pub entries: Vec<Entry>,
    /// Whether that is all that the journal has: what comes after an entry that cannot be read is lost.
    pub whole: bool,
    /// The originals that are kept.
    pub originals: Vec<(ExampleId, Original)>,
    /// Whether another tab writes it, so that it can only be looked at here.
    pub read_only: bool,
    /// What the visitor is to be told of it, if it is not all that it was.
    pub remark: Option<ProjectError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_named_by_sixteen_hexadecimal_digits() {
        let id = ProjectId::of([0, 1, 0xab, 0xff, 9, 8, 7, 6]);
        assert_eq!(id.as_str(), "0001abff09080706");
        assert_eq!(ProjectId::read(id.as_str()), Some(id.clone()));
        assert_eq!(id.address("00"), "kept:0001abff09080706/00");
        for wrong in
            ["", "0001ABFF09080706", "0001abff0908070", "../1abff09080706", "é001abff0908070"]
        {
            assert_eq!(ProjectId::read(wrong), None, "{wrong}");
        }
    }
}
