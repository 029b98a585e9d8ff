//! FlatBuffers as they are read: <https://flatbuffers.dev/internals>. Nothing is believed: whatever is said to stand
//! beyond the end is an error, not a panic.

use std::cell::Cell;

use crate::format::Malformed;

/// How often every byte may be read on average: when it is looked at, when it is taken apart, and some times more as
/// what is the same may be referred to from several places. Without a limit a small file could ask for any amount of
/// memory.
const READINGS: usize = 32;

/// A file.
#[derive(Debug)]
pub struct Buffer<'a> {
    bytes: &'a [u8],
    /// How many bytes may be read yet.
    left: Cell<usize>,
}

/// A table in a file.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    buffer: &'a Buffer<'a>,
    at: usize,
    /// Where each field stands, two bytes each, after its own size and the table's.
    vtable: &'a [u8],
}

impl<'a> Buffer<'a> {
    /// Of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, left: Cell::new(bytes.len().saturating_mul(READINGS)) }
    }

    /// The table that all others are within.
    ///
    /// # Errors
    /// [`Malformed`] if the file says that it is of another kind, or there is no table.
    pub fn root(&'a self, identifier: [u8; 4]) -> Result<Table<'a>, Malformed> {
        if self.array(4)? != identifier {
            return Err(Malformed("it does not start as such a file does".into()));
        }
        self.table(self.referred(0)?)
    }

    /// Says that so many bytes are read.
    ///
    /// # Errors
    /// [`Malformed`] if that is too often.
    pub fn spend(&self, bytes: usize) -> Result<(), Malformed> {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.ok_or_else(|| Malformed("the same is referred to too often".into()))?);
        Ok(())
    }

    fn table(&'a self, at: usize) -> Result<Table<'a>, Malformed> {
        let back = i64::from(i32::from_le_bytes(self.array(at)?));
        let start = usize::try_from(at as i64 - back).map_err(|_| beyond())?;
        let size = usize::from(u16::from_le_bytes(self.array(start)?));
        let vtable = self.bytes.get(start..).and_then(|bytes| bytes.get(..size));
        Ok(Table { buffer: self, at, vtable: vtable.ok_or_else(beyond)? })
    }

    /// A vector of elements of so many bytes each.
    fn vector(&'a self, at: usize, size: usize) -> Result<&'a [u8], Malformed> {
        let count = u32::from_le_bytes(self.array(at)?) as usize;
        let length = count.checked_mul(size).ok_or_else(beyond)?;
        let bytes = self.bytes.get(at + 4..).and_then(|bytes| bytes.get(..length));
        let bytes = bytes.ok_or_else(beyond)?;
        self.spend(length)?;
        Ok(bytes)
    }

    /// Where that stands which is referred to here.
    fn referred(&self, at: usize) -> Result<usize, Malformed> {
        let offset = u32::from_le_bytes(self.array(at)?) as usize;
        at.checked_add(offset).ok_or_else(beyond)
    }

    fn array<const N: usize>(&self, at: usize) -> Result<[u8; N], Malformed> {
        let bytes = self.bytes.get(at..).and_then(|bytes| bytes.first_chunk());
        bytes.copied().ok_or_else(beyond)
    }
}

impl<'a> Table<'a> {
    /// A number of one byte; 0 where the field is missing.
    pub fn byte(&self, field: usize) -> Result<u8, Malformed> {
        let [byte] = self.number(field, [0])?;
        Ok(byte)
    }

    /// A whole number of four bytes.
    pub fn integer(&self, field: usize, default: i32) -> Result<i32, Malformed> {
        self.number(field, default.to_le_bytes()).map(i32::from_le_bytes)
    }

    /// A number with a fraction, of four bytes; 0 where the field is missing.
    pub fn float(&self, field: usize) -> Result<f32, Malformed> {
        self.number(field, [0; 4]).map(f32::from_le_bytes)
    }

    /// A text; an empty one where the field is missing.
    pub fn text(&self, field: usize) -> Result<&'a str, Malformed> {
        let bytes = self.bytes(field)?.unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| Malformed("a name is no text".into()))
    }

    /// Raw bytes, if there are any.
    pub fn bytes(&self, field: usize) -> Result<Option<&'a [u8]>, Malformed> {
        self.vector(field, 1)
    }

    /// Whole numbers of four bytes; none where the field is missing.
    pub fn integers(&self, field: usize) -> Result<Vec<i32>, Malformed> {
        let bytes = self.vector(field, 4)?.unwrap_or_default();
        Ok(bytes.as_chunks().0.iter().map(|&bytes| i32::from_le_bytes(bytes)).collect())
    }

    /// Another table, if there is one.
    pub fn table(&self, field: usize) -> Result<Option<Table<'a>>, Malformed> {
        let Some(at) = self.place(field)? else { return Ok(None) };
        self.buffer.table(self.buffer.referred(at)?).map(Some)
    }

    /// Other tables; none where the field is missing.
    pub fn tables(&self, field: usize) -> Result<Vec<Table<'a>>, Malformed> {
        let Some(at) = self.place(field)? else { return Ok(Vec::new()) };
        let start = self.buffer.referred(at)?;
        let count = self.buffer.vector(start, 4)?.len() / 4;
        let table = |index: usize| self.buffer.table(self.buffer.referred(start + 4 + 4 * index)?);
        (0..count).map(table).collect()
    }

    fn number<const N: usize>(&self, field: usize, default: [u8; N]) -> Result<[u8; N], Malformed> {
        self.place(field)?.map_or(Ok(default), |at| self.buffer.array(at))
    }

    fn vector(&self, field: usize, size: usize) -> Result<Option<&'a [u8]>, Malformed> {
        let Some(at) = self.place(field)? else { return Ok(None) };
        self.buffer.vector(self.buffer.referred(at)?, size).map(Some)
    }

    /// Where a field stands; nowhere if it is missing.
    fn place(&self, field: usize) -> Result<Option<usize>, Malformed> {
        let entry = self.vtable.get(4 + 2 * field..).and_then(|bytes| bytes.first_chunk());
        match entry.map_or(0, |&entry| u16::from_le_bytes(entry)) {
            0 => Ok(None),
            offset => self.at.checked_add(offset.into()).map(Some).ok_or_else(beyond),
        }
    }
}

fn beyond() -> Malformed {
    Malformed("something is said to stand beyond its end".into())
}
