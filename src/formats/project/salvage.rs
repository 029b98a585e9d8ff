//! What can be read of a zip that has lost its directory, which stands at its end: as after an interrupted copy.
//!
//! Each file of a zip is preceded by a header with its name and size, so that one leads to the next. After
//! section 4.3.7 of <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use super::limits;

/// Bytes of a header without the name and the extra field.
const HEADER: usize = 30;

/// How a header starts, and a zip that has a file.
pub(super) const MAGIC: [u8; 4] = *b"PK\x03\x04";

/// Flags of a file whose content, or whose size, is not there to be read: bit 0, encrypted; bit 3, sized afterwards.
const UNREADABLE: u16 = 0b1001;

/// What a header says.
#[derive(Debug)]
pub(super) struct Local {
    /// The file's path.
    pub path: String,
    /// Where the header starts.
    pub at: u64,
    /// 0, stored, or 8, deflated, or others.
    pub method: u16,
    /// Bytes that it takes in the zip.
    pub stored: u64,
    /// Bytes of its content.
    pub size: u64,
}

/// The files that are whole, up to the first that is not: for none, an empty list.
///
/// # Errors
/// Those of the reader.
pub(super) fn files<R: Read + Seek>(reader: &mut R, length: u64) -> io::Result<Vec<Local>> {
    let (mut files, mut at, mut headers) = (Vec::new(), 0, 0);
    while let Some((file, header)) = local(reader, at)? {
        headers += header;
        let end = at + header + file.stored;
        if end > length || headers > limits::DIRECTORY || files.len() == limits::FILES {
            break;
        }
        files.push(file);
        at = end;
    }
    Ok(files)
}

/// The file whose header starts here, and the length of the header, if there is one that can be read.
fn local<R: Read + Seek>(reader: &mut R, at: u64) -> io::Result<Option<(Local, u64)>> {
    reader.seek(SeekFrom::Start(at))?;
    let mut header = [0; HEADER];
    if !filled(reader.read_exact(&mut header))? || !header.starts_with(&MAGIC) {
        return Ok(None);
    }
    let short = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
    let (flags, method, stored, size) = (short(6), short(8), long(18), long(22));
    // Sizes of 4 GiB and more stand elsewhere; no file of a project has one.
    if flags & UNREADABLE != 0 || stored == u32::MAX || size == u32::MAX {
        return Ok(None);
    }
    let mut name = vec![0; usize::from(short(26))];
    if !filled(reader.read_exact(&mut name))? {
        return Ok(None);
    }
    let path = String::from_utf8_lossy(&name).into_owned();
    let length = (HEADER + name.len()) as u64 + u64::from(short(28));
    let file = Local { path, at, method, stored: stored.into(), size: size.into() };
    Ok(Some((file, length)))
}

/// Whether all was read that was asked for; not where the bytes end.
fn filled(result: io::Result<()>) -> io::Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
