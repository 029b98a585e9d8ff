//! What was sorted is put into a zip, a folder a class.

use std::collections::VecDeque;
use std::io::Write;

use web_sys::Url;

use super::exports::{self, Exported};
use super::{LISTED, Step};
use crate::browser::fetch;
use crate::browser::storage::{self, Folder, OpenFile};
use crate::error::{Doing, Error, Kind, ProjectError, StorageError};
use crate::formats::folders::Folders;
use crate::protocol::keeping::KeeperEvent;
use crate::protocol::{FileRef, ProjectId};

/// Bytes and files that are put in between two looks at what else is asked.
const TOGETHER: u64 = 4 << 20;
const MOST: usize = 16;

/// The largest file that is put in.
const LARGEST: u64 = 512 << 20;

/// Files on their way into a zip.
#[derive(Debug)]
pub struct SortedOut {
    /// None once the zip is whole.
    writer: Option<Folders<OpenFile>>,
    /// Where it is written, and under which name.
    exports: Folder,
    name: String,
    /// Files that are to be put in, each with its folder.
    rest: VecDeque<(String, FileRef)>,
    total: usize,
    /// What those are called that can no longer be read.
    lost: Vec<String>,
}

impl SortedOut {
    /// Begins the zip.
    pub async fn begin(files: Vec<(String, FileRef)>) -> Result<Self, Kind> {
        let exports = exports::folder().await?;
        let name = ProjectId::of(storage::random()).to_string();
        let writer = Some(Folders::new(exports.open(&name).await?));
        let total = files.len();
        Ok(Self { writer, exports, name, rest: files.into(), total, lost: Vec::new() })
    }

    /// How many files there are.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Puts in a few files more.
    pub async fn step(&mut self) -> Result<Step, Kind> {
        let (mut bytes, mut files) = (0, 0);
        while bytes < TOGETHER && files < MOST {
            let Some((folder, file)) = self.rest.pop_front() else { break };
            files += 1;
            let Ok(content) = content(&file).await else {
                self.lost.push(file.name);
                continue;
            };
            bytes += content.len() as u64;
            let writer = self.writer.as_mut().ok_or(StorageError::Gone)?;
            writer.add(&folder, &file.name, &content)?;
        }
        if files > 0 {
            return Ok(Step::On(self.total - self.rest.len(), self.total));
        }
        self.finish().await
    }

    async fn finish(&mut self) -> Result<Step, Kind> {
        let writer = self.writer.take().ok_or(StorageError::Gone)?;
        let mut file = writer.finish()?;
        Write::flush(&mut file).map_err(StorageError::from)?;
        drop(file);
        let file = self.exports.file(&self.name).await?.ok_or(StorageError::Gone)?;
        let url = Url::create_object_url_with_blob(&file);
        let url = url.map_err(|_| StorageError::Failed("why.no-address".into()))?;
        let (files, names) = (self.lost.len(), self.lost.iter().take(LISTED).cloned().collect());
        let left_out = ProjectError::LeftOut { files, names };
        let lost = (files > 0).then(|| Error::new(Doing::CarryingSorted, left_out));
        Ok(Step::Done(Box::new(KeeperEvent::Exported { url, lost })))
    }

    /// The zip, at this address.
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

async fn content(file: &FileRef) -> Result<Vec<u8>, Kind> {
    fetch::read(&fetch::file(&file.url).await?, LARGEST).await
}
