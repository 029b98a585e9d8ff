//! A project is put into one file.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write;

use web_sys::Url;

use super::exports::{self, Exported};
use super::{Step, lost};
use crate::browser::storage::{self, Folder, ORIGINALS, OpenFile};
use crate::error::{Kind, ProjectError, StorageError};
use crate::formats::digest;
use crate::formats::pack::{self, Key};
use crate::formats::project::{self, Embeddings, Manifest, Original, Writer};
use crate::protocol::keeping::{Export, KeeperEvent};
use crate::protocol::{Input, ProjectId, RunId};
use crate::worker::keeper::project::OpenProject;
use crate::worker::shelf::{self, EMBEDDINGS, HEADS};

/// Bytes and files that are put in between two looks at what else is asked.
const TOGETHER: u64 = 4 << 20;
const MOST: usize = 16;

/// A project on its way into a file.
#[derive(Debug)]
pub struct Outgoing {
    /// None once the file is whole.
    writer: Option<Writer<OpenFile>>,
    /// Where the file is written, and under which name.
    exports: Folder,
    name: String,
    /// The project's folder.
    project: Folder,
    /// Files of examples that are to be put in.
    rest: VecDeque<Original>,
    total: usize,
    /// What those were called that cannot be.
    lost: Vec<String>,
    head: Option<RunId>,
    model: Option<String>,
    /// The contents of its examples.
    contents: BTreeSet<Key>,
}

impl Outgoing {
    /// Begins the file.
    pub async fn begin(open: Option<&OpenProject>, export: &Export) -> Result<Self, Kind> {
        let open = open.filter(|open| open.id == export.id).ok_or(StorageError::Gone)?;
        let (mut originals, mut lost) = (Vec::new(), Vec::new());
        for (id, name) in &export.files {
            match open.original(*id) {
                Some(kept) => originals.push(Original {
                    example: id.0,
                    name: name.clone(),
                    sha256: kept.sha256.clone(),
                    bytes: kept.bytes,
                }),
                None => lost.push(name.clone()),
            }
        }
        let project = serde_json::from_str(&export.project.write());
        let project = project.map_err(|error| ProjectError::NotWritten(error.to_string()))?;
        let examples = export.project.classes.iter().flat_map(|class| &class.examples);
        let texts = examples.filter_map(|example| match &*example.input {
            Input::Text(text) => Some(digest::of(text.as_bytes())),
            Input::Picture(_) => None,
        });
        let mut contents: BTreeSet<Key> = texts.collect();
        contents.extend(originals.iter().filter_map(|it| digest::from_hex(&it.sha256)));
        let manifest = Manifest::new(project, originals.clone());
        let exports = exports::folder().await?;
        let name = ProjectId::of(storage::random()).to_string();
        let mut outgoing = Self {
            writer: None,
            project: open.folder().await?,
            name,
            total: export.files.len(),
            rest: originals.into(),
            lost,
            head: export.head,
            model: export.model.clone(),
            contents,
            exports,
        };
        match Writer::new(outgoing.exports.open(&outgoing.name).await?, &manifest) {
            Ok(writer) => outgoing.writer = Some(writer),
            Err(error) => {
                outgoing.undo().await;
                return Err(error.into());
            }
        }
        Ok(outgoing)
    }

    /// Puts in a few files more.
    pub async fn step(&mut self) -> Result<Step, Kind> {
        let originals = self.project.folder(ORIGINALS).await?;
        let (mut bytes, mut files) = (0, 0);
        while bytes < TOGETHER && files < MOST {
            let Some(original) = self.rest.pop_front() else { break };
            let content = originals.read(&original.sha256).await?.unwrap_or_default();
            bytes += content.len() as u64;
            files += 1;
            let Some(writer) = &mut self.writer else { break };
            match writer.original(&original.sha256, &content) {
                Ok(()) => {}
                Err(ProjectError::Damaged(name) | ProjectError::TooLarge { name, .. }) => {
                    self.lost.push(name);
                }
                Err(error) => return Err(error.into()),
            }
        }
        if files > 0 {
            return Ok(Step::On(self.total - self.rest.len(), self.total));
        }
        self.finish().await
    }

    async fn finish(&mut self) -> Result<Step, Kind> {
        let head = self.head().await;
        let embeddings = self.embeddings().await;
        let Some(mut writer) = self.writer.take() else { return Err(StorageError::Gone.into()) };
        let comforts = [(project::HEAD, head), (project::EMBEDDINGS, embeddings)];
        for (name, bytes) in comforts.into_iter().filter_map(|(name, it)| Some((name, it?))) {
            match writer.file(name, &bytes) {
                // They can be made anew.
                Ok(()) | Err(ProjectError::TooLarge { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut file = writer.finish()?;
        Write::flush(&mut file).map_err(StorageError::from)?;
        drop(file);
        let file = self.exports.file(&self.name).await?.ok_or(StorageError::Gone)?;
        let url = Url::create_object_url_with_blob(&file);
        let url = url.map_err(|_| StorageError::Failed("why.no-address".into()))?;
        Ok(Step::Done(Box::new(KeeperEvent::Exported { url, lost: lost(&self.lost) })))
    }

    /// The head in use, if it is kept.
    async fn head(&self) -> Option<Vec<u8>> {
        let heads = self.project.existing(HEADS).await.ok()??;
        heads.read(&shelf::head(self.head?)).await.ok()?
    }

    /// What the model has made of the examples, on the device where most was made, if it is kept.
    async fn embeddings(&self) -> Option<Vec<u8>> {
        let made = self.project.existing(EMBEDDINGS).await.ok()??;
        let mut most = Embeddings::default();
        for entry in made.names().await.ok()? {
            if !entry.name.starts_with(&format!("{}-", self.model.as_ref()?)) {
                continue;
            }
            let folder = made.existing(&entry.name).await.ok()??;
            let by_content = self.made_in(&folder).await;
            if by_content.len() > most.by_content.len() {
                most = Embeddings { maker: entry.name, by_content };
            }
        }
        (!most.by_content.is_empty()).then(|| most.write())
    }

    /// What is kept in a folder of packs of the examples that are there.
    async fn made_in(&self, folder: &Folder) -> BTreeMap<Key, Vec<f32>> {
        let mut made = BTreeMap::new();
        for entry in folder.names().await.unwrap_or_default() {
            let Ok(Some(bytes)) = folder.read(&entry.name).await else { continue };
            for (content, range) in pack::read(&bytes).unwrap_or_default() {
                if self.contents.contains(&content) {
                    let (numbers, _) = bytes.get(range).unwrap_or_default().as_chunks::<4>();
                    let numbers = numbers.iter().map(|number| f32::from_le_bytes(*number));
                    made.insert(content, numbers.collect());
                }
            }
        }
        made
    }

    /// The file, at this address.
    pub fn exported(&self, url: String) -> Exported {
        Exported { folder: self.exports.clone(), name: self.name.clone(), url }
    }

    /// Leaves nothing of it.
    pub async fn undo(self) {
        // An open file cannot be removed.
        drop(self.writer);
        let _ = self.exports.remove(&self.name).await;
    }
}
