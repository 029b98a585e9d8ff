//! The visitor's files are copied when they are added.

use std::cell::RefCell;
use std::collections::BTreeMap;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream;

use super::desk::Keeper;
use super::originals::Originals;
use super::project::OpenProject;
use crate::browser::chosen::Chosen;
use crate::browser::fetch;
use crate::error::{Doing, Error, FileError, Kind, StorageError};
use crate::formats::digest;
use crate::protocol::keeping::{KeeperEvent, Original};
use crate::protocol::{ExampleId, FileRef};
use crate::worker::link::post;

/// The most files that are copied between two looks at what else is asked: a tenth of a second.
const MOST: usize = 16;

/// The most of those that come first, so that there is soon something to embed; then twice as many each time.
const FIRST: usize = 4;

/// Bytes of these files; one file may have more.
const TOGETHER: u64 = 16 << 20;

/// Files that are copied beside each other: most of the time of a copy is waiting for the browser.
const BESIDE: usize = 6;

/// The largest file that is copied. What is larger no model reads.
const LARGEST: u64 = 512 << 20;

/// A file to copy, with the example that it is of.
type ToCopy = (ExampleId, FileRef);

impl Keeper {
    /// Copies a few of the files that wait. False if none do, or the project that they are of is still to be begun.
    pub async fn copy_some(&mut self) -> bool {
        if self.copies.is_empty() || self.open.as_ref().is_some_and(OpenProject::is_unbegun) {
            return false;
        }
        let (files, opened) = self.next_files().await;
        let copied = match self.writable() {
            Ok(project) => copy_all(project, opened).await,
            Err(why) => files.iter().map(|_| Err(why.clone().into())).collect(),
        };
        let mut kept = Vec::new();
        for ((id, file), copied) in files.into_iter().zip(copied) {
            match copied {
                Ok(original) => kept.push((id, original)),
                Err(kind) => refuse(id, &file, kind),
            }
        }
        if self.copies.is_empty() {
            fetch::forget_zip();
            self.together = 0;
        }
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
        true
    }

    /// Takes the next files that wait, no more than are copied together, and opens them.
    async fn next_files(&mut self) -> (Vec<ToCopy>, Vec<Result<Chosen, Kind>>) {
        self.together = (2 * self.together).clamp(FIRST, MOST);
        let some = self.copies.len().min(self.together);
        let mut files: Vec<_> = self.copies.drain(..some).collect();
        let mut opened = join_all(files.iter().map(|(_, file)| open(file))).await;
        let mut bytes = 0;
        let is_room = |file: &Result<Chosen, Kind>| {
            bytes += file.as_ref().map_or(0, |file| file.size);
            bytes <= TOGETHER
        };
        let count = opened.iter().map(is_room).take_while(|is| *is).count().max(1);
        opened.truncate(count);
        for later in files.drain(count..).rev() {
            self.copies.push_front(later);
        }
        (files, opened)
    }
}

async fn open(file: &FileRef) -> Result<Chosen, Kind> {
    let file = Chosen::open(&file.url).await?;
    if file.size > LARGEST {
        return Err(FileError::TooManyBytes { bytes: file.size, limit: LARGEST }.into());
    }
    Ok(file)
}

fn refuse(id: ExampleId, file: &FileRef, kind: Kind) {
    let doing = match kind {
        Kind::Storage(_) => Doing::Keeping,
        _ => Doing::ReadingPicture(file.name.clone()),
    };
    post(&KeeperEvent::NotKept(id, Error::new(doing, kind)));
}

/// Copies files, several beside each other. Their bytes are on the device before this returns.
async fn copy_all(
    project: &mut OpenProject,
    files: Vec<Result<Chosen, Kind>>,
) -> Vec<Result<Original, Kind>> {
    let originals = match project.files().await {
        Ok(originals) => originals,
        Err(why) => return files.iter().map(|_| Err(why.clone().into())).collect(),
    };
    let begun = Begun::default();
    let copies = files.into_iter().map(|file| copy(originals, &begun, file));
    let copied: Vec<_> = stream::iter(copies).buffered(BESIDE).collect().await;
    let failed = |original: &Original| begun.borrow().get(&original.sha256).cloned().flatten();
    let copied: Vec<_> = copied
        .into_iter()
        .map(|copied| match copied {
            // One that has the bytes of another is there if that is.
            Ok(original) => match failed(&original) {
                Some(why) => Err(why.into()),
                None => Ok(original),
            },
            Err(kind) => Err(kind),
        })
        .collect();
    if copied.iter().any(|copied| matches!(copied, Err(Kind::Storage(StorageError::Gone)))) {
        project.look_again();
    }
    copied
}

/// The hashes of the files that are being written or were: the same bytes are one file, which only one can write. Why
/// that failed, if it did.
type Begun = RefCell<BTreeMap<String, Option<StorageError>>>;

/// Copies a file, unless its bytes are being copied already.
async fn copy(
    originals: &Originals,
    begun: &Begun,
    file: Result<Chosen, Kind>,
) -> Result<Original, Kind> {
    let bytes = file?.read().await?;
    let original = Original { sha256: digest::to_hex(&bytes.sha256().await), bytes: bytes.count() };
    if begun.borrow().contains_key(&original.sha256) {
        return Ok(original);
    }
    begun.borrow_mut().insert(original.sha256.clone(), None);
    if let Err(why) = originals.write(&original.sha256, &bytes).await {
        begun.borrow_mut().insert(original.sha256.clone(), Some(why));
    }
    Ok(original)
}
