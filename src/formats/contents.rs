//! What is in a zip of examples: which files, in which folders, and where to read each. Nothing is unpacked.

use std::io::{Read, Seek};

use super::project::entries::Entries;
use crate::error::{ArrivalError, ProjectError};
use crate::protocol::Brought;
use crate::protocol::packed::Packed;

/// A file in a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// Its path, with `/` between folders. It leads nowhere else.
    pub path: String,
    /// Where it is.
    pub place: Packed,
}

/// What is in a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Its files in their order, without those that a system leaves everywhere.
    pub files: Vec<Inside>,
    /// How many others cannot be read: they are encrypted, packed in an unusual way, or lie about their sizes.
    pub left_out: usize,
}

/// Lists what is in a zip; where its directory is lost or damaged, by what stands before each file.
///
/// # Errors
/// [`ArrivalError::NotAZip`], [`ArrivalError::Empty`], [`ArrivalError::TooManyFiles`], [`ArrivalError::Unreadable`].
pub fn contents(reader: impl Read + Seek) -> Result<Contents, ArrivalError> {
    let entries = Entries::of(reader).map_err(of_project)?;
    let files = entries.places().filter(|(path, _)| !Brought::is_of_a_system(path));
    let files: Vec<_> =
        files.map(|(path, place)| Inside { path: path.to_owned(), place }).collect();
    let left_out = entries.left_out().iter().filter(|path| !Brought::is_of_a_system(path)).count();
    if files.is_empty() && left_out == 0 {
        return Err(ArrivalError::Empty);
    }
    Ok(Contents { files, left_out })
}

/// The same, said of a zip that is no project.
fn of_project(error: ProjectError) -> ArrivalError {
    match error {
        ProjectError::TooManyFiles { files, limit } => ArrivalError::TooManyFiles { files, limit },
        ProjectError::Unreadable(why) => ArrivalError::Unreadable(why),
        ProjectError::Malformed(why) => ArrivalError::NotAZip(why),
        ProjectError::NotAProject => ArrivalError::NotAZip("why.no-beginning".into()),
        _ => ArrivalError::NotAZip("why.otherwise".into()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zip(files: &[(&str, &[u8], CompressionMethod)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content, method) in files {
            let options = SimpleFileOptions::default().compression_method(*method);
            writer.start_file(*path, options).expect("the path is new");
            writer.write_all(content).expect("memory takes it");
        }
        writer.finish().expect("memory takes it").into_inner()
    }

    #[test]
    fn files_are_listed_with_their_places() {
        let long = [7; 1000];
        let bytes = zip(&[
            ("pets/cats/1.jpg", b"one", CompressionMethod::Stored),
            ("pets/dogs/2.jpg", &long, CompressionMethod::Deflated),
            ("__MACOSX/pets/cats/._1.jpg", b"x", CompressionMethod::Stored),
            ("pets/.DS_Store", b"x", CompressionMethod::Stored),
            ("pets/Thumbs.db", b"x", CompressionMethod::Stored),
        ]);
        let Contents { files, left_out } = contents(Cursor::new(&bytes)).expect("it is a zip");
        assert_eq!(left_out, 0);
        let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["pets/cats/1.jpg", "pets/dogs/2.jpg"]);
        let [one, two] = [files[0].place, files[1].place];
        assert_eq!((one.stored, one.size, one.is_deflated), (3, 3, false));
        // A header is 30 bytes and the path.
        let start = one.at as usize + 30 + "pets/cats/1.jpg".len();
        assert_eq!(&bytes[start..start + 3], b"one");
        assert_eq!((two.size, two.is_deflated), (1000, true));
        assert!(two.stored < 100);
    }

    #[test]
    fn what_is_no_zip_or_has_nothing_says_so() {
        assert!(matches!(contents(Cursor::new(b"no")), Err(ArrivalError::NotAZip(_))));
        assert!(matches!(contents(Cursor::new(b"")), Err(ArrivalError::NotAZip(_))));
        let junk = zip(&[(".DS_Store", b"x", CompressionMethod::Stored)]);
        assert_eq!(contents(Cursor::new(&junk)), Err(ArrivalError::Empty));
        assert_eq!(contents(Cursor::new(&zip(&[]))), Err(ArrivalError::Empty));
    }

    #[test]
    fn a_zip_cut_anywhere_never_panics_and_gives_what_is_whole() {
        let bytes = zip(&[
            ("a/1.jpg", b"one", CompressionMethod::Stored),
            ("b/2.jpg", b"two", CompressionMethod::Stored),
        ]);
        for end in 0..bytes.len() {
            if let Ok(found) = contents(Cursor::new(&bytes[..end])) {
                assert!(found.files.len() + found.left_out <= 2, "cut at {end}");
            }
        }
    }
}
