//! Pictures with their classes, from folders and zips, decoded into memory.
//!
//! The class of a picture is the name of the folder it lies in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::progress;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// Red, green and blue of each pixel, row by row.
    pub rgb: Vec<u8>,
    /// Its class, counted from 0.
    pub label: usize,
}

/// The pictures of one folder or zip.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The file's or folder's name.
    pub name: String,
    /// The classes in alphabetical order.
    pub classes: Vec<String>,
    /// The pictures, by class, then by name.
    pub photos: Vec<Photo>,
}

/// Files larger than this are left out: no photo to learn from is that large.
const LIMIT: u64 = 32 * 1024 * 1024;

impl Dataset {
    /// Reads a folder of folders of pictures, or a zip of the same. What is no picture is left out,
    /// and counted aloud.
    ///
    /// # Errors
    /// If the folder or zip cannot be read, or holds no picture.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let doing = || format!("reading pictures from {}", path.display());
        let files = if path.is_dir() { folder(path) } else { zip(path) }.with_context(doing)?;
        let mut classes: Vec<String> = files.keys().map(|(class, _)| class.clone()).collect();
        classes.dedup();
        let bar = progress::bar(files.len(), 0);
        bar.set_message(name.clone());
        let (mut photos, mut left_out) = (Vec::with_capacity(files.len()), 0);
        for ((class, _), bytes) in files {
            bar.inc(1);
            let label = classes.binary_search(&class).unwrap_or_default();
            match image::load_from_memory(&bytes) {
                Ok(image) => {
                    let rgb = image.to_rgb8();
                    let (width, height) = (rgb.width() as usize, rgb.height() as usize);
                    photos.push(Photo { width, height, rgb: rgb.into_raw(), label });
                }
                Err(_) => left_out += 1,
            }
        }
        bar.finish();
        eprintln!("{name}: {} pictures of {} classes", photos.len(), classes.len());
        if left_out > 0 {
            eprintln!("{name}: {left_out} files are no pictures that can be decoded");
        }
        ensure!(!photos.is_empty(), "there is no picture in {}", path.display());
        Ok(Self { name, classes, photos })
    }
}

/// Bytes of files by class and name, which sorts them the same on every machine.
type Files = BTreeMap<(String, String), Vec<u8>>;

fn folder(path: &Path) -> Result<Files> {
    let mut files = Files::new();
    for class in std::fs::read_dir(path)? {
        let class = class?;
        if !class.path().is_dir() {
            continue;
        }
        for file in std::fs::read_dir(class.path())? {
            let file = file?;
            let metadata = file.metadata()?;
            if metadata.is_file() && metadata.len() <= LIMIT {
                let name = |name: std::ffi::OsString| name.to_string_lossy().into_owned();
                let key = (name(class.file_name()), name(file.file_name()));
                files.insert(key, std::fs::read(file.path())?);
            }
        }
    }
    Ok(files)
}

fn zip(path: &Path) -> Result<Files> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?))?;
    let mut files = Files::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index)?;
        let name = entry.name()?.to_string();
        let mut parts = name.rsplit('/');
        if let (Some(file), Some(class), false) = (parts.next(), parts.next(), entry.is_dir()) {
            let mut bytes = Vec::new();
            entry.take(LIMIT).read_to_end(&mut bytes)?;
            files.insert((class.to_string(), file.to_string()), bytes);
        }
    }
    Ok(files)
}
