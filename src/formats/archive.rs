//! Files out of a zip.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{Cursor, Read};

use zip::read::{Config, ZipReadOptions};
use zip::unstable::read::ZipIterable;

use crate::error::{FileError, Kind, WeightsError};

/// The most that all files of an archive may unpack to. A bomb stops here.
const LIMIT: u64 = 256 * 1024 * 1024;

/// The most files that are unpacked. A PyTorch zip has one for each tensor.
const FILES: usize = 10_000;

/// How many times smaller than its content a deflated file can be: two bits stand for 258 bytes at
/// best.
const DEFLATE: u64 = 1032;

/// Files by their paths, with `/` between folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Unpacks every file of a zip.
///
/// # Errors
/// [`FileError::Empty`]; [`WeightsError::Malformed`] if it is no zip, or damaged, or has two files of one path;
/// [`WeightsError::TooManyFiles`]; [`FileError::TooManyBytes`] if it claims to unpack to more than 256 MiB.
pub fn unzip(bytes: &[u8]) -> Result<Files, Kind> {
    if bytes.is_empty() {
        return Err(Kind::File(FileError::Empty));
    }
    let malformed = |error: zip::result::ZipError| {
        Kind::Weights(WeightsError::Malformed(format!("as a zip: {error}")))
    };
    // The usual `ZipArchive` indexes all files at once, which takes several times the memory of a
    // directory of millions of empty files.
    let mut archive =
        ZipIterable::try_new(Cursor::new(bytes), Config::default()).map_err(malformed)?;
    if archive.len() > FILES {
        return Err(Kind::Weights(WeightsError::TooManyFiles {
            files: archive.len(),
            limit: FILES,
        }));
    }
    let mut entries = archive.files_with_cloned_reader(ZipReadOptions::new()).map_err(malformed)?;
    let mut files = Files::new();
    let mut unpacked = 0;
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(malformed)?;
        if entry.is_dir() {
            continue;
        }
        let path = entry.name().map_err(malformed)?.replace('\\', "/");
        let claimed = entry.size();
        let total = claimed.saturating_add(unpacked);
        if total > LIMIT {
            return Err(Kind::File(FileError::TooManyBytes { bytes: total, limit: LIMIT }));
        }
        unpacked = total;
        let stored = entry.compressed_size().min(bytes.len() as u64);
        if claimed > stored.saturating_mul(DEFLATE) {
            return Err(lie(&path));
        }
        // All that the entries claim is within the limit, so the claim may be reserved; growing
        // instead would take up to three times as much on the way.
        let mut content = Vec::with_capacity(claimed as usize);
        entry.take(claimed + 1).read_to_end(&mut content).map_err(|error| {
            Kind::Weights(WeightsError::Malformed(format!("{path} in the zip: {error}")))
        })?;
        if content.len() as u64 != claimed {
            return Err(lie(&path));
        }
        match files.entry(path) {
            Entry::Vacant(place) => place.insert(content),
            Entry::Occupied(place) => {
                return Err(Kind::Weights(WeightsError::Malformed(format!(
                    "as a zip: {} is in it twice",
                    place.key()
                ))));
            }
        };
    }
    Ok(files)
}

fn lie(path: &str) -> Kind {
    Kind::Weights(WeightsError::Malformed(format!("{path} in the zip has not the size it claims")))
}

/// The path's last part.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in files {
            writer.start_file(*path, SimpleFileOptions::default()).expect("the path is new");
            writer.write_all(content).expect("memory takes it");
        }
        writer.finish().expect("memory takes it").into_inner()
    }

    #[test]
    fn what_is_no_zip_says_so() {
        assert_eq!(unzip(b""), Err(Kind::File(FileError::Empty)));
        assert!(matches!(
            unzip(b"<html>not found</html>"),
            Err(Kind::Weights(WeightsError::Malformed(_)))
        ));
    }

    #[test]
    fn paths_keep_their_folders() {
        let files = unzip(&zip(&[("archive/data.pkl", b"a"), ("archive/data/0", b"b")]));
        let expected = [("archive/data.pkl", b"a"), ("archive/data/0", b"b")];
        assert_eq!(files, Ok(expected.map(|(path, bytes)| (path.into(), bytes.to_vec())).into()));
    }

    #[test]
    fn sizes_that_lie_are_refused() {
        let sound = zip(&[("a", b"content")]);
        let directory =
            sound.windows(4).position(|part| part == b"PK\x01\x02").expect("it has one");
        for claim in [6u32, 8, 200 << 20] {
            let mut lie = sound.clone();
            lie[directory + 24..directory + 28].copy_from_slice(&claim.to_le_bytes());
            assert!(
                matches!(unzip(&lie), Err(Kind::Weights(WeightsError::Malformed(_)))),
                "{claim}"
            );
        }
    }

    #[test]
    fn bombs_stop() {
        let megabyte = vec![0; 1 << 20];
        let names: Vec<String> = (0..257).map(|index| index.to_string()).collect();
        let bomb: Vec<_> = names.iter().map(|name| (name.as_str(), megabyte.as_slice())).collect();
        let bomb = zip(&bomb);
        assert!(bomb.len() < 1 << 20, "it is small: {}", bomb.len());
        assert!(matches!(unzip(&bomb), Err(Kind::File(FileError::TooManyBytes { .. }))));

        let names: Vec<String> = (0..FILES + 1).map(|index| index.to_string()).collect();
        let many: Vec<_> = names.iter().map(|name| (name.as_str(), [].as_slice())).collect();
        assert_eq!(
            unzip(&zip(&many)),
            Err(Kind::Weights(WeightsError::TooManyFiles { files: FILES + 1, limit: FILES }))
        );
    }
}
