//! What the files of a project are called, and the records of its journal.

use crate::browser::storage::Folder;
use crate::error::StorageError;
use crate::formats::digest;
use crate::protocol::keeping::Original;
use crate::protocol::{ExampleId, ProjectId};

/// What a journal's name begins with; a number follows, which grows with each that is begun anew.
const JOURNAL: &str = "journal-";

/// What stands before a record of a journal: a text, or that an original is kept.
const ENTRY: u8 = 0;
const KEPT: u8 = 1;

/// A record of a journal.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// The project that the journal begins with, or an entry after it; as JSON.
    Text(String),
    /// The original of an example is kept.
    Kept(ExampleId, Original),
}

impl Record {
    /// What stands in the journal.
    pub fn write(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => [&[ENTRY], text.as_bytes()].concat(),
            Self::Kept(ExampleId(id), Original { sha256, bytes }) => {
                [&[KEPT], &id.to_le_bytes()[..], &bytes.to_le_bytes(), sha256.as_bytes()].concat()
            }
        }
    }

    /// What was written so; nothing of a record that no version has written.
    pub fn read(record: &[u8]) -> Option<Self> {
        let (kind, rest) = record.split_first()?;
        match *kind {
            ENTRY => Some(Self::Text(String::from_utf8(rest.to_vec()).ok()?)),
            KEPT => {
                let (id, rest) = rest.split_first_chunk()?;
                let (bytes, sha256) = rest.split_first_chunk()?;
                let sha256 = String::from_utf8(sha256.to_vec())
                    .ok()
                    .filter(|it| digest::from_hex(it).is_some())?;
                let original = Original { sha256, bytes: u64::from_le_bytes(*bytes) };
                Some(Self::Kept(ExampleId(u32::from_le_bytes(*id)), original))
            }
            _ => None,
        }
    }
}

/// What the lock of a project is called, which the tab holds that writes it.
pub fn lock_name(id: &ProjectId) -> String {
    format!("headstart-project-{id}")
}

/// The name of the journal of this number.
pub fn journal(number: u64) -> String {
    format!("{JOURNAL}{number}")
}

/// The numbers of the journals in a project's folder, the newest first.
pub async fn journals(folder: &Folder) -> Result<Vec<u64>, StorageError> {
    let entries = folder.names().await?;
    let numbers = entries.iter().filter_map(|entry| entry.name.strip_prefix(JOURNAL)?.parse().ok());
    let mut numbers: Vec<u64> = numbers.collect();
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    Ok(numbers)
}
