//! Damaged and hostile project files: the reader neither panics nor takes more memory than it may, and whatever it
//! gives is what was put in.
//!
//! `PROPTEST_CASES` sets how many files of each kind, `PROPTEST_RNG_SEED` which.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use headstart::error::ProjectError;
use headstart::formats::project::{Archive, EMBEDDINGS, HEAD, limits, open};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestRunner};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::common::projects::{self, hash};
use crate::formats::{damaged, named};
use crate::{MEMORY, alone, damage};

/// How many files of each of the four kinds, unless the environment says otherwise: 20 000 in all.
const CASES: u32 = 5_000;

/// Bytes of an entry of a zip's directory before its name.
const ENTRY: usize = 46;

/// Where an entry's fields are, and how many bytes they have: flags, method, checksum, bytes in the zip, bytes of
/// the content, lengths of name, extra field and comment, and where the file is.
const FIELDS: [(usize, usize); 9] =
    [(8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4)];

/// What the end of a zip says of its directory: how many entries, twice, how long it is, and where.
const END_FIELDS: [(usize, usize); 4] = [(8, 2), (10, 2), (12, 4), (16, 4)];

/// All places where these bytes are.
fn places(bytes: &[u8], part: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(part.len()).enumerate();
    windows.filter(|(_, window)| *window == part).map(|(at, _)| at).collect()
}

fn entries(bytes: &[u8]) -> Vec<usize> {
    places(bytes, b"PK\x01\x02")
}

/// One lie of a zip's directory.
#[derive(Debug, Clone)]
enum Lie {
    /// An entry has another number in one of its fields.
    Number { entry: Index, field: Index, value: u32 },
    /// Two entries have each other's.
    Swap { entries: (Index, Index), field: Index },
    /// Two entries have each other's names, if they are as long.
    SwapNames { entries: (Index, Index) },
    /// The directory has another length, or is elsewhere.
    End { field: Index, value: u32 },
}

impl Lie {
    fn tell(&self, file: &mut [u8]) {
        let all = entries(file);
        if all.is_empty() {
            return;
        }
        match self {
            Self::Number { entry, field, value } => {
                let (offset, length) = *field.get(&FIELDS);
                write(file, entry.get(&all) + offset, length, *value);
            }
            Self::Swap { entries: (one, other), field } => {
                let (offset, length) = *field.get(&FIELDS);
                swap(file, one.get(&all) + offset, other.get(&all) + offset, length);
            }
            Self::SwapNames { entries: (one, other) } => {
                let (one, other) = (*one.get(&all), *other.get(&all));
                let length = |file: &[u8], at: usize| usize::from(file[at + 28]);
                if length(file, one) == length(file, other) {
                    let length = length(file, one);
                    swap(file, one + ENTRY, other + ENTRY, length);
                }
            }
            Self::End { field, value } => {
                let (offset, length) = *field.get(&END_FIELDS);
                if let Some(end) = places(file, b"PK\x05\x06").last() {
                    write(file, end + offset, length, *value);
                }
            }
        }
    }
}

fn write(file: &mut [u8], at: usize, length: usize, value: u32) {
    for (byte, value) in file.iter_mut().skip(at).zip(&value.to_le_bytes()[..length]) {
        *byte = *value;
    }
}

fn swap(file: &mut [u8], one: usize, other: usize, length: usize) {
    if one.max(other) + length <= file.len() {
        (0..length).for_each(|byte| file.swap(one + byte, other + byte));
    }
}

fn lie() -> impl Strategy<Value = Lie> {
    let value = || {
        prop_oneof![
            proptest::sample::select(vec![0, 1, 8, 99, 1 << 16, 255 << 20, u32::MAX - 1, u32::MAX]),
            0..20_000u32,
            any::<u32>(),
        ]
    };
    let index = any::<Index>;
    prop_oneof![
        (index(), index(), value()).prop_map(|(entry, field, value)| Lie::Number {
            entry,
            field,
            value
        }),
        ((index(), index()), index()).prop_map(|(entries, field)| Lie::Swap { entries, field }),
        (index(), index()).prop_map(|entries| Lie::SwapNames { entries }),
        (index(), value()).prop_map(|(field, value)| Lie::End { field, value }),
    ]
}

/// The file with a few lies in its directory.
fn lying(sound: Vec<u8>) -> BoxedStrategy<Vec<u8>> {
    prop::collection::vec(lie(), 1..4)
        .prop_map(move |lies| {
            let mut file = sound.clone();
            lies.iter().for_each(|lie| lie.tell(&mut file));
            file
        })
        .boxed()
}

/// The file with a few bytes changed, moved, missing, or more.
fn upset(sound: Vec<u8>) -> BoxedStrategy<Vec<u8>> {
    damaged(vec![named([("project", sound)])])
        .prop_map(|files| files.into_values().next().unwrap_or_default())
        .boxed()
}

/// What came of a file.
#[derive(Debug, Default)]
struct Outcome {
    opened: bool,
    whole: usize,
    lost: usize,
}

/// Reads all of a project. An error of the content must be a sentence.
fn read<R: Read + Seek>(reader: R, known: &BTreeSet<String>) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let mut note = |content: Result<Vec<u8>, ProjectError>, must_be_known: bool| match content {
        Ok(content) if must_be_known && !known.contains(&hash(&content)) => {
            Err("what was given was never put in".to_owned())
        }
        Ok(_) => {
            outcome.whole += 1;
            Ok(())
        }
        Err(error) => {
            outcome.lost += 1;
            sentence(&error)
        }
    };
    match open(reader) {
        Ok(Archive::Headstart(mut project)) => {
            let all = project.manifest().originals.clone();
            let missing = project.missing().len();
            if missing > all.len() {
                return Err("more is missing than there was".into());
            }
            for original in all {
                note(project.original(&original.sha256), true)?;
            }
            for name in [EMBEDDINGS, HEAD] {
                if let Some(content) = project.file(name).transpose() {
                    note(content, false)?;
                }
            }
        }
        // A checksum of 32 bits is all there is: it need not be what was put in, but nearly always is.
        Ok(Archive::Teachable(mut project)) => {
            for picture in project
                .classes()
                .iter()
                .flat_map(|class| class.pictures.clone())
                .collect::<Vec<_>>()
            {
                note(project.picture(&picture.name), false)?;
            }
        }
        Err(error) => return sentence(&error).map(|()| outcome),
    }
    outcome.opened = true;
    Ok(outcome)
}

fn sentence(error: &ProjectError) -> Result<(), String> {
    let is_one = error.to_string().ends_with('.');
    if is_one { Ok(()) } else { Err(format!("{error:?} is no sentence")) }
}

/// Reads a file within its memory: what came of it, and the most that it took.
fn check(
    file: &[u8],
    known: &BTreeSet<String>,
    allowed: usize,
) -> Result<(Outcome, usize), String> {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let outcome = read(Cursor::new(file), known)?;
    let taken = MEMORY.peak_usage().saturating_sub(before);
    if taken > allowed {
        return Err(format!("{taken} bytes were taken where {allowed} are allowed"));
    }
    Ok((outcome, taken))
}

#[test]
fn no_project_upsets_the_reader() {
    let _alone = alone();
    let config = damage(CASES);
    let known: BTreeSet<String> = projects::pictures().iter().map(|(_, file)| hash(file)).collect();
    let kinds = [
        ("of this page, damaged", upset(projects::headstart())),
        ("of this page, lying", lying(projects::headstart())),
        ("of Teachable Machine, damaged", upset(projects::teachable())),
        ("of Teachable Machine, lying", lying(projects::teachable())),
    ];
    for (name, files) in kinds {
        let [opened, whole, lost, peak] = [const { Cell::new(0usize) }; 4];
        let result = TestRunner::new(config.clone()).run(&files, |file| {
            // What it has may be 1032 times as much when it is unpacked.
            let allowed = (8 << 20) + 1100 * file.len();
            let (read, taken) = check(&file, &known, allowed).map_err(TestCaseError::fail)?;
            opened.set(opened.get() + usize::from(read.opened));
            whole.set(whole.get() + read.whole);
            lost.set(lost.get() + read.lost);
            peak.set(peak.get().max(taken));
            Ok(())
        });
        if let Err(error) = result {
            panic!("{name}: {error}");
        }
        println!(
            "{name}: {} files, {} opened, with {} files whole and {} not; at most {} KiB taken",
            config.cases,
            opened.get(),
            whole.get(),
            lost.get(),
            peak.get() >> 10
        );
    }
}

fn zip(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (path, content) in files {
        writer.start_file(path, deflated).expect("the path is new");
        writer.write_all(&content).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

/// A project with no more in its manifest than this, and these files.
fn with_manifest(json: Vec<u8>) -> Vec<u8> {
    zip([("manifest.json".to_owned(), json)])
}

/// A project in whose manifest stands this project, and no more.
fn of_project(project: &str) -> Vec<u8> {
    let json =
        format!(r#"{{"format":"headstart","version":1,"originals":[],"project":{project}}}"#);
    with_manifest(json.into_bytes())
}

/// Pictures that all lie over the first of them.
fn overlapping() -> Vec<u8> {
    let large = ("a-!-0.jpg".to_owned(), vec![0; 32 << 20]);
    let small = (1..2000).map(|index| (format!("a-!-{index}.jpg"), b"x".to_vec()));
    let mut file = zip([large].into_iter().chain(small));
    let all = entries(&file);
    let first = file[all[0]..all[0] + ENTRY].to_vec();
    for at in &all[1..] {
        for (offset, length) in [(10, 2), (16, 4), (20, 4), (24, 4), (42, 4)] {
            file[at + offset..at + offset + length]
                .copy_from_slice(&first[offset..offset + length]);
        }
    }
    file
}

/// Files that are made to take as much memory as they can.
fn greedy() -> Vec<(&'static str, Vec<u8>)> {
    let hashes = (0..2).map(|index| format!("{index:064x}"));
    let originals: Vec<String> = hashes
        .map(|hash| format!(r#"{{"example":1,"name":"x","sha256":"{hash}","bytes":267386880}}"#))
        .collect();
    let json = format!(
        r#"{{"format":"headstart","version":1,"project":0,"originals":[{}]}}"#,
        originals.join(",")
    );
    let bomb = zip([
        ("manifest.json".to_owned(), json.into_bytes()),
        (format!("originals/{:064x}", 0), vec![0; 255 << 20]),
    ]);
    let named = |count: usize, length: usize| {
        zip((0..count).map(|index| (format!("{index:0length$}-!-0.jpg"), Vec::new())))
    };
    vec![
        ("a file of nothing but zeros", bomb),
        ("a manifest of nothing but blanks", with_manifest(vec![b' '; 250 << 20])),
        ("a manifest that is too large", with_manifest(vec![b' '; 257 << 20])),
        ("a project of numbers", of_project(&format!("[{}0]", "0,".repeat(7_900_000)))),
        ("a project of too many numbers", of_project(&format!("[{}0]", "0,".repeat(100 << 20)))),
        ("a project of tables", of_project(&format!("[{}0]", r#"{"a":{}},"#.repeat(370_000)))),
        ("lists in each other", of_project(&"[".repeat(1 << 20))),
        ("as many classes as there may be", named(limits::FILES, 6)),
        ("a class too many", named(limits::FILES + 1, 6)),
        ("long names", named(1000, 60_000)),
        ("names that are too long", named(1200, 60_000)),
        ("pictures over each other", overlapping()),
    ]
}

#[test]
fn greedy_projects_take_no_more_than_they_may() {
    let _alone = alone();
    // A file of the largest size, which is one at a time, beside the list of files or the manifest.
    let allowed = 768 << 20;
    for (name, file) in greedy() {
        let start = std::time::Instant::now();
        match check(&file, &BTreeSet::new(), allowed + 4 * file.len()) {
            Ok((read, taken)) => println!(
                "{name}: {} KiB given, {}, {} files whole, {} MiB taken, {:.1} s",
                file.len() >> 10,
                if read.opened { "read" } else { "refused" },
                read.whole,
                taken >> 20,
                start.elapsed().as_secs_f32()
            ),
            Err(why) => panic!("{name}: {why}"),
        }
    }
}

#[test]
fn files_that_lie_over_each_other_make_little_of_little() {
    let _alone = alone();
    let file = overlapping();
    let read = read(Cursor::new(&file), &BTreeSet::new()).expect("it is a project");
    // Of 2000 only as many as would fit beside each other, at 1032 times their size.
    assert!(read.opened && read.whole >= 1, "{read:?}");
    assert!(read.whole * (32 << 20) <= 1032 * file.len(), "{read:?}");
}

/// A project of a gigabyte, made while it is read: its pictures are all zeros.
struct Vast {
    /// What stands before the pictures' bytes, and after, by where it starts.
    pieces: Vec<(u64, Vec<u8>)>,
    length: u64,
    at: u64,
}

impl Vast {
    fn new(pictures: usize, bytes: u64) -> Self {
        let mut out = Sparse(Self { pieces: Vec::new(), length: 0, at: 0 });
        {
            let mut writer = ZipWriter::new(&mut out);
            let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            let megabyte = vec![0; 1 << 20];
            for index in 0..pictures {
                writer.start_file(format!("a-!-{index}.jpg"), stored).expect("the path is new");
                for _ in 0..bytes >> 20 {
                    writer.write_all(&megabyte).expect("it takes none");
                }
            }
            writer.finish().expect("it takes none");
        }
        Self { at: 0, ..out.0 }
    }
}

/// Keeps what is written but for zeros.
struct Sparse(Vast);

impl Write for Sparse {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        if buffer.iter().any(|byte| *byte != 0) {
            self.0.pieces.push((self.0.at, buffer.to_vec()));
        }
        self.0.at += buffer.len() as u64;
        self.0.length = self.0.length.max(self.0.at);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seek for Sparse {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(position)
    }
}

impl Seek for Vast {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        let at = match position {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(std::io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Read for Vast {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = (self.length.saturating_sub(self.at)).min(buffer.len() as u64) as usize;
        let buffer = &mut buffer[..length];
        buffer.fill(0);
        let (start, end) = (self.at, self.at + length as u64);
        // Later pieces are written over earlier ones.
        for (at, piece) in &self.pieces {
            let (from, to) = ((*at).max(start), (at + piece.len() as u64).min(end));
            if from < to {
                let part = &piece[(from - at) as usize..(to - at) as usize];
                buffer[(from - start) as usize..(to - start) as usize].copy_from_slice(part);
            }
        }
        self.at = end;
        Ok(length)
    }
}

#[test]
fn a_project_of_a_gigabyte_is_read_a_picture_at_a_time() {
    let _alone = alone();
    const PICTURES: usize = 256;
    const BYTES: u64 = 4 << 20;
    let file = Vast::new(PICTURES, BYTES);
    assert!(file.length > 1 << 30);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let read = read(file, &BTreeSet::new()).expect("it is sound");
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert_eq!(read.whole, PICTURES, "{read:?}");
    println!("a gigabyte: {} KiB taken", taken >> 10);
    assert!(taken < 3 * BYTES as usize / 2, "{taken} bytes");
}
