//! The visitor's files are copied when they are added.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use web_sys::Blob;

use super::desk::Keeper;
use super::files;
use super::project::OpenProject;
use crate::browser::fetch;
use crate::error::{Doing, Error, FileError, Kind};
use crate::formats::digest;
use crate::protocol::keeping::{KeeperEvent, Original};
use crate::protocol::{ExampleId, FileRef};
use crate::worker::link::post;

/// Bytes that are copied between two looks at what else is asked: some tens of milliseconds.
const TOGETHER: u64 = 4 << 20;

/// The most files of these.
const MOST: usize = 16;

/// Files that are copied beside each other: most of the time of a copy is waiting for the browser.
const BESIDE: usize = 4;

/// Bytes of files beside each other. Larger ones are copied one by one, so that memory holds no more of them.
const ROOM: u64 = 32 << 20;

/// The largest file that is copied. What is larger no model reads.
const LARGEST: u64 = 512 << 20;

impl Keeper {
    /// Copies a few of the files that wait. False if none do, or the project that they are of is still to be begun.
    pub async fn copy_some(&mut self) -> bool {
        if self.open.as_ref().is_some_and(OpenProject::is_unbegun) {
            return false;
        }
        let mut kept = Vec::new();
        let mut bytes = 0;
        while bytes < TOGETHER && kept.len() < MOST && !self.copies.is_empty() {
            let some = self.copies.len().min(BESIDE);
            let files: Vec<_> = self.copies.drain(..some).collect();
            let copied = match self.writable() {
                Ok(project) => copy_all(project, &files).await,
                Err(why) => files.iter().map(|_| Err(why.clone().into())).collect(),
            };
            for ((id, file), copied) in files.into_iter().zip(copied) {
                match copied {
                    Ok(original) => {
                        bytes += original.bytes;
                        kept.push((id, original));
                    }
                    Err(kind) => refuse(id, &file, kind),
                }
            }
        }
        if !kept.is_empty() && self.copies.is_empty() {
            fetch::forget_zip();
        }
        let any = !kept.is_empty() || !self.copies.is_empty();
        let written = match self.writable() {
            Ok(project) if !kept.is_empty() => project.keep(kept.clone()),
            _ => Ok(()),
        };
        match written {
            Ok(()) if kept.is_empty() => {}
            Ok(()) => post(&KeeperEvent::Kept(kept)),
            Err(why) => {
                for (id, _) in kept {
                    let error = Error::new(Doing::Keeping, why.clone());
                    post(&KeeperEvent::NotKept(id, error));
                }
            }
        }
        any
    }
}

fn refuse(id: ExampleId, file: &FileRef, kind: Kind) {
    let doing = match kind {
        Kind::Storage(_) => Doing::Keeping,
        _ => Doing::ReadingPicture(file.name.clone()),
    };
    post(&KeeperEvent::NotKept(id, Error::new(doing, kind)));
}

/// Copies files, beside each other as far as there is room. Their bytes are on the device before this returns.
async fn copy_all(
    project: &OpenProject,
    files: &[(ExampleId, FileRef)],
) -> Vec<Result<Original, Kind>> {
    let originals = match project.originals().await {
        Ok(originals) => originals,
        Err(why) => return files.iter().map(|_| Err(why.clone().into())).collect(),
    };
    let blobs = join_all(files.iter().map(|(_, file)| fetch::file(&file.url))).await;
    let total: u64 = blobs.iter().flatten().map(|blob| blob.size() as u64).sum();
    let beside = if total > ROOM { 1 } else { BESIDE };
    let mut copied = Vec::new();
    for blobs in blobs.chunks(beside) {
        let contents = join_all(blobs.iter().map(content)).await;
        // The same bytes are one file, which only one can write.
        let unique: BTreeMap<_, _> =
            contents.iter().flatten().map(|(sha256, bytes)| (sha256, bytes)).collect();
        let written = unique.iter().map(async |(sha256, bytes)| {
            (*sha256, files::write_original(&originals, sha256, bytes).await)
        });
        let written: BTreeMap<_, _> = join_all(written).await.into_iter().collect();
        copied.extend(contents.iter().map(|content| {
            let (sha256, bytes) = content.as_ref().map_err(Kind::clone)?;
            if let Some(Err(why)) = written.get(sha256) {
                return Err(why.clone().into());
            }
            Ok(Original { sha256: sha256.clone(), bytes: bytes.len() as u64 })
        }));
    }
    copied
}

/// The hash of a file's bytes, and these.
async fn content(blob: &Result<Blob, Kind>) -> Result<(String, Vec<u8>), Kind> {
    let blob = blob.as_ref().map_err(Kind::clone)?;
    let size = blob.size() as u64;
    if size > LARGEST {
        return Err(FileError::TooManyBytes { bytes: size, limit: LARGEST }.into());
    }
    let bytes = fetch::read(blob, u64::MAX).await?;
    Ok((digest::to_hex(&digest::of(&bytes)), bytes))
}
