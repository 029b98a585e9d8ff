//! A journal: records one after the other, each in its own bytes at the end of the file, so that a crash costs no
//! more than the one being written.
//!
//! After [`START`], a record is its payload's length and CRC-32, both of four bytes, little-endian, and the payload.
//! What the payloads say is the business of who writes them.

use super::head;
use crate::error::ProjectError;

/// How the file begins, before its first record.
pub const START: &[u8] = HEAD;

const HEAD: &[u8; 8] = b"HSJRNL1\n";

/// A payload as it is written at the end of the file. It has at least one byte: [`read`] takes an empty one for the
/// end, since a file that grew before a crash may go on with zeros, and those would be one empty record after the
/// other.
pub fn record(payload: &[u8]) -> Vec<u8> {
    // No payload in a tab's memory is longer; elsewhere, one that is would not be read back.
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    [&length.to_le_bytes()[..], &crc32fast::hash(payload).to_le_bytes(), payload].concat()
}

/// What a file holds of a journal.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Journal<'a> {
    /// The payloads, up to the last whole record.
    pub records: Vec<&'a [u8]>,
    /// The bytes that the head and these records take: the file goes on here. 0 if not even the head is whole, which
    /// then is to be written first.
    pub whole: usize,
}

/// Reads a journal up to its last whole record; an empty file is an empty journal.
///
/// # Errors
/// [`ProjectError::Newer`], [`ProjectError::Malformed`] if it begins otherwise than a journal.
pub fn read(bytes: &[u8]) -> Result<Journal<'_>, ProjectError> {
    let Some(mut rest) = head::after(HEAD, bytes)? else { return Ok(Journal::default()) };
    let mut records = Vec::new();
    while let Some((payload, after)) = first(rest) {
        records.push(payload);
        rest = after;
    }
    Ok(Journal { records, whole: bytes.len() - rest.len() })
}

/// The payload that these bytes begin with, and what comes after it; `None` if it is not whole.
fn first(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (sum, rest) = rest.split_first_chunk()?;
    let (payload, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let is_whole = !payload.is_empty() && crc32fast::hash(payload) == u32::from_le_bytes(*sum);
    is_whole.then_some((payload, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYLOADS: [&[u8]; 4] = [b"\0{\"added\":3}", b"\x01", &[0; 40], b"\0{}"];

    fn file(payloads: &[&[u8]]) -> Vec<u8> {
        let records = payloads.iter().flat_map(|payload| record(payload));
        START.iter().copied().chain(records).collect()
    }

    /// Where each record ends, the head before them.
    fn ends() -> Vec<usize> {
        (0..=PAYLOADS.len()).map(|count| file(&PAYLOADS[..count]).len()).collect()
    }

    #[test]
    fn the_form_is_pinned() {
        // The check value of CRC-32/ISO-HDLC, from the catalogue of parametrised CRC algorithms.
        let record = record(b"123456789");
        assert_eq!(
            record,
            [&9u32.to_le_bytes()[..], &0xcbf4_3926u32.to_le_bytes(), b"123456789"].concat()
        );
        assert_eq!(START, b"HSJRNL1\n");
    }

    #[test]
    fn what_is_written_is_read() {
        let file = file(&PAYLOADS);
        assert_eq!(read(&file), Ok(Journal { records: PAYLOADS.to_vec(), whole: file.len() }));
        assert_eq!(read(START), Ok(Journal { records: vec![], whole: START.len() }));
        assert_eq!(read(b""), Ok(Journal::default()));
    }

    #[test]
    fn every_truncation_gives_the_records_before_it() {
        let (file, ends) = (file(&PAYLOADS), ends());
        for length in 0..=file.len() {
            let journal = read(&file[..length]).expect("its beginning is a journal's");
            let count = ends.iter().filter(|end| **end <= length).count();
            assert_eq!(journal.records, PAYLOADS[..count.saturating_sub(1)], "{length} bytes");
            assert_eq!(journal.whole, count.checked_sub(1).map_or(0, |last| ends[last]));
        }
    }

    #[test]
    fn every_flipped_byte_costs_only_what_comes_from_there_on() {
        let (sound, ends) = (file(&PAYLOADS), ends());
        for at in 0..sound.len() {
            for flip in 1..=u8::MAX {
                let mut file = sound.clone();
                file[at] ^= flip;
                let count = ends.iter().filter(|end| **end <= at).count();
                match (read(&file), count.checked_sub(1)) {
                    (Ok(journal), Some(before)) => {
                        assert_eq!(journal.records, PAYLOADS[..before], "byte {at} ^ {flip}");
                        assert_eq!(journal.whole, ends[before]);
                    }
                    (read, before) => assert!(read.is_err() && before.is_none(), "{at}: {read:?}"),
                }
            }
        }
    }

    #[test]
    fn a_length_that_lies_is_the_end() {
        for length in [5, 1 << 20, u32::MAX] {
            let lie = [&length.to_le_bytes()[..], &[0; 4], b"four"].concat();
            let file = [file(&PAYLOADS), lie].concat();
            assert_eq!(read(&file).map(|journal| journal.records), Ok(PAYLOADS.to_vec()));
        }
    }

    #[test]
    fn zeros_after_a_crash_are_the_end() {
        let sound = file(&PAYLOADS);
        let zeros = [&sound[..], &[0; 4096]].concat();
        let journal = read(&zeros).expect("it begins as one");
        assert_eq!((journal.records, journal.whole), (PAYLOADS.to_vec(), sound.len()));
    }
}
