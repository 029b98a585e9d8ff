//! A file is made into a project.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::{Step, lost};
use crate::browser::blob_reader::BlobReader;
use crate::browser::buffer::Buffer;
use crate::browser::fetch;
use crate::browser::locks::{self, Held, Lock};
use crate::browser::storage::{self, Folder};
use crate::error::{Kind, ProjectError};
use crate::formats::project::{
    self as format, Archive, Embeddings, Headstart, Teachable, of_pictures,
};
use crate::formats::{digest, journal, pack};
use crate::protocol::keeping::{About, KeeperEvent, Original};
use crate::protocol::project::{ModelRef, Project};
use crate::protocol::{ExampleId, FileRef, ProjectId};
use crate::worker::keeper::card::Card;
use crate::worker::keeper::files::{self, Record, lock_name};
use crate::worker::keeper::originals::Originals;
use crate::worker::shelf::{self, EMBEDDINGS, HEADS};

/// Bytes and files that are taken out between two looks at what else is asked.
const TOGETHER: u64 = 4 << 20;
const MOST: usize = 16;

/// A file on its way to becoming a project.
#[derive(Debug)]
pub struct Incoming {
    source: Source,
    id: ProjectId,
    /// Its folder. Without a journal it is no project yet.
    folder: Folder,
    /// Its originals.
    originals: Originals,
    /// So that no other tab takes the folder for what a crash has left.
    lock: Option<Lock>,
    total: usize,
    /// The originals that are on the device, and their examples.
    kept: Vec<(ExampleId, Original)>,
    /// What those were called that are missing or damaged.
    lost: Vec<String>,
}

/// Where it comes from, with what is still to be taken out.
#[derive(Debug)]
enum Source {
    Headstart { file: Box<Headstart<BlobReader>>, rest: VecDeque<format::Original> },
    Teachable(Box<Pictures>),
}

/// Pictures of Teachable Machine's.
#[derive(Debug)]
struct Pictures {
    file: Teachable<BlobReader>,
    /// What the project is called.
    name: String,
    /// Places of classes, and names of pictures in them.
    rest: VecDeque<(usize, String)>,
    /// The classes, with the pictures that are on the device.
    classes: Vec<(String, Vec<String>)>,
}

/// What came of a file of an example: its bytes, or what it was called.
type Taken = Result<(Vec<u8>, String), String>;

impl Source {
    fn of(archive: Archive<BlobReader>, name: &str) -> Self {
        match archive {
            Archive::Headstart(file) => {
                let rest = file.manifest().originals.iter().cloned().collect();
                Self::Headstart { file: Box::new(file), rest }
            }
            Archive::Teachable(file) => {
                let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
                let all = file.classes().iter().enumerate();
                let rest = all.flat_map(|(at, class)| {
                    class.pictures.iter().map(move |picture| (at, picture.name.clone()))
                });
                let rest = rest.collect();
                let classes = file.classes().iter();
                let classes = classes.map(|class| (class.name.clone(), Vec::new())).collect();
                Self::Teachable(Box::new(Pictures { file, name, rest, classes }))
            }
        }
    }

    fn rest(&self) -> usize {
        match self {
            Self::Headstart { rest, .. } => rest.len(),
            Self::Teachable(pictures) => pictures.rest.len(),
        }
    }
}

impl Incoming {
    /// Opens the file.
    pub async fn begin(projects: &Folder, from: &FileRef) -> Result<Self, Kind> {
        let unreadable = |error: std::io::Error| ProjectError::Unreadable(error.to_string());
        let blob = fetch::file(&from.url).await?;
        let archive = format::open(BlobReader::new(blob).map_err(unreadable)?)?;
        if let Archive::Headstart(file) = &archive {
            read(&file.manifest().project)?;
        }
        let source = Source::of(archive, &from.name);
        let id = ProjectId::of(storage::random());
        let lock = match locks::hold(&lock_name(&id)).await {
            Held::Yes(lock) => Some(lock),
            Held::Busy | Held::Unsupported => None,
        };
        let folder = projects.folder(id.as_str()).await?;
        let originals = Originals::open(&folder).await?;
        let total = source.rest();
        Ok(Self { source, id, folder, originals, lock, total, kept: Vec::new(), lost: Vec::new() })
    }

    /// Takes out a few files more.
    pub async fn step(&mut self) -> Result<Step, Kind> {
        let (mut bytes, mut files) = (0, 0);
        while bytes < TOGETHER && files < MOST {
            let Some(example) = self.next()? else { break };
            files += 1;
            match example {
                Ok((content, sha256)) => {
                    bytes += content.len() as u64;
                    self.originals.write(&sha256, &Buffer::of(&content)).await?;
                }
                Err(name) => self.lost.push(name),
            }
        }
        if files > 0 {
            return Ok(Step::On(self.total - self.source.rest(), self.total));
        }
        self.finish().await
    }

    /// The next file of an example, noted as kept: its bytes and their hash. Nothing if there is none left.
    fn next(&mut self) -> Result<Option<Taken>, Kind> {
        let (name, known, read) = match &mut self.source {
            Source::Headstart { file, rest } => {
                let Some(original) = rest.pop_front() else { return Ok(None) };
                let read = file.original(&original.sha256);
                (original.name, Some((ExampleId(original.example), original.sha256)), read)
            }
            Source::Teachable(pictures) => {
                let Some((at, name)) = pictures.rest.pop_front() else { return Ok(None) };
                let read = pictures.file.picture(&name);
                if let (Ok(_), Some((_, files))) = (&read, pictures.classes.get_mut(at)) {
                    files.push(name.clone());
                }
                (name, None, read)
            }
        };
        let content = match read {
            Ok(content) => content,
            Err(error @ ProjectError::Unreadable(_)) => return Err(error.into()),
            Err(_) => return Ok(Some(Err(name))),
        };
        let (example, sha256) = known.unzip();
        let hash = || digest::to_hex(&digest::of(&content));
        let sha256: String = sha256.unwrap_or_else(hash);
        // Another program's pictures are examples in the order in which they are taken out.
        let next = || ExampleId(self.kept.len() as u32 + 1);
        let original = Original { sha256: sha256.clone(), bytes: content.len() as u64 };
        self.kept.push((example.unwrap_or_else(next), original));
        Ok(Some(Ok((content, sha256))))
    }

    /// Writes down that it is a project, last.
    async fn finish(&mut self) -> Result<Step, Kind> {
        let json = match &self.source {
            Source::Headstart { file, .. } => file.manifest().project.clone(),
            Source::Teachable(pictures) => of_pictures(&pictures.name, &pictures.classes),
        };
        let mut project = read(&json)?;
        if matches!(project.model, ModelRef::Address { .. }) {
            // Nobody's file makes the page ask for an address; the visitor may.
            project.model = ModelRef::Usual;
        }
        self.take_comforts(&project).await;
        let entry = Record::Text(project.write());
        let kept = self.kept.iter().map(|(id, original)| Record::Kept(*id, original.clone()));
        let records = [entry].into_iter().chain(kept);
        let records = records.flat_map(|record| journal::record(&record.write()));
        let journal: Vec<u8> = journal::START.iter().copied().chain(records).collect();
        self.folder.write(&files::journal(1), &journal).await?;
        let originals: BTreeMap<&str, u64> =
            self.kept.iter().map(|(_, it)| (it.sha256.as_str(), it.bytes)).collect();
        let bytes = originals.values().sum::<u64>() + journal.len() as u64;
        let modality = project.modality;
        let examples: usize = project.classes.iter().map(|class| class.examples.len()).sum();
        let examples = examples.saturating_sub(self.lost.len());
        let about = About { name: project.name, modality, examples };
        let card = Card { about, bytes, changed: js_sys::Date::now(), deleted: None };
        // The journal tells as much.
        let _ = card.write(&self.folder).await;
        if let Some(lock) = self.lock.take() {
            lock.release().await;
        }
        let (project, lost) = (self.id.clone(), lost(&self.lost));
        Ok(Step::Done(Box::new(KeeperEvent::Imported { project, modality, lost })))
    }

    /// Takes over the head and the embeddings, where they are whole: they can be made anew.
    async fn take_comforts(&mut self, project: &Project) {
        let Source::Headstart { file, .. } = &mut self.source else { return };
        let run = project.trained.as_ref().map(|trained| trained.run);
        if let (Some(run), Ok(Some(head))) = (run, file.file(format::HEAD))
            && let Ok(heads) = self.folder.folder(HEADS).await
        {
            let _ = heads.write(&shelf::head(run), &head).await;
        }
        let Ok(Some(bytes)) = file.file(format::EMBEDDINGS) else { return };
        let Ok(Embeddings { maker, by_content }) = Embeddings::read(&bytes) else { return };
        drop(bytes);
        let little = |numbers: &Vec<f32>| -> Vec<u8> {
            numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
        };
        let records: Vec<_> =
            by_content.iter().map(|(content, numbers)| (*content, little(numbers))).collect();
        let bytes = pack::write(records.iter().map(|(content, it)| (content, it.as_slice())));
        if let Ok(made) = self.folder.folder(EMBEDDINGS).await
            && let Ok(folder) = made.folder(&maker).await
        {
            let _ = folder.write("1.pack", &bytes).await;
        }
    }

    /// Leaves nothing of it.
    pub async fn undo(self, projects: &Folder) {
        // What cannot be removed now is when the keeper begins the next time.
        let _ = projects.remove(self.id.as_str()).await;
        if let Some(lock) = self.lock {
            lock.release().await;
        }
    }
}

/// The project that a manifest has.
fn read(json: &Value) -> Result<Project, ProjectError> {
    Project::read(&json.to_string())
}
