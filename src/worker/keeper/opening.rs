//! Finding the project to open, and reading what is kept of it.

use std::collections::BTreeMap;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::card::Card;
use super::desk::Keeper;
use super::files::{self, Record, lock_name};
use super::project::{Journal, OpenProject, Right};
use super::salvage::salvage;
use crate::browser::locks::{self, Held};
use crate::browser::storage::{self, Folder};
use crate::error::{Kind, StorageError};
use crate::formats::journal;
use crate::protocol::keeping::{KeeperEvent, Opened, Which};
use crate::protocol::project::{Entry, Project};
use crate::protocol::{Modality, ProjectId};
use crate::worker::link::post;

/// Milliseconds between two tries to get what another has, and how often it is tried: a page that was just reloaded
/// takes a moment to let go of what it had.
const PAUSE: u32 = 50;
const TRIES: usize = 20;

/// Opens a project.
async fn open(
    projects: &Folder,
    modality: Modality,
    which: Which,
) -> Result<(OpenProject, Opened), Kind> {
    let there = match which {
        Which::Named(id) => match Card::of(projects, &id).await {
            // Whoever reads texts cannot open a project of pictures.
            Some(card) if card.about.modality != modality => latest(projects, modality).await?,
            None if projects.existing(id.as_str()).await?.is_none() => {
                latest(projects, modality).await?
            }
            _ => Some(id),
        },
        Which::Latest => latest(projects, modality).await?,
        Which::New => None,
    };
    let id = there.unwrap_or_else(|| ProjectId::of(storage::random()));
    let right = right(&id).await;
    read(projects, id, right).await
}

/// The right to write a project, if no other tab has it.
async fn right(id: &ProjectId) -> Right {
    for _ in 0..TRIES {
        match locks::hold(&lock_name(id)).await {
            Held::Yes(lock) => return Right::Locked(lock),
            Held::Unsupported => return Right::Unlocked,
            Held::Busy => TimeoutFuture::new(PAUSE).await,
        }
    }
    Right::None
}

/// The journal of this number, once nobody else writes it.
async fn journal_of(folder: &Folder, number: u64, end: u64) -> Result<Journal, StorageError> {
    let mut tries = 0;
    loop {
        match Journal::open(folder, number, end).await {
            Err(StorageError::Busy) if tries < TRIES => TimeoutFuture::new(PAUSE).await,
            opened => return opened,
        }
        tries += 1;
    }
}

/// Waits until whoever wrote the newest journal before has closed it: all that was written until then counts.
async fn closed(folder: &Folder) -> Result<(), StorageError> {
    for _ in 0..TRIES {
        let Some(newest) = files::journals(folder).await?.first().copied() else { return Ok(()) };
        match folder.open(&files::journal(newest)).await {
            Err(StorageError::Busy) => TimeoutFuture::new(PAUSE).await,
            opened => return opened.map(drop),
        }
    }
    Err(StorageError::Busy)
}

/// The project of a modality that was changed last.
async fn latest(projects: &Folder, modality: Modality) -> Result<Option<ProjectId>, StorageError> {
    let all = Card::all(projects).await?.into_iter();
    let of_it = all
        .filter(|(.., card)| card.about.modality == modality && card.deleted.is_none())
        .map(|(id, _, card)| (card.changed, id));
    Ok(of_it.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, id)| id))
}

/// Reads what is kept of a project: of its journals the newest that has a beginning.
async fn read(
    projects: &Folder,
    id: ProjectId,
    right: Right,
) -> Result<(OpenProject, Opened), Kind> {
    let mut texts = Vec::new();
    let mut originals = BTreeMap::new();
    let mut kept = None;
    let folder = projects.existing(id.as_str()).await?;
    let mut right = right;
    if let Some(folder) = folder.as_ref().filter(|_| right.is_given()) {
        match closed(folder).await {
            // It can be looked at, and taken over once more.
            Err(StorageError::Busy) => right = Right::None,
            closed => closed?,
        }
    }
    let numbers = match &folder {
        Some(folder) => files::journals(folder).await?,
        None => Vec::new(),
    };
    for (folder, number) in
        folder.iter().flat_map(|folder| numbers.iter().map(move |it| (folder, *it)))
    {
        let Some(bytes) = folder.read(&files::journal(number)).await? else { continue };
        let Ok(found) = journal::read(&bytes) else { continue };
        let records = found.records.iter().map_while(|record| Record::read(record));
        let records: Vec<_> = records.collect();
        if !matches!(records.first(), Some(Record::Text(_))) {
            continue;
        }
        for record in records {
            match record {
                Record::Text(text) => texts.push(text),
                Record::Kept(example, original) => drop(originals.insert(example, original)),
            }
        }
        kept = Some((number, found.whole as u64));
        break;
    }
    let journal = match (&folder, kept.filter(|_| right.is_given())) {
        (Some(folder), Some((number, end))) => Some(journal_of(folder, number, end).await?),
        _ => None,
    };
    if let (Some(folder), None) = (&folder, kept)
        && let Some(salvaged) = salvage(folder).await?
    {
        return Ok(salvaged.open(id, projects.clone(), right));
    }
    let mut texts = texts.into_iter();
    let project = texts.next().map(|text| Project::read(&text)).transpose()?;
    let (count, entries) = (texts.len(), texts.map_while(|text| Entry::read(&text)));
    let entries: Vec<Entry> = entries.collect();
    let opened = Opened {
        id: id.clone(),
        project: project.map(Box::new),
        whole: entries.len() == count,
        entries,
        originals: originals.iter().map(|(id, original)| (*id, original.clone())).collect(),
        read_only: !right.is_given(),
        remark: None,
    };
    Ok((OpenProject::new(id, projects.clone(), journal, originals, right), opened))
}

impl Keeper {
    /// Opens a project in place of the one that is open.
    pub async fn open(&mut self, modality: Modality, which: Which) {
        // What was added to the one before is on the device first.
        while self.copy_some().await {}
        self.note_about().await;
        self.open = None;
        self.copies.clear();
        let opened = open(&self.projects, modality, which).await;
        self.show(opened).await;
    }

    /// Takes the open project over from the tab that writes it.
    pub async fn take_over(&mut self) {
        let Some(id) = self.open.as_ref().map(|project| project.id.clone()) else { return };
        // Whoever writes it writes down all that was done first; one that does not answer is asked no longer.
        self.others.ask_for(&id);
        let right = match right(&id).await {
            Right::None => locks::steal(&lock_name(&id)).await.map_or(Right::None, Right::Locked),
            right => right,
        };
        self.open = None;
        let opened = read(&self.projects, id, right).await;
        self.show(opened).await;
    }

    /// Has it noted when another tab takes the project over.
    fn watch(&self, project: &OpenProject) {
        let Some(lost) = project.lost() else { return };
        let (id, losses) = (project.id.clone(), self.lost.clone());
        spawn_local(async move {
            if lost.await {
                // The receiver lives as long as the keeper.
                let _ = losses.unbounded_send(id);
            }
        });
    }

    /// Lets go of a project that another tab has taken over.
    pub fn lose(&mut self, id: &ProjectId) {
        let written = |open: &&mut OpenProject| open.id == *id && open.is_writable();
        if let Some(project) = self.open.as_mut().filter(written) {
            project.let_go();
            post(&KeeperEvent::TakenOver);
        }
    }

    async fn show(&mut self, opened: Result<(OpenProject, Opened), Kind>) {
        match opened {
            Ok((project, opened)) => {
                self.watch(&project);
                // So that nothing is read again for a picture that is there.
                project.tell_thumbnails().await;
                post(&KeeperEvent::Opened(Box::new(opened)));
                self.open = Some(project);
            }
            Err(Kind::Project(why)) => post(&KeeperEvent::Unreadable(why)),
            Err(Kind::Storage(why)) => post(&KeeperEvent::Unavailable(why)),
            Err(_) => post(&KeeperEvent::Unavailable(StorageError::Gone)), // There is no other.
        }
    }
}
