//! Writes a zip of files in folders, under names that every system can unpack.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Seek, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, System, ZIP64_BYTES_THR};

use crate::error::ProjectError;

/// The most letters of a name, its ending included.
const LONGEST: usize = 100;

/// The most letters of an ending that is kept where a name is cut.
const ENDING: usize = 10;

/// Names that Windows keeps for itself, whatever their ending.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The same with a digit after them.
const NUMBERED: [&str; 2] = ["com", "lpt"];

/// A zip of files in folders that is being written. The same files give the same bytes.
pub struct Folders<W: Write + Seek> {
    zip: ZipWriter<W>,
    /// What each folder that was asked for is called.
    folders: BTreeMap<String, String>,
    /// The paths that are taken, and the folders, in small letters: some systems do not tell them from large ones.
    taken: BTreeSet<String>,
}

impl<W: Write + Seek> Folders<W> {
    /// An empty one, written to this.
    pub fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out), folders: BTreeMap::new(), taken: BTreeSet::new() }
    }

    /// Adds a file to a folder. Either is called as asked for, as far as that is a name and not taken. The bytes
    /// are stored as they are: pictures do not get smaller.
    ///
    /// # Errors
    /// [`ProjectError::NotWritten`].
    pub fn add(&mut self, folder: &str, name: &str, bytes: &[u8]) -> Result<(), ProjectError> {
        let folder = match self.folders.get(folder) {
            Some(folder) => folder.clone(),
            None => {
                let unique = self.free("", &safe(folder));
                self.folders.insert(folder.to_owned(), unique.clone());
                unique
            }
        };
        let path = self.free(&format!("{folder}/"), &safe(name));
        // The same on every machine: no clock, and one system.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .system(System::Unix)
            .unix_permissions(0o644)
            .large_file(bytes.len() as u64 >= ZIP64_BYTES_THR);
        self.zip.start_file(path, options).map_err(not_written)?;
        self.zip.write_all(bytes).map_err(|error| not_written(error.into()))
    }

    /// Writes what makes a zip of it, and gives back what it was written to.
    ///
    /// # Errors
    /// [`ProjectError::NotWritten`].
    pub fn finish(self) -> Result<W, ProjectError> {
        self.zip.finish().map_err(not_written)
    }

    /// The path of this name below a folder, with a number if it is taken; taken from now on.
    fn free(&mut self, folder: &str, name: &str) -> String {
        let (stem, ending) = match name.rfind('.') {
            Some(dot) if dot > 0 => name.split_at(dot),
            _ => (name, ""),
        };
        let mut path = format!("{folder}{name}");
        let mut number = 2;
        while !self.taken.insert(path.to_lowercase()) {
            path = format!("{folder}{stem} ({number}){ending}");
            number += 1;
        }
        path
    }
}

impl<W: Write + Seek> fmt::Debug for Folders<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Folders").field("taken", &self.taken).finish_non_exhaustive()
    }
}

/// A name that is no path, leads nowhere else, and that every system takes.
pub fn safe(name: &str) -> String {
    let plain = |letter: char| match letter {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => Some('_'),
        // What turns the direction of a name round shows another ending than it has.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        letter if letter.is_control() => None,
        letter => Some(letter),
    };
    let name: String = name.chars().filter_map(plain).collect();
    let name = shortened(name.trim().trim_end_matches(['.', ' ']));
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let is_numbered = |word: &str| {
        stem.strip_prefix(word).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']))
    };
    let is_reserved = RESERVED.contains(&stem.as_str()) || NUMBERED.into_iter().any(is_numbered);
    if name.is_empty() || name.starts_with('.') || is_reserved {
        return format!("_{name}");
    }
    name
}

/// A name of so many letters at most, with the ending that it had.
fn shortened(name: &str) -> String {
    let letters = name.chars().count();
    if letters <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rfind('.').map(|dot| &name[dot..]).unwrap_or_default();
    let ending = if ending.chars().count() <= ENDING { ending } else { "" };
    let kept = LONGEST - ending.chars().count();
    let stem: String = name.chars().take(kept).collect();
    format!("{}{ending}", stem.trim_end_matches(['.', ' ']))
}

fn not_written(error: zip::result::ZipError) -> ProjectError {
    ProjectError::NotWritten(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::formats::archive::unzip;

    fn written(files: &[(&str, &str, &[u8])]) -> Vec<u8> {
        let mut folders = Folders::new(Cursor::new(Vec::new()));
        for (folder, name, bytes) in files {
            folders.add(folder, name, bytes).expect("memory takes it");
        }
        folders.finish().expect("memory takes it").into_inner()
    }

    fn paths(files: &[(&str, &str, &[u8])]) -> Vec<String> {
        unzip(&written(files)).expect("it is a zip").into_keys().collect()
    }

    #[test]
    fn files_stand_in_their_folders_as_they_are() {
        let files: [(&str, &str, &[u8]); 2] =
            [("cat", "a.jpg", b"one"), ("dog ☆", "b.jpg", b"two")];
        let bytes = written(&files);
        let read = unzip(&bytes).expect("it is a zip");
        let expected = [("cat/a.jpg", b"one"), ("dog ☆/b.jpg", b"two")];
        assert_eq!(read, expected.map(|(path, bytes)| (path.into(), bytes.to_vec())).into());
        assert!(bytes.windows(3).any(|part| part == b"two"), "they are stored");
        assert_eq!(bytes, written(&files), "the same bytes every time");
    }

    #[test]
    fn no_name_is_taken_twice_on_any_system() {
        let files: [(&str, &str, &[u8]); 5] = [
            ("cat", "a.jpg", b"1"),
            ("cat", "a.jpg", b"2"),
            ("cat", "A.JPG", b"3"),
            ("Cat", "a.jpg", b"4"),
            ("a/b", "a", b"5"),
        ];
        let expected = ["Cat (2)/a.jpg", "a_b/a", "cat/A (3).JPG", "cat/a (2).jpg", "cat/a.jpg"];
        assert_eq!(paths(&files), expected);
        assert_eq!(paths(&[("a/b", "x", b""), ("a:b", "x", b"")]), ["a_b (2)/x", "a_b/x"]);
    }

    #[test]
    fn no_name_leads_elsewhere() {
        for (name, expected) in [
            ("../../etc/passwd", "_.._.._etc_passwd"),
            ("..", "_"),
            ("", "_"),
            (" . ", "_"),
            ("C:\\Windows", "C__Windows"),
            ("con", "_con"),
            ("LPT1.txt", "_LPT1.txt"),
            ("company", "company"),
            (".hidden", "_.hidden"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("a\0\nb.", "ab"),
            ("Stern ☆.jpg", "Stern ☆.jpg"),
        ] {
            assert_eq!(safe(name), expected, "{name:?}");
        }
        let long = format!("{}.jpeg", "é".repeat(300));
        assert_eq!(safe(&long), format!("{}.jpeg", "é".repeat(95)));
        let all = paths(&[("../up", "../../x.jpg", b"")]);
        assert_eq!(all, ["_.._up/_.._.._x.jpg"]);
    }
}
