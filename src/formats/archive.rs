//! Files out of a zip.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::error::Kind;

/// The most that all files of an archive may unpack to. A bomb stops here.
const LIMIT: u64 = 256 * 1024 * 1024;

/// Files by their names without folders: exporters differ in the folder they put around them.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Unpacks every file of a zip.
///
/// # Errors
/// [`Kind::Empty`]; [`Kind::Malformed`] if it is no zip, or damaged; [`Kind::TooManyBytes`] if it
/// unpacks to more than 256 MiB, whatever its header claims.
pub fn unzip(bytes: &[u8]) -> Result<Files, Kind> {
    if bytes.is_empty() {
        return Err(Kind::Empty);
    }
    let malformed = |error: zip::result::ZipError| Kind::Malformed(format!("as a zip: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(malformed)?;
    let mut files = Files::new();
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(malformed)?;
        if entry.is_dir() {
            continue;
        }
        let path = entry.name().map_err(malformed)?;
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_string();
        let mut content = Vec::new();
        // One byte more than allowed, so that exactly the limit still passes.
        entry
            .take(LIMIT - unpacked + 1)
            .read_to_end(&mut content)
            .map_err(|error| Kind::Malformed(format!("{name} in the zip: {error}")))?;
        unpacked += content.len() as u64;
        if unpacked > LIMIT {
            return Err(Kind::TooManyBytes { bytes: unpacked, limit: LIMIT });
        }
        files.insert(name, content);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_zip_says_so() {
        assert_eq!(unzip(b""), Err(Kind::Empty));
        assert!(matches!(unzip(b"<html>not found</html>"), Err(Kind::Malformed(_))));
    }
}
