//! A folder of packs: what is kept by content, in files that are written once each.

use std::collections::{BTreeMap, BTreeSet};

use crate::browser::storage::Folder;
use crate::formats::pack::{self, Key};

/// Bytes that are gathered before they are written: some hundred thumbnails or embeddings.
const ENOUGH: usize = 1 << 20;

/// More files than so many are made into one.
const MANY: usize = 16;

/// The ending of a pack's name; before it stands its number.
const ENDING: &str = ".pack";

/// A folder of packs.
#[derive(Debug, Default)]
pub struct Packs {
    /// None where nothing can be kept.
    folder: Option<Folder>,
    is_written: bool,
    /// What each file has.
    files: BTreeMap<u64, BTreeSet<Key>>,
    /// What is not written yet.
    new: BTreeMap<Key, Vec<u8>>,
    /// Bytes of these.
    size: usize,
}

impl Packs {
    /// Those in the folder of this name.
    pub async fn open(parent: &Folder, name: &str, is_written: bool) -> Self {
        let folder = if is_written {
            parent.folder(name).await.ok()
        } else {
            parent.existing(name).await.ok().flatten()
        };
        let mut files = BTreeMap::new();
        if let Some(folder) = &folder {
            for entry in folder.names().await.unwrap_or_default() {
                let number = entry.name.strip_suffix(ENDING).and_then(|number| number.parse().ok());
                let (Some(number), Ok(Some(bytes))) = (number, folder.read(&entry.name).await)
                else {
                    continue;
                };
                let records = pack::read(&bytes).unwrap_or_default();
                files.insert(number, records.into_iter().map(|(key, _)| key).collect());
            }
        }
        Self { folder, is_written, files, ..Self::default() }
    }

    /// What there is of these.
    pub async fn find(&mut self, keys: &[Key]) -> BTreeMap<Key, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut wanted: BTreeSet<Key> = BTreeSet::new();
        for key in keys {
            match self.new.get(key) {
                Some(bytes) => drop(found.insert(*key, bytes.clone())),
                None => drop(wanted.insert(*key)),
            }
        }
        let Some(folder) = &self.folder else { return found };
        let mut lost = Vec::new();
        for (number, has) in &self.files {
            if wanted.is_disjoint(has) {
                continue;
            }
            let Ok(Some(bytes)) = folder.read(&name(*number)).await else {
                lost.push(*number);
                continue;
            };
            for (key, range) in pack::read(&bytes).unwrap_or_default() {
                if wanted.remove(&key) {
                    found.insert(key, bytes.get(range).unwrap_or_default().to_vec());
                }
            }
        }
        // As after the browser's data was cleared.
        lost.iter().for_each(|number| drop(self.files.remove(number)));
        found
    }

    /// Keeps something, unless it is there.
    pub fn add(&mut self, key: Key, bytes: Vec<u8>) {
        let is_there =
            self.new.contains_key(&key) || self.files.values().any(|has| has.contains(&key));
        if self.folder.is_some() && self.is_written && !is_there {
            self.size += bytes.len();
            self.new.insert(key, bytes);
        }
    }

    /// Writes what is new, if there is enough of it or all of it is wanted.
    pub async fn write(&mut self, all: bool) {
        if self.new.is_empty() || (!all && self.size < ENOUGH) {
            return;
        }
        let Some(folder) = &self.folder else { return };
        let mut records = std::mem::take(&mut self.new);
        self.size = 0;
        let merged: Vec<u64> = if self.files.len() >= MANY {
            self.files.keys().copied().collect()
        } else {
            Vec::new()
        };
        for number in &merged {
            if let Ok(Some(bytes)) = folder.read(&name(*number)).await {
                for (key, range) in pack::read(&bytes).unwrap_or_default() {
                    records
                        .entry(key)
                        .or_insert_with(|| bytes.get(range).unwrap_or_default().to_vec());
                }
            }
        }
        let number = self.files.keys().last().map_or(1, |last| last + 1);
        let bytes = pack::write(records.iter().map(|(key, bytes)| (key, bytes.as_slice())));
        if folder.write(&name(number), &bytes).await.is_err() {
            // It is a comfort: what could not be kept is made again.
            let _ = folder.remove(&name(number)).await;
            return;
        }
        self.files.insert(number, records.into_keys().collect());
        for before in merged {
            self.files.remove(&before);
            let _ = folder.remove(&name(before)).await;
        }
    }
}

fn name(number: u64) -> String {
    format!("{number}{ENDING}")
}
