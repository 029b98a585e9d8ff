//! A pack: many small contents in one file, each under the SHA-256 of what it was made of. A file of its own for each
//! would take longer to open than to read.
//!
//! After its head, a record is its key of 32 bytes, the content's length and the CRC-32 of key and content, both of
//! four bytes, little-endian, and the content. A pack is written at once and never changed.

use std::ops::Range;

use super::head;
use crate::error::ProjectError;

/// How the file begins, before its first record.
const HEAD: &[u8; 8] = b"HSPACK1\n";

/// A content's key: the SHA-256 of what it was made of.
pub type Key = [u8; 32];

/// The file that holds these contents under their keys.
pub fn write<'a>(records: impl Iterator<Item = (&'a Key, &'a [u8])>) -> Vec<u8> {
    let mut file = HEAD.to_vec();
    for (key, content) in records {
        // No content in a tab's memory is longer; elsewhere, one that is is left out, as what can be made anew.
        let Ok(length) = u32::try_from(content.len()) else { continue };
        file.extend(key);
        file.extend(length.to_le_bytes());
        file.extend(sum(key, content).to_le_bytes());
        file.extend(content);
    }
    file
}

/// The keys of a pack, each with the place of its content in `bytes`, up to the last whole record.
///
/// # Errors
/// [`ProjectError::Newer`], [`ProjectError::Malformed`] if it begins otherwise than a pack.
pub fn read(bytes: &[u8]) -> Result<Vec<(Key, Range<usize>)>, ProjectError> {
    let mut records = Vec::new();
    let Some(mut rest) = head::after(HEAD, bytes)? else { return Ok(records) };
    while let Some((key, content, after)) = first(rest) {
        let end = bytes.len() - after.len();
        records.push((*key, end - content.len()..end));
        rest = after;
    }
    Ok(records)
}

/// The key and the content that these bytes begin with, and what comes after them; `None` if they are not whole.
fn first(bytes: &[u8]) -> Option<(&Key, &[u8], &[u8])> {
    let (key, rest) = bytes.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (expected, rest) = rest.split_first_chunk()?;
    let (content, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let is_whole = sum(key, content) == u32::from_le_bytes(*expected);
    is_whole.then_some((key, content, rest))
}

fn sum(key: &Key, content: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(key);
    sum.update(content);
    sum.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTENTS: [(Key, &[u8]); 3] =
        [([7; 32], b"a thumbnail"), ([0; 32], b""), ([9; 32], &[0; 50])];

    fn file(contents: &[(Key, &[u8])]) -> Vec<u8> {
        write(contents.iter().map(|(key, content)| (key, *content)))
    }

    /// Where each record ends, the head before them.
    fn ends() -> Vec<usize> {
        (0..=CONTENTS.len()).map(|count| file(&CONTENTS[..count]).len()).collect()
    }

    /// What a pack is read as, with the contents themselves.
    fn contents(file: &[u8]) -> Result<Vec<(Key, &[u8])>, ProjectError> {
        Ok(read(file)?.into_iter().map(|(key, place)| (key, &file[place])).collect())
    }

    #[test]
    fn the_form_is_pinned() {
        let mut keyed = [0; 41];
        keyed[32..].copy_from_slice(b"123456789");
        let sum = crc32fast::hash(&keyed).to_le_bytes();
        let expected =
            [&b"HSPACK1\n"[..], &[0; 32], &9u32.to_le_bytes(), &sum, b"123456789"].concat();
        assert_eq!(file(&[([0; 32], b"123456789")]), expected);
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(contents(&file(&CONTENTS)), Ok(CONTENTS.to_vec()));
        assert_eq!(contents(&file(&[])), Ok(vec![]));
        assert_eq!(contents(b""), Ok(vec![]));
    }

    #[test]
    fn every_truncation_gives_the_records_before_it() {
        let (file, ends) = (file(&CONTENTS), ends());
        for length in 0..=file.len() {
            let count = ends.iter().filter(|end| **end <= length).count().saturating_sub(1);
            assert_eq!(contents(&file[..length]), Ok(CONTENTS[..count].to_vec()), "{length} bytes");
        }
    }

    #[test]
    fn every_flipped_byte_costs_only_what_comes_from_there_on() {
        let (sound, ends) = (file(&CONTENTS), ends());
        for at in 0..sound.len() {
            for flip in 1..=u8::MAX {
                let mut file = sound.clone();
                file[at] ^= flip;
                match (contents(&file), ends.iter().filter(|end| **end <= at).count()) {
                    (read, 0) => assert!(read.is_err(), "byte {at} ^ {flip}: {read:?}"),
                    (read, count) => {
                        assert_eq!(read, Ok(CONTENTS[..count - 1].to_vec()), "byte {at} ^ {flip}")
                    }
                }
            }
        }
    }

    #[test]
    fn a_length_that_lies_and_zeros_after_a_crash_are_the_end() {
        for length in [5, 1 << 20, u32::MAX] {
            let lie = [&[1; 32][..], &length.to_le_bytes(), &[0; 4], b"four"].concat();
            assert_eq!(contents(&[file(&CONTENTS), lie].concat()), Ok(CONTENTS.to_vec()));
        }
        assert_eq!(contents(&[&file(&CONTENTS)[..], &[0; 4096]].concat()), Ok(CONTENTS.to_vec()));
    }
}
