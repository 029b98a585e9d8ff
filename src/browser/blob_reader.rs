//! A file of the visitor's, read wherever one wants.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Bytes that are read at once: each time costs a call to the browser's own process.
const BLOCK: u64 = 256 << 10;

/// A blob as [`Read`] and [`Seek`]. Of a file, nothing but what is asked for is read; once the file has changed, it can
/// no longer be.
#[derive(Debug)]
pub struct BlobReader {
    blob: Blob,
    reader: FileReaderSync,
    size: u64,
    /// Where the next byte is read.
    at: u64,
    /// What was read last, and where that starts.
    block: Vec<u8>,
    start: u64,
}

impl BlobReader {
    /// Reads a blob from its start.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] outside of workers.
    pub fn new(blob: Blob) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|_| io::Error::from(ErrorKind::Unsupported))?;
        let size = blob.size() as u64;
        Ok(Self { blob, reader, size, at: 0, block: Vec::new(), start: 0 })
    }

    /// The bytes from here on, at most so many.
    fn slice(&self, length: u64) -> io::Result<Uint8Array> {
        let end = self.at.saturating_add(length).min(self.size);
        // A browser counts exactly up to 2^53.
        let slice = self.blob.slice_with_f64_and_f64(self.at as f64, end as f64);
        let bytes = self.reader.read_as_array_buffer(&slice.map_err(failure)?);
        let bytes = Uint8Array::new(&bytes.map_err(failure)?.into());
        if u64::from(bytes.length()) == end - self.at {
            Ok(bytes)
        } else {
            Err(ErrorKind::UnexpectedEof.into())
        }
    }

    /// What the block has from here on.
    fn rest(&self) -> &[u8] {
        let offset = self.at.checked_sub(self.start).and_then(|it| usize::try_from(it).ok());
        offset.and_then(|offset| self.block.get(offset..)).unwrap_or_default()
    }
}

impl Read for BlobReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || into.is_empty() {
            return Ok(0);
        }
        if self.rest().is_empty() {
            let length = into.len() as u64;
            if length >= BLOCK {
                let bytes = self.slice(length)?;
                let count = bytes.length() as usize;
                let Some(place) = into.get_mut(..count) else { return Ok(0) };
                bytes.copy_to(place);
                self.at += count as u64;
                return Ok(count);
            }
            self.block = self.slice(BLOCK)?.to_vec();
            self.start = self.at;
        }
        let count = self.rest().read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Why a file cannot be read, as the browser says it.
fn failure(exception: JsValue) -> io::Error {
    let message = Reflect::get(&exception, &"message".into()).ok();
    let message = message.and_then(|message| message.as_string()).unwrap_or_default();
    io::Error::other(message.trim_end_matches('.').to_owned())
}
