//! The visitor's files are copied when they are added.

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
        while bytes < TOGETHER && kept.len() < MOST {
            let Some((id, file)) = self.copies.pop_front() else { break };
            let copied = match self.writable() {
                Ok(project) => copy(project, &file).await,
                Err(why) => Err(why.into()),
            };
            match copied {
                Ok(original) => {
                    bytes += original.bytes;
                    kept.push((id, original));
                }
                Err(kind) => refuse(id, &file, kind),
            }
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

/// Copies a file. Its bytes are on the device before this returns.
async fn copy(project: &OpenProject, file: &FileRef) -> Result<Original, Kind> {
    let blob = fetch::file(&file.url).await?;
    let size = blob.size() as u64;
    if size > LARGEST {
        return Err(FileError::TooManyBytes { bytes: size, limit: LARGEST }.into());
    }
    let bytes = fetch::read(&blob, u64::MAX).await?;
    let sha256 = digest::to_hex(&digest::of(&bytes));
    files::write_original(&project.originals().await?, &sha256, &bytes).await?;
    Ok(Original { sha256, bytes: bytes.len() as u64 })
}
