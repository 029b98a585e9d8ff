//! The projects on this device: their list, copies of one, and deleting.

use super::card::Card;
use super::desk::Keeper;
use super::files::{self, Record, lock_name};
use crate::browser::locks::{self, Held};
use crate::browser::storage::{self, Folder, ORIGINALS};
use crate::error::StorageError;
use crate::formats::journal;
use crate::protocol::ProjectId;
use crate::protocol::keeping::{About, KeeperEvent, Listed};
use crate::protocol::project::Entry;
use crate::worker::link::post;
use crate::worker::shelf::THUMBNAILS;

/// Milliseconds for which a deleted project can be brought back.
const REGRET: f64 = 10.0 * 60.0 * 1000.0;

impl Keeper {
    /// Tells the page which projects there are, those that were changed last first.
    pub async fn tell_projects(&mut self) {
        self.note_about().await;
        let mut listed = Vec::new();
        for (id, _, card) in self.cards().await {
            if card.deleted.is_none() {
                let Card { about, bytes, changed, .. } = card;
                listed.push(Listed { id, about, bytes, changed });
            }
        }
        listed.sort_by(|one, other| other.changed.total_cmp(&one.changed));
        post(&KeeperEvent::Projects(listed));
    }

    /// All projects, with what is known of them.
    async fn cards(&self) -> Vec<(ProjectId, Folder, Card)> {
        Card::all(&self.projects).await.unwrap_or_default()
    }

    /// Deletes a project, so that it can be brought back for a while; or brings it back.
    pub async fn delete(&mut self, id: &ProjectId, deleted: bool) {
        self.note_about().await;
        if deleted {
            self.open.take_if(|open| open.id == *id);
        }
        let deleted = deleted.then(js_sys::Date::now);
        for (found, folder, card) in self.cards().await {
            if found == *id {
                // Where that fails it is in the list as before.
                let _ = Card { deleted, ..card }.write(&folder).await;
            }
        }
        self.tell_projects().await;
    }

    /// Removes what was deleted long ago.
    pub async fn clear(&self) {
        for (id, _, card) in self.cards().await {
            if card.deleted.is_some_and(|deleted| deleted + REGRET < js_sys::Date::now()) {
                self.remove_unless_open(&id).await;
            }
        }
        for entry in self.projects.names().await.unwrap_or_default() {
            if let Some(id) = ProjectId::read(&entry.name) {
                self.clear_unborn(&id).await;
            }
        }
    }

    /// Removes the folder of a project that has no journal: of a file that was being opened when the page went.
    async fn clear_unborn(&self, id: &ProjectId) -> Option<()> {
        let folder = self.projects.existing(id.as_str()).await.ok()??;
        if files::journals(&folder).await.ok()?.is_empty() {
            self.remove_unless_open(id).await;
        }
        Some(())
    }

    async fn remove_unless_open(&self, id: &ProjectId) {
        if let Held::Yes(lock) = locks::hold(&lock_name(id)).await {
            // It is tried again the next time.
            let _ = self.projects.remove(id.as_str()).await;
            lock.release().await;
        }
    }

    /// Copies a project, of which something more has happened in the copy.
    pub async fn duplicate(&mut self, id: &ProjectId, about: About, entries: &[Entry]) {
        let copy = ProjectId::of(storage::random());
        if copy_project(&self.projects, id, &copy, about, entries).await.is_err() {
            let _ = self.projects.remove(copy.as_str()).await;
        }
        self.tell_projects().await;
    }

    /// Deletes all that this site keeps, but for what other tabs have open.
    pub async fn delete_everything(&mut self) {
        self.open = None;
        self.copies.clear();
        self.carrying = None;
        self.exported = None;
        for entry in self.projects.names().await.unwrap_or_default() {
            let _ = self.projects.remove(&entry.name).await;
        }
        // What is beside the projects, and the folder itself.
        let _ = storage::remove_all().await;
        post(&KeeperEvent::Emptied);
    }
}

async fn copy_project(
    projects: &Folder,
    from: &ProjectId,
    to: &ProjectId,
    about: About,
    entries: &[Entry],
) -> Result<(), StorageError> {
    let from_card = Card::of(projects, from).await;
    let from = projects.existing(from.as_str()).await?.ok_or(StorageError::Gone)?;
    let to = projects.folder(to.as_str()).await?;
    let bytes = from_card.map_or(0, |card| card.bytes);
    for name in [ORIGINALS, THUMBNAILS] {
        if let Some(folder) = from.existing(name).await? {
            copy_files(&folder, &to.folder(name).await?).await?;
        }
    }
    let newest = files::journals(&from).await?.first().copied().ok_or(StorageError::Gone)?;
    let name = files::journal(newest);
    let mut bytes_of_journal = from.read(&name).await?.ok_or(StorageError::Gone)?;
    let whole = journal::read(&bytes_of_journal).map_or(0, |journal| journal.whole);
    bytes_of_journal.truncate(whole);
    for entry in entries {
        bytes_of_journal.extend(journal::record(&Record::Text(entry.write()).write()));
    }
    to.write(&files::journal(1), &bytes_of_journal).await?;
    Card { about, bytes, changed: js_sys::Date::now(), deleted: None }.write(&to).await
}

async fn copy_files(from: &Folder, to: &Folder) -> Result<(), StorageError> {
    for entry in from.names().await? {
        if let Some(bytes) = from.read(&entry.name).await?.filter(|_| !entry.is_folder) {
            to.write(&entry.name, &bytes).await?;
        }
    }
    Ok(())
}
