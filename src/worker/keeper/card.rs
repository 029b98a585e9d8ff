//! What is known of a project without reading all of its journal: its card.
//!
//! It is written now and then, and may be a little behind; where it is missing the journal tells as much.

use serde::{Deserialize, Serialize};

use super::files::{self, Record};
use crate::browser::storage::Folder;
use crate::error::StorageError;
use crate::formats::journal;
use crate::protocol::keeping::About;
use crate::protocol::{Modality, ProjectId};

/// The name of its file.
const ABOUT: &str = "about.json";

/// What is known of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What the project says of itself.
    pub about: About,
    /// Bytes that it takes.
    pub bytes: u64,
    /// When it was changed last, in milliseconds since 1970.
    pub changed: f64,
    /// When it was deleted, likewise, if it was: for a while it can be brought back.
    #[serde(default)]
    pub deleted: Option<f64>,
}

impl Card {
    /// All projects, with their folders and cards.
    pub async fn all(projects: &Folder) -> Result<Vec<(ProjectId, Folder, Self)>, StorageError> {
        let mut cards = Vec::new();
        for entry in projects.names().await? {
            let Some(id) = ProjectId::read(&entry.name) else { continue };
            let Some(folder) = projects.existing(&entry.name).await? else { continue };
            if let Some(card) = Self::read(&folder).await {
                cards.push((id, folder, card));
            }
        }
        Ok(cards)
    }

    /// That of a project.
    pub async fn of(projects: &Folder, id: &ProjectId) -> Option<Self> {
        Self::read(&projects.existing(id.as_str()).await.ok()??).await
    }

    /// That of the project in this folder. When it was changed its journal knows best.
    async fn read(folder: &Folder) -> Option<Self> {
        let newest = files::journals(folder).await.ok()?.first().copied()?;
        let journal = folder.file(&files::journal(newest)).await.ok()??;
        let changed = journal.last_modified();
        match Self::written(folder).await {
            Some(card) => Some(Self { changed: changed.max(card.changed), ..card }),
            None => Self::recover(&folder.read(&files::journal(newest)).await.ok()??, changed),
        }
    }

    /// The card itself, which is only there once something was written in the journal.
    pub async fn written(folder: &Folder) -> Option<Self> {
        serde_json::from_slice(&folder.read(ABOUT).await.ok()??).ok()
    }

    /// What a journal says of its project as it was when it was begun.
    fn recover(bytes: &[u8], changed: f64) -> Option<Self> {
        #[derive(Deserialize)]
        struct Begun {
            project: Project,
        }
        #[derive(Deserialize)]
        struct Project {
            #[serde(default)]
            name: String,
            modality: Modality,
        }
        let journal = journal::read(bytes).ok()?;
        let mut records = journal.records.iter().map_while(|record| Record::read(record));
        let Some(Record::Text(first)) = records.next() else { return None };
        let Begun { project: Project { name, modality } } = serde_json::from_str(&first).ok()?;
        let examples = records.filter(|record| matches!(record, Record::Kept(..))).count();
        let about = About { name, modality, examples };
        Some(Self { about, bytes: bytes.len() as u64, changed, deleted: None })
    }

    /// Writes it down.
    pub async fn write(&self, folder: &Folder) -> Result<(), StorageError> {
        // Plain data always becomes JSON.
        folder.write(ABOUT, &serde_json::to_vec(self).unwrap_or_default()).await
    }
}
