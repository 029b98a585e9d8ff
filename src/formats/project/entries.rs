//! What is in a zip, by name.

use std::io::{ErrorKind, Read, Seek, SeekFrom};

use zip::read::{ArchiveOffset, Config, OwnedZipFileEntry, ZipFile, ZipFileEntry};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, ZipReadOptions};

use super::window::Window;
use super::{limits, salvage};
use crate::error::ProjectError;
use crate::protocol::packed::Packed;

/// How many times smaller than its content a deflated file can be: two bits stand for 258 bytes at best.
const DEFLATE: u64 = 1032;

/// A file in a zip.
#[derive(Debug)]
struct Entry {
    path: String,
    /// Bytes of its content.
    size: u64,
    place: Place,
    /// The same for who reads the zip otherwise.
    packed: Packed,
}

/// Where a file is.
#[derive(Debug)]
enum Place {
    /// Where the zip's directory says.
    Listed(Box<OwnedZipFileEntry>),
    /// Behind the header that starts here.
    Found(u64),
}

/// What is in a zip, by name, and where to read it.
#[derive(Debug)]
pub(in crate::formats) struct Entries<R> {
    reader: Window<R>,
    /// In the order of the zip.
    files: Vec<Entry>,
    /// The places of the above in the order of their paths.
    by_path: Vec<usize>,
    /// The names of those that are not read.
    left_out: Vec<String>,
}

impl<R: Read + Seek> Entries<R> {
    /// Reads a zip's directory; where that is lost or damaged, what stands before each file.
    ///
    /// # Errors
    /// [`ProjectError::NotAProject`], [`ProjectError::Malformed`], [`ProjectError::TooManyFiles`],
    /// [`ProjectError::TooLarge`], [`ProjectError::Unreadable`].
    pub fn of(reader: R) -> Result<Self, ProjectError> {
        let mut reader = Window::new(reader).map_err(unreadable)?;
        let length = reader.length();
        let is_zip = starts_as_zip(&mut reader)?;
        let sorted = match listed(&mut reader, length) {
            Err(ProjectError::Malformed(_)) if !is_zip => Err(ProjectError::NotAProject),
            Err(ProjectError::Malformed(why)) => {
                let found = found(&mut reader, length)?;
                if found.files.is_empty() { Err(ProjectError::Malformed(why)) } else { Ok(found) }
            }
            sorted => sorted,
        };
        let Sorted { files, left_out, .. } = sorted?;
        let mut by_path: Vec<usize> = (0..files.len()).collect();
        by_path.sort_unstable_by(|&a, &b| files[a].path.cmp(&files[b].path));
        let twice = by_path.windows(2).find(|pair| files[pair[0]].path == files[pair[1]].path);
        if let Some(&[first, _]) = twice {
            return Err(ProjectError::Malformed(format!("{} is in it twice", files[first].path)));
        }
        Ok(Self { reader, files, by_path, left_out })
    }

    /// What stands in the file of this path, if there is one.
    ///
    /// # Errors
    /// [`ProjectError::TooLarge`] if it is larger than `limit`, [`ProjectError::Damaged`],
    /// [`ProjectError::Unreadable`].
    pub fn read(&mut self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, ProjectError> {
        let Some(index) = self.index_of(path) else { return Ok(None) };
        let Entry { size, place, .. } = &self.files[index];
        let too_large = || ProjectError::TooLarge { name: path.to_owned(), bytes: *size, limit };
        if *size > limit {
            return Err(too_large());
        }
        let failed = |error: ZipError| match of_zip(error) {
            error @ ProjectError::Unreadable(_) => error,
            _ => ProjectError::Damaged(path.to_owned()),
        };
        let file = open(&mut self.reader, place).map_err(failed)?;
        let Some(mut file) = file else { return Err(ProjectError::Damaged(path.to_owned())) };
        // What it claims is within the limit, and not more than can be in the bytes it has.
        let mut content = Vec::new();
        content.try_reserve_exact(*size as usize).map_err(|_| too_large())?;
        file.by_ref()
            .take(*size)
            .read_to_end(&mut content)
            .map_err(|error| failed(error.into()))?;
        // There is nothing more, and the checksum is right: it is compared at the end.
        let end = file.read(&mut [0]).map_err(|error| failed(error.into()))?;
        if end != 0 || content.len() as u64 != *size {
            return Err(ProjectError::Damaged(path.to_owned()));
        }
        Ok(Some(content))
    }
}

impl<R> Entries<R> {
    /// The size of the file of this path, if there is one.
    pub fn size(&self, path: &str) -> Option<u64> {
        self.index_of(path).map(|index| self.files[index].size)
    }

    /// All paths with their sizes, in the order of the zip.
    pub fn files(&self) -> impl Iterator<Item = (&str, u64)> {
        self.files.iter().map(|file| (file.path.as_str(), file.size))
    }

    /// All paths with their places, in the order of the zip.
    pub fn places(&self) -> impl Iterator<Item = (&str, Packed)> {
        self.files.iter().map(|file| (file.path.as_str(), file.packed))
    }

    /// The names of files that are not read: they lie about their sizes, over another, are encrypted, or named by
    /// a path that leads elsewhere.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    fn index_of(&self, path: &str) -> Option<usize> {
        let compare = |&index: &usize| self.files[index].path.as_str().cmp(path);
        self.by_path.binary_search_by(compare).ok().map(|at| self.by_path[at])
    }
}

/// Opens the file at this place.
fn open<'a, R: Read + Seek>(
    reader: &'a mut Window<R>,
    place: &'a Place,
) -> Result<Option<ZipFile<'a, Window<R>>>, ZipError> {
    match place {
        Place::Listed(entry) => {
            OwnedZipFileEntry::as_ref(entry).with_reader(reader, ZipReadOptions::new()).map(Some)
        }
        Place::Found(at) => {
            reader.seek(SeekFrom::Start(*at))?;
            zip::read::read_zipfile_from_stream(reader)
        }
    }
}

/// Files that are read, and names of those that are not.
#[derive(Debug)]
struct Sorted {
    files: Vec<Entry>,
    left_out: Vec<String>,
    /// Bytes of the zip in which no file is yet. Files that lie over each other make much of little.
    free: u64,
}

impl Sorted {
    fn new(length: u64) -> Self {
        Self { files: Vec::new(), left_out: Vec::new(), free: length }
    }

    /// Takes a file that says to take so many bytes, if it stays within the project and can have its size.
    fn sort(&mut self, file: Entry, method: CompressionMethod, stored: u64, is_plain: bool) {
        let fits = match method {
            CompressionMethod::Stored => file.size == stored,
            CompressionMethod::Deflated => file.size <= stored.saturating_mul(DEFLATE),
            _ => false,
        };
        if fits && is_plain && stored <= self.free && !leads_elsewhere(&file.path) {
            self.free -= stored;
            self.files.push(file);
        } else {
            self.left_out.push(file.path);
        }
    }
}

/// The files that a zip's directory lists.
fn listed<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Sorted, ProjectError> {
    // Where it starts is known. To look for it would take memory for each place that looks like it.
    let config = Config { archive_offset: ArchiveOffset::Known(0) };
    let mut zip = ZipIterable::try_new(reader, config).map_err(of_zip)?;
    if zip.len() > limits::FILES {
        return Err(ProjectError::TooManyFiles { files: zip.len(), limit: limits::FILES });
    }
    let (mut sorted, mut start) = (Sorted::new(length), None);
    for entry in zip.files().map_err(of_zip)? {
        let entry = entry.map_err(of_zip)?;
        let at = entry.central_header_start();
        let bytes = at.saturating_sub(*start.get_or_insert(at));
        if bytes > limits::DIRECTORY {
            let (name, limit) = ("the list of its files".into(), limits::DIRECTORY);
            return Err(ProjectError::TooLarge { name, bytes, limit });
        }
        if entry.is_dir() {
            continue;
        }
        let (method, stored) = (entry.compression(), entry.compressed_size());
        let is_plain = !entry.encrypted() && entry.is_file();
        let (path, size) = (path(&entry), entry.size());
        let packed =
            Packed { at: entry.header_start(), stored, size, is_deflated: is_deflated(method) };
        let place = Place::Listed(Box::new(entry.into()));
        sorted.sort(Entry { path, size, place, packed }, method, stored, is_plain);
    }
    Ok(sorted)
}

/// The files that are found one after the other, from the start of the zip.
fn found<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Sorted, ProjectError> {
    let mut sorted = Sorted::new(length);
    for file in salvage::files(reader, length).map_err(unreadable)? {
        let method = match file.method {
            0 => CompressionMethod::Stored,
            8 => CompressionMethod::Deflated,
            _ => continue,
        };
        if !file.path.ends_with('/') {
            let (at, size, stored) = (file.at, file.size, file.stored);
            let packed = Packed { at, stored, size, is_deflated: is_deflated(method) };
            let entry = Entry { path: file.path, size, place: Place::Found(at), packed };
            sorted.sort(entry, method, file.stored, true);
        }
    }
    Ok(sorted)
}

fn is_deflated(method: CompressionMethod) -> bool {
    method == CompressionMethod::Deflated
}

/// Whether the bytes start as those of a zip that has a file.
fn starts_as_zip<R: Read + Seek>(reader: &mut R) -> Result<bool, ProjectError> {
    let mut start = Vec::with_capacity(salvage::MAGIC.len());
    reader.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let mut beginning = reader.by_ref().take(salvage::MAGIC.len() as u64);
    beginning.read_to_end(&mut start).map_err(unreadable)?;
    Ok(start == salvage::MAGIC)
}

/// An entry's path. Many programs write UTF-8 and do not say so.
fn path(entry: &ZipFileEntry<'_>) -> String {
    match (str::from_utf8(entry.name_raw()), entry.name()) {
        (Ok(path), _) => path.to_owned(),
        (Err(_), Ok(path)) => path.into_owned(),
        (Err(_), Err(_)) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
    }
}

/// Whether a path leads out of the folder that it starts from, on any system.
fn leads_elsewhere(path: &str) -> bool {
    let has_drive = path.as_bytes().get(1..3) == Some(b":/");
    path.starts_with('/')
        || has_drive
        || path.contains(['\\', '\0'])
        || path.split('/').any(|part| matches!(part, "." | ".."))
}

/// What an error of the zip's reader says of the project.
fn of_zip(error: ZipError) -> ProjectError {
    match error {
        ZipError::Io(error) if !is_of_content(error.kind()) => unreadable(error),
        ZipError::Io(error) => ProjectError::Malformed(format!("as a zip: {error}")),
        error => ProjectError::Malformed(format!("as a zip: {error}")),
    }
}

/// Whether it is the bytes that are wrong, and not how they are got.
fn is_of_content(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput)
}

fn unreadable(error: std::io::Error) -> ProjectError {
    ProjectError::Unreadable(error.to_string())
}
