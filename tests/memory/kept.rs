//! Damaged journals and packs, thousands of them: the readers neither panic nor take more memory than they may, and what
//! they read is what stands there.
//!
//! `PROPTEST_CASES` sets how many files each reader gets, `PROPTEST_RNG_SEED` which.

use crate::formats::{damaged, named};
use crate::{MEMORY, alone, damage};
use headstart::error::ProjectError;
use headstart::formats::{journal, pack};
use proptest::test_runner::{TestCaseError, TestRunner};

/// How many files each reader gets, unless the environment says otherwise.
const CASES: u32 = 10_000;

/// What a reader may take: a place for each record, of which the smallest is nine bytes, in a list that grows by
/// doubling.
fn allowed(bytes: &[u8]) -> usize {
    8 * bytes.len() + 1024
}

/// How many records are read, or what is wrong with them.
type Check = fn(&[u8]) -> Result<usize, String>;

fn check_journal(bytes: &[u8]) -> Result<usize, String> {
    let read = measured(bytes, |bytes| {
        let journal::Journal { records, whole } = journal::read(bytes)?;
        Ok((records, whole))
    })?;
    let Some((records, whole)) = read else { return Ok(0) };
    let again = records.iter().flat_map(|payload| journal::record(payload));
    let again: Vec<u8> = journal::START.iter().copied().chain(again).collect();
    // Not even the head is whole, or what is whole is what would be written.
    let is_whole = again == bytes[..whole] || (whole == 0 && records.is_empty());
    is_whole.then_some(records.len()).ok_or_else(|| format!("{records:?} in {whole} bytes"))
}

fn check_pack(bytes: &[u8]) -> Result<usize, String> {
    let Some(records) = measured(bytes, pack::read)? else { return Ok(0) };
    let again = pack::write(records.iter().map(|(key, place)| (key, &bytes[place.clone()])));
    let is_there = bytes.starts_with(&again) || records.is_empty();
    is_there.then_some(records.len()).ok_or_else(|| format!("{records:?} are not there"))
}

/// What a reader gives, unless it refuses the file, with too much memory an error.
fn measured<'a, T>(
    bytes: &'a [u8],
    read: impl FnOnce(&'a [u8]) -> Result<T, ProjectError>,
) -> Result<Option<T>, String> {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let result = read(bytes);
    let taken = MEMORY.peak_usage().saturating_sub(before);
    if taken > allowed(bytes) {
        return Err(format!("{taken} bytes were taken for {}", bytes.len()));
    }
    match result {
        Ok(read) => Ok(Some(read)),
        // Every error must be a sentence.
        Err(error) if error.to_string().ends_with('.') => Ok(None),
        Err(error) => Err(format!("{error:?} is no sentence")),
    }
}

/// Payloads as they are, and the smallest that there can be.
fn payloads() -> Vec<Vec<u8>> {
    let sizes = [1, 1, 1, 13, 200, 4, 45, 1, 1000];
    sizes.iter().enumerate().map(|(index, size)| vec![index as u8; *size]).collect()
}

fn sound_journal() -> Vec<u8> {
    let records = payloads().into_iter().flat_map(|payload| journal::record(&payload));
    journal::START.iter().copied().chain(records).collect()
}

fn sound_pack() -> Vec<u8> {
    let contents: Vec<([u8; 32], Vec<u8>)> =
        payloads().into_iter().map(|content| ([content[0]; 32], content)).collect();
    pack::write(contents.iter().map(|(key, content)| (key, content.as_slice())))
}

#[test]
fn no_journal_and_no_pack_upsets_its_reader() {
    let _alone = alone();
    let config = damage(CASES);
    let targets: [(&str, Vec<u8>, Check); 2] =
        [("journal", sound_journal(), check_journal), ("pack", sound_pack(), check_pack)];
    for (name, sound, check) in targets {
        assert_eq!(check(&sound), Ok(payloads().len()), "{name}: the sound one");
        let files = damaged(vec![named([("file", sound)])]);
        let result = TestRunner::new(config.clone())
            .run(&files, |files| check(&files["file"]).map(drop).map_err(TestCaseError::fail));
        if let Err(error) = result {
            panic!("{name}: {error}");
        }
    }
}

#[test]
fn a_file_of_the_smallest_records_takes_no_more_than_it_may() {
    let _alone = alone();
    let records = journal::record(&[1]).repeat(100_000);
    assert_eq!(check_journal(&[journal::START, &records].concat()), Ok(100_000));
    let empty = std::iter::repeat_n((&[7; 32], &[][..]), 100_000);
    assert_eq!(check_pack(&pack::write(empty)), Ok(100_000));
}
