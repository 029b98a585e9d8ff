//! What was computed of a project's examples, kept on the device: a comfort. Nothing is embedded twice, not after a
//! restart, and not when one goes back to an earlier model; and a head answers at once. Where none of it can be kept,
//! all of it is computed again.
//!
//! What is kept is called by content, so it is right whatever becomes of names and places.

mod packs;

use std::collections::BTreeMap;

use packs::Packs;

use crate::browser::storage::{self, Folder, PROJECTS};
use crate::engine::heads::{self, Classifier};
use crate::formats::pack::Key;
use crate::protocol::{DeviceKind, ModelInfo, PREPROCESSING, ProjectId, RunId};

/// The folder of a project's thumbnails.
pub const THUMBNAILS: &str = "thumbnails";
/// The folder of a project's embeddings: in it one for each model and device that made some.
pub const EMBEDDINGS: &str = "embeddings";
/// The folder of a project's heads.
pub const HEADS: &str = "heads";

/// What is kept of the open project.
#[derive(Debug)]
pub struct Shelf {
    /// The project's folder.
    folder: Folder,
    /// Whether this tab writes it.
    is_written: bool,
    thumbnails: Packs,
    /// Those of the models that were used, by the names of their folders.
    embeddings: BTreeMap<String, Packs>,
}

impl Shelf {
    /// That of a project, if the browser keeps anything.
    pub async fn open(project: &ProjectId, is_written: bool) -> Option<Self> {
        let projects = storage::root().await.ok()?.folder(PROJECTS).await.ok()?;
        let folder = projects.folder(project.as_str()).await.ok()?;
        let thumbnails = Packs::open(&folder, THUMBNAILS, is_written).await;
        Some(Self { folder, is_written, thumbnails, embeddings: BTreeMap::new() })
    }

    /// The small pictures of these contents, as JPEG files.
    pub async fn thumbnails(&mut self, contents: &[Key]) -> BTreeMap<Key, Vec<u8>> {
        self.thumbnails.find(contents).await
    }

    /// Keeps a small picture.
    pub fn keep_thumbnail(&mut self, content: Key, jpeg: Vec<u8>) {
        self.thumbnails.add(content, jpeg);
    }

    /// What a model has made of these contents on a device.
    pub async fn embeddings(&mut self, by: &str, contents: &[Key]) -> BTreeMap<Key, Vec<f32>> {
        let found = self.packs(by).await.find(contents).await;
        let numbers = |bytes: Vec<u8>| {
            let numbers = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
            numbers.collect()
        };
        found.into_iter().map(|(content, bytes)| (content, numbers(bytes))).collect()
    }

    /// Keeps what a model has made of a content on a device.
    pub async fn keep_embedding(&mut self, by: &str, content: Key, embedding: &[f32]) {
        let bytes = embedding.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.packs(by).await.add(content, bytes);
    }

    async fn packs(&mut self, by: &str) -> &mut Packs {
        if !self.embeddings.contains_key(by) {
            let packs = match self.folder.folder(EMBEDDINGS).await {
                Ok(folder) => Packs::open(&folder, by, self.is_written).await,
                Err(_) => Packs::default(),
            };
            self.embeddings.insert(by.to_owned(), packs);
        }
        self.embeddings.entry(by.to_owned()).or_default()
    }

    /// Writes down what was kept last, if there is enough of it or all of it is wanted.
    pub async fn write(&mut self, all: bool) {
        self.thumbnails.write(all).await;
        for packs in self.embeddings.values_mut() {
            packs.write(all).await;
        }
    }

    /// Keeps the head of a run, in place of those of earlier ones.
    pub async fn keep_head(&self, run: RunId, classifier: &Classifier) {
        if !self.is_written {
            return;
        }
        let Ok(folder) = self.folder.folder(HEADS).await else { return };
        let name = head(run);
        if folder.write(&name, &heads::file::write(classifier)).await.is_err() {
            let _ = folder.remove(&name).await;
            return;
        }
        for entry in folder.names().await.unwrap_or_default() {
            if entry.name != name {
                let _ = folder.remove(&entry.name).await;
            }
        }
    }

    /// The head of a run, if it is kept.
    pub async fn head(&self, run: RunId) -> Option<Classifier> {
        let folder = self.folder.existing(HEADS).await.ok()??;
        heads::file::read(&folder.read(&head(run)).await.ok()??).ok()
    }
}

/// The name of the file of a run's head.
pub fn head(run: RunId) -> String {
    format!("{run}.safetensors")
}

/// The name of what a model makes on a device: by its weights, not by what it is called.
pub fn maker(model: &ModelInfo, device: DeviceKind) -> String {
    let device = match device {
        DeviceKind::Cpu => "cpu",
        DeviceKind::WebGpu => "webgpu",
    };
    format!("{}-{device}-{PREPROCESSING}", model.fingerprint())
}
