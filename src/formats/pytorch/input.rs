//! Bytes that are taken one after the other.

use crate::error::{FileError, Kind, WeightsError};

/// What is left of some bytes.
#[derive(Debug, Clone)]
pub(super) struct Input<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Input<'a> {
    /// All of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// How many were taken.
    pub fn position(&self) -> usize {
        self.position
    }

    /// How many are left.
    pub fn len(&self) -> usize {
        self.bytes.len() - self.position
    }

    /// The next `count` bytes.
    ///
    /// # Errors
    /// [`FileError::Truncated`] if there are fewer, here and below.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Kind> {
        let end = self.position.checked_add(count).ok_or(Kind::File(FileError::Truncated))?;
        let taken = self.bytes.get(self.position..end).ok_or(Kind::File(FileError::Truncated))?;
        self.position = end;
        Ok(taken)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, Kind> {
        Ok(self.take(1)?[0])
    }

    /// The next number of `N` bytes, at most eight, little-endian and without a sign.
    pub fn number<const N: usize>(&mut self) -> Result<u64, Kind> {
        let bytes = self.take(N)?;
        Ok(bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    /// As many bytes as the number of `N` bytes before them says.
    pub fn counted<const N: usize>(&mut self) -> Result<&'a [u8], Kind> {
        let count = self.number::<N>()?;
        self.take(usize::try_from(count).map_err(|_| Kind::File(FileError::Truncated))?)
    }

    /// The text up to the end of the line.
    ///
    /// # Errors
    /// Also [`WeightsError::Malformed`] if it is not UTF-8.
    pub fn line(&mut self) -> Result<&'a str, Kind> {
        let rest = &self.bytes[self.position..];
        let length =
            rest.iter().position(|&byte| byte == b'\n').ok_or(Kind::File(FileError::Truncated))?;
        let line = self.take(length)?;
        self.take(1)?;
        std::str::from_utf8(line).map_err(|_| {
            Kind::Weights(WeightsError::Malformed(
                "its pickle names a function that is no text".into(),
            ))
        })
    }
}
