//! The project that is open: its journal, and what is kept beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::card::Card;
use super::files::{self, Record};
use super::originals::Originals;
use crate::browser::locks::Lock;
use crate::browser::storage::{Folder, OpenFile};
use crate::error::StorageError;
use crate::formats::{digest, journal, pack};
use crate::protocol::keeping::{About, KeeperEvent, Original};
use crate::protocol::project::{Entry, Project};
use crate::protocol::{ExampleId, ProjectId};
use crate::worker::link::post;
use crate::worker::shelf::THUMBNAILS;

/// Small pictures that are sent together: about a megabyte.
const TOGETHER: usize = 250;

/// The project that is open.
#[derive(Debug)]
pub struct OpenProject {
    /// Which it is.
    pub id: ProjectId,
    /// The folder of all projects. Its own is made when something is written: who only looks leaves nothing.
    projects: Folder,
    /// Its journal, once it has one; only where it is written.
    journal: Option<Journal>,
    /// The originals that are kept.
    originals: BTreeMap<ExampleId, Original>,
    /// Where they are, once one was written.
    files: Option<Originals>,
    /// What the list shows, if that is to be written down.
    about: Option<About>,
    /// Why some of what happened is missing from the journal, if it is: what follows is written only with it.
    missing: Option<StorageError>,
    right: Right,
}

/// Whether the project is written here.
#[derive(Debug)]
pub enum Right {
    /// It is, and nowhere else as long as the lock is held.
    Locked(Lock),
    /// It is, in a browser that has no locks.
    Unlocked,
    /// Another tab writes it.
    None,
}

impl Right {
    /// Whether the project is written here.
    pub fn is_given(&self) -> bool {
        !matches!(self, Self::None)
    }
}

/// A journal that is written on.
#[derive(Debug)]
pub struct Journal {
    file: OpenFile,
    /// Bytes that are whole; what comes after them is overwritten.
    end: u64,
}

impl Journal {
    /// The journal of this number, of which so many bytes are whole.
    pub async fn open(folder: &Folder, number: u64, end: u64) -> Result<Self, StorageError> {
        let file = folder.open(&files::journal(number)).await?;
        file.truncate(end)?;
        Ok(Self { file, end })
    }

    /// Begins one with these records, whole before this returns. Nothing reads it before it is: what it begins with is
    /// written last.
    async fn begin(folder: &Folder, number: u64, records: &[Record]) -> Result<Self, StorageError> {
        let mut journal = Self::open(folder, number, 0).await?;
        journal.end = journal::START.len() as u64;
        journal.append(records)?;
        journal.file.write_at(0, journal::START)?;
        journal.file.flush()?;
        if !journal.has(records)? {
            return Err(StorageError::Failed("what was written is not there".into()));
        }
        Ok(journal)
    }

    /// Whether it holds so many records, all whole. The one before is let go of once it does.
    fn has(&self, records: &[Record]) -> Result<bool, StorageError> {
        let mut bytes = vec![0; self.end as usize];
        let there = self.file.read_at(0, &mut bytes)? == bytes.len();
        Ok(there && journal::read(&bytes).is_ok_and(|found| found.records.len() == records.len()))
    }

    /// Writes records at the end, flushed before this returns. Where that fails nothing of them is left.
    fn append(&mut self, records: &[Record]) -> Result<(), StorageError> {
        let bytes: Vec<u8> =
            records.iter().flat_map(|record| journal::record(&record.write())).collect();
        let written = self.file.write_at(self.end, &bytes).and_then(|()| self.file.flush());
        match written {
            Ok(()) => self.end += bytes.len() as u64,
            // What could be cut off is; and if not, the checksum tells.
            Err(_) => drop(self.file.truncate(self.end)),
        }
        written
    }
}

impl OpenProject {
    /// The project in this folder.
    pub fn new(
        id: ProjectId,
        projects: Folder,
        journal: Option<Journal>,
        originals: BTreeMap<ExampleId, Original>,
        right: Right,
    ) -> Self {
        Self { id, projects, journal, originals, files: None, about: None, missing: None, right }
    }

    /// Its folder.
    pub async fn folder(&self) -> Result<Folder, StorageError> {
        self.projects.folder(self.id.as_str()).await
    }

    /// Whether it is written here.
    pub fn is_writable(&self) -> bool {
        self.right.is_given()
    }

    /// Whether it is new, and what the page is about to write will begin its journal.
    pub fn is_unbegun(&self) -> bool {
        self.is_writable() && self.journal.is_none() && self.missing.is_none()
    }

    /// Waits until another tab writes it: true then, false if it was let go.
    pub fn lost(&self) -> Option<impl Future<Output = bool> + 'static> {
        match &self.right {
            Right::Locked(lock) => Some(lock.lost()),
            Right::Unlocked | Right::None => None,
        }
    }

    /// Lets another tab write it.
    pub fn let_go(&mut self) {
        self.journal = None;
        self.right = Right::None;
    }

    /// Writes down what has happened, unless something that happened before could not be.
    pub fn write(&mut self, entries: &[Entry], about: About) -> Result<(), StorageError> {
        if let Some(why) = &self.missing {
            return Err(why.clone());
        }
        // One that was never begun is begun anew by the page.
        let journal = self.journal.as_mut().ok_or(StorageError::Gone)?;
        let records: Vec<_> = entries.iter().map(|entry| Record::Text(entry.write())).collect();
        journal.append(&records).inspect_err(|why| self.missing = Some(why.clone()))?;
        self.about = Some(about);
        Ok(())
    }

    /// Begins the journal anew, and lets go of what nobody needs.
    pub async fn rewrite(
        &mut self,
        project: &Project,
        entries: &[Entry],
        about: About,
        needed: &[ExampleId],
    ) -> Result<(), StorageError> {
        let begun = self.begin_anew(project, entries, needed).await;
        self.missing = begun.as_ref().err().cloned();
        begun?;
        self.about = Some(about);
        self.sweep().await;
        Ok(())
    }

    async fn begin_anew(
        &mut self,
        project: &Project,
        entries: &[Entry],
        needed: &[ExampleId],
    ) -> Result<(), StorageError> {
        let needed: BTreeSet<_> = needed.iter().collect();
        let mut originals = self.originals.clone();
        originals.retain(|id, _| needed.contains(id));
        let kept = originals.iter().map(|(id, original)| Record::Kept(*id, original.clone()));
        let entries = entries.iter().map(Entry::write);
        let texts = [project.write()].into_iter().chain(entries).map(Record::Text);
        let records: Vec<_> = texts.chain(kept).collect();
        let folder = self.folder().await?;
        let newest = files::journals(&folder).await?.first().copied().unwrap_or(0);
        let begun = Journal::begin(&folder, newest + 1, &records).await;
        let journal = match begun {
            Ok(journal) => journal,
            Err(why) => {
                // It is not whole, so nothing reads it; and the one before goes on.
                let _ = folder.remove(&files::journal(newest + 1)).await;
                return Err(why);
            }
        };
        self.journal = Some(journal);
        self.originals = originals;
        // The one before stays until the next is begun: should this one be lost, not all is.
        for older in files::journals(&folder).await?.into_iter().filter(|it| *it < newest) {
            let _ = folder.remove(&files::journal(older)).await;
        }
        Ok(())
    }

    /// Lets go of originals that no example needs.
    async fn sweep(&mut self) {
        if self.find_files().await.is_err() {
            return;
        }
        let needed: BTreeSet<&str> =
            self.originals.values().map(|original| original.sha256.as_str()).collect();
        if let Some(files) = &self.files {
            files.sweep(&needed).await;
        }
    }

    async fn find_files(&mut self) -> Result<(), StorageError> {
        if self.files.is_none() {
            self.files = Some(Originals::open(&self.folder().await?).await?);
        }
        Ok(())
    }

    /// Its originals.
    pub async fn files(&mut self) -> Result<&Originals, StorageError> {
        self.find_files().await?;
        self.files.as_ref().ok_or(StorageError::Gone)
    }

    /// Looks for the folder of its originals again the next time, as when it is not where it was.
    pub fn look_again(&mut self) {
        self.files = None;
    }

    /// What is kept of an example's file.
    pub fn original(&self, example: ExampleId) -> Option<&Original> {
        self.originals.get(&example)
    }

    /// Notes that these originals are kept: their bytes are on the device already. Not while something that happened
    /// before is missing, as that may be their examples: what is kept of an example that nobody knows of would be taken
    /// for that of the next one of its number.
    pub fn keep(&mut self, kept: Vec<(ExampleId, Original)>) -> Result<(), StorageError> {
        if let Some(why) = &self.missing {
            return Err(why.clone());
        }
        let records: Vec<_> =
            kept.iter().map(|(id, original)| Record::Kept(*id, original.clone())).collect();
        let journal = self.journal.as_mut().ok_or(StorageError::Gone)?;
        journal.append(&records)?;
        self.originals.extend(kept);
        Ok(())
    }

    /// Bytes that it takes, without what is a comfort.
    fn bytes(&self) -> u64 {
        let originals: BTreeMap<&str, u64> =
            self.originals.values().map(|it| (it.sha256.as_str(), it.bytes)).collect();
        originals.values().sum::<u64>() + self.journal.as_ref().map_or(0, |journal| journal.end)
    }

    /// Writes down what the list shows, if that has changed.
    pub async fn note_about(&mut self) {
        let Some(about) = self.about.take().filter(|_| self.is_writable()) else { return };
        let card = Card { about, bytes: self.bytes(), changed: js_sys::Date::now(), deleted: None };
        if let Ok(folder) = self.folder().await {
            // It is written again with the next change.
            let _ = card.write(&folder).await;
        }
    }

    /// Shows the page the small pictures that an earlier sitting has made.
    pub async fn tell_thumbnails(&self) {
        let Ok(Some(folder)) = self.projects.existing(self.id.as_str()).await else { return };
        let Ok(Some(folder)) = folder.existing(THUMBNAILS).await else { return };
        let mut examples: BTreeMap<[u8; 32], Vec<ExampleId>> = BTreeMap::new();
        for (id, original) in &self.originals {
            if let Some(content) = digest::from_hex(&original.sha256) {
                examples.entry(content).or_default().push(*id);
            }
        }
        let mut together = Vec::new();
        for entry in folder.names().await.unwrap_or_default() {
            let Ok(Some(bytes)) = folder.read(&entry.name).await else { continue };
            for (content, range) in pack::read(&bytes).unwrap_or_default() {
                let Some(picture) = bytes.get(range) else { continue };
                for id in examples.remove(&content).unwrap_or_default() {
                    together.push((id, picture.to_vec().into()));
                }
                if together.len() >= TOGETHER {
                    post(&KeeperEvent::Thumbnails(std::mem::take(&mut together)));
                }
            }
        }
        if !together.is_empty() {
            post(&KeeperEvent::Thumbnails(together));
        }
    }
}
