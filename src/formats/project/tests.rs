//! Files that are whole, and files that are not.

use std::io::{self, Cursor, Seek, SeekFrom, Write};

use serde_json::json;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::formats::digest::Digest;

/// What was added, by its name.
const FILES: [(&str, &[u8]); 3] =
    [("cat.jpg", b"a cat"), ("dog.jpg", b"a dog, which is larger"), ("katze.jpg", b"a cat")];

fn hash(bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.update(bytes);
    digest.finish()
}

fn manifest() -> Manifest {
    let originals = FILES.iter().zip(1..).map(|((name, bytes), example)| Original {
        example,
        name: (*name).to_owned(),
        sha256: hash(bytes),
        bytes: bytes.len() as u64,
    });
    Manifest::new(json!({ "version": 1, "project": { "classes": [] } }), originals.collect())
}

fn written() -> Vec<u8> {
    let mut writer = Writer::new(Cursor::new(Vec::new()), &manifest()).expect("it is sound");
    for (_, bytes) in FILES {
        writer.original(&hash(bytes), bytes).expect("it is listed");
    }
    writer.file(HEAD, b"a head").expect("it is new");
    writer.finish().expect("memory takes it").into_inner()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, content) in files {
        writer.start_file(*path, stored).expect("the path is new");
        writer.write_all(content).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

fn open_bytes(bytes: &[u8]) -> Result<Archive<Cursor<&[u8]>>, ProjectError> {
    open(Cursor::new(bytes))
}

fn headstart(bytes: &[u8]) -> Headstart<Cursor<&[u8]>> {
    match open_bytes(bytes) {
        Ok(Archive::Headstart(project)) => project,
        other => panic!("{other:?}"),
    }
}

fn teachable(bytes: &[u8]) -> Teachable<Cursor<&[u8]>> {
    match open_bytes(bytes) {
        Ok(Archive::Teachable(project)) => project,
        other => panic!("{other:?}"),
    }
}

fn error(bytes: &[u8]) -> ProjectError {
    open_bytes(bytes).expect_err("it is not sound")
}

/// Where these bytes are first.
fn place(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).expect("it is in it")
}

/// Writes other bytes of the same length over the first of these, and what a checksum says of them.
fn replaced(bytes: &[u8], part: &[u8], by: &[u8]) -> Vec<u8> {
    assert_eq!(part.len(), by.len());
    let at = place(bytes, part);
    let mut bytes = bytes.to_vec();
    bytes[at..at + by.len()].copy_from_slice(by);
    bytes
}

#[test]
fn what_is_written_is_read() {
    let bytes = written();
    let mut project = headstart(&bytes);
    assert_eq!(project.manifest(), &manifest());
    assert!(project.missing().is_empty() && project.left_out().is_empty());
    for (_, bytes) in FILES {
        assert_eq!(project.original(&hash(bytes)).as_deref(), Ok(bytes));
    }
    assert_eq!(project.file(HEAD), Ok(Some(b"a head".to_vec())));
    assert_eq!(project.file(EMBEDDINGS), Ok(None));
    assert_eq!(bytes, written(), "the same bytes of the same project");
}

#[test]
fn the_manifest_stands_first_and_the_same_bytes_once() {
    let bytes = written();
    assert_eq!(&bytes[30..30 + MANIFEST.len()], MANIFEST.as_bytes());
    let cats = bytes.windows(5).filter(|window| window == b"a cat").count();
    assert_eq!(cats, 1, "stored, and once");
}

#[test]
fn a_missing_file_is_named_and_the_others_are_there() {
    let mut writer = Writer::new(Cursor::new(Vec::new()), &manifest()).expect("it is sound");
    writer.original(&hash(b"a cat"), b"a cat").expect("it is listed");
    let bytes = writer.finish().expect("memory takes it").into_inner();
    let mut project = headstart(&bytes);
    let missing: Vec<_> = project.missing().iter().map(|file| file.name.as_str()).collect();
    assert_eq!(missing, ["dog.jpg"]);
    let dog = hash(FILES[1].1);
    assert_eq!(project.original(&dog), Err(ProjectError::Missing("dog.jpg".into())));
    assert_eq!(project.original("../x"), Err(ProjectError::Missing("../x".into())));
    assert_eq!(project.original(&hash(b"a cat")).as_deref(), Ok(b"a cat".as_slice()));
}

#[test]
fn a_damaged_file_is_named_and_the_others_are_there() {
    let bytes = replaced(&written(), b"a cat", b"a cab");
    let mut project = headstart(&bytes);
    let cat = hash(b"a cat");
    assert_eq!(project.original(&cat), Err(ProjectError::Damaged("cat.jpg".into())));
    assert_eq!(project.original(&hash(FILES[1].1)).as_deref(), Ok(FILES[1].1));
    // With a checksum that is right, too.
    let (first, second) = (hash(b"a cat"), hash(b"a cab"));
    let json = manifest().write();
    let swapped = zip(&[(MANIFEST, &json), (&format!("{ORIGINALS}{first}"), b"a cab")]);
    let mut project = headstart(&swapped);
    assert_eq!(project.original(&first), Err(ProjectError::Damaged("cat.jpg".into())));
    assert_eq!(project.original(&second), Err(ProjectError::Missing(second.clone())));
}

#[test]
fn of_a_file_that_stops_early_what_is_whole_is_there() {
    let bytes = written();
    let dog = place(&bytes, FILES[1].1);
    // In the list of files; before the dog's last byte; before the first file.
    for (length, missing) in [(bytes.len() - 30, 0), (dog + 21, 1)] {
        let bytes = &bytes[..length];
        let mut project = headstart(bytes);
        assert_eq!(project.missing().len(), missing, "{length}");
        assert_eq!(project.original(&hash(b"a cat")).as_deref(), Ok(b"a cat".as_slice()));
    }
    let start = place(&bytes, b"a cat") - 10;
    assert_eq!(headstart(&bytes[..start]).missing().len(), 3);
    assert!(matches!(error(&bytes[..60]), ProjectError::Malformed(_)));
}

#[test]
fn what_is_no_project_says_so() {
    let photos = zip(&[("cat.jpg", b"a cat"), ("a-!-b.jpg", b"a dog")]);
    let app = zip(&[(MANIFEST, br#"{"name":"a page"}"#)]);
    let empty = zip(&[]);
    for none in [b"".as_slice(), b"PK", b"<html></html>", &empty[..], &photos[..], &app[..]] {
        assert_eq!(error(none), ProjectError::NotAProject);
    }
    let sounds = zip(&[(MANIFEST, br#"{"type":"audio","version":"2.4.7"}"#)]);
    assert_eq!(error(&sounds), ProjectError::OtherProject("audio".into()));
    let damaged = zip(&[(MANIFEST, b"{")]);
    assert!(matches!(error(&damaged), ProjectError::Malformed(_)));
    let later = zip(&[(MANIFEST, br#"{"format":"headstart","version":2}"#)]);
    assert_eq!(error(&later), ProjectError::Newer { version: 2, readable: 1 });
    let manifest = replaced(&app, b"a page", b"a cage");
    assert!(matches!(error(&manifest), ProjectError::Malformed(_)), "a wrong checksum");
}

#[test]
fn a_path_that_leads_elsewhere_is_left_out() {
    let json = manifest().write();
    let paths = ["../x", "/x", "C:\\x", "C:/x", "originals/../../x", "originals/./x", "a\\b"];
    let files: Vec<(&str, &[u8])> = paths.iter().map(|path| (*path, b"x".as_slice())).collect();
    let bytes = zip(&[[(MANIFEST, json.as_slice())].as_slice(), files.as_slice()].concat());
    let mut project = headstart(&bytes);
    assert_eq!(project.left_out(), paths);
    for path in paths {
        assert_eq!(project.file(path), Ok(None), "{path}");
    }
}

#[test]
fn two_files_of_one_path_are_refused() {
    let json = manifest().write();
    let bytes = zip(&[(MANIFEST, &json), ("manifest.jsom", b"{}")]);
    let at = bytes.len() - place(&bytes.iter().rev().copied().collect::<Vec<_>>(), b"mosj");
    let mut twice = replaced(&bytes, b"jsom", b"json");
    twice[at - 1] = b'n';
    assert!(matches!(error(&twice), ProjectError::Malformed(why) if why.contains("twice")));
}

#[test]
fn sizes_that_lie_cost_their_file_alone() {
    let bytes = written();
    let cat = format!("{ORIGINALS}{}", hash(b"a cat"));
    let entry = bytes.len()
        - {
            let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
            let name: Vec<u8> = cat.bytes().rev().collect();
            place(&reversed, &name) + name.len()
        }
        - 46;
    assert_eq!(&bytes[entry..entry + 4], b"PK\x01\x02");
    for (field, claim) in [(20, 4u32), (20, u32::MAX - 1), (24, 6), (24, 300 << 20), (42, 9)] {
        let mut lie = bytes.clone();
        lie[entry + field..entry + field + 4].copy_from_slice(&claim.to_le_bytes());
        let mut project = headstart(&lie);
        assert!(project.original(&hash(b"a cat")).is_err(), "{field} {claim}");
        assert_eq!(project.original(&hash(FILES[1].1)).as_deref(), Ok(FILES[1].1));
        assert_eq!(project.file(HEAD), Ok(Some(b"a head".to_vec())));
    }
}

#[test]
fn a_writer_takes_what_the_manifest_says() {
    let mut writer = Writer::new(Cursor::new(Vec::new()), &manifest()).expect("it is sound");
    let cat = hash(b"a cat");
    let damaged = ProjectError::Damaged("cat.jpg".into());
    assert_eq!(writer.original(&cat, b"a cab"), Err(damaged));
    assert_eq!(writer.original("../x", b"x"), Err(ProjectError::Missing("../x".into())));
    for name in ["", "../x", "/x", "C:\\x", ".hidden", MANIFEST, "originals/x"] {
        let refused = writer.file(name, b"x");
        assert!(matches!(refused, Err(ProjectError::NotWritten(_))), "{name}");
    }
    assert_eq!(writer.file(HEAD, b"x"), Ok(()));
    assert!(matches!(writer.file(HEAD, b"x"), Err(ProjectError::NotWritten(_))), "twice");
    // What was refused left nothing behind.
    assert_eq!(writer.original(&cat, b"a cat"), Ok(()));
    let bytes = writer.finish().expect("memory takes it").into_inner();
    assert_eq!(headstart(&bytes).original(&cat).as_deref(), Ok(b"a cat".as_slice()));

    let mut other = manifest();
    other.originals[0].sha256 = "../x".into();
    assert!(matches!(Writer::new(Cursor::new(vec![]), &other), Err(ProjectError::Malformed(_))));
}

/// Something to read from or write to that fails from some byte on.
struct Failing(Cursor<Vec<u8>>, u64);

impl Failing {
    fn check(&self) -> io::Result<()> {
        if self.0.position() < self.1 { Ok(()) } else { Err(io::Error::other("gone")) }
    }
}

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        self.0.read(buffer)
    }
}

impl Write for Failing {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.check()?;
        self.0.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.check()
    }
}

impl Seek for Failing {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.0.seek(position)
    }
}

#[test]
fn a_disk_that_fails_is_not_the_files_fault() {
    let bytes = written();
    let reading = open(Failing(Cursor::new(bytes.clone()), 100));
    assert_eq!(reading.err(), Some(ProjectError::Unreadable("gone".into())));
    for room in [0, 50, 150] {
        let out = Failing(Cursor::new(Vec::new()), room);
        let result = Writer::new(out, &manifest()).and_then(|mut writer| {
            writer.original(&hash(b"a cat"), b"a cat")?;
            writer.finish()
        });
        assert!(matches!(result, Err(ProjectError::NotWritten(_))), "{room}");
    }
}

#[test]
fn projects_of_teachable_machine_are_read() {
    let manifest: &[u8] = br#"{"type":"image","version":"2.4.7","appdata":{"trainEpochs":50}}"#;
    let pictures: [(&str, &[u8]); 4] = [
        ("Zwei-!-0.jpg", b"first"),
        ("Zwei-!-1.jpg", b"second"),
        ("猫 und -!- Hund-!-0.jpg", b"third"),
        ("notes.txt", b"no picture"),
    ];
    let bytes = zip(&[pictures.as_slice(), &[(MANIFEST, manifest)]].concat());
    let mut project = teachable(&bytes);
    let classes: Vec<_> = project.classes().to_vec();
    let names: Vec<_> = classes.iter().map(|class| class.name.as_str()).collect();
    assert_eq!(names, ["Zwei", "猫 und -!- Hund"]);
    let (name, bytes_of) = (&classes[0].pictures[1].name, classes[0].pictures[1].bytes);
    assert_eq!((name.as_str(), bytes_of), ("Zwei-!-1.jpg", 6));
    assert_eq!(project.picture(name).as_deref(), Ok(b"second".as_slice()));
    let missing = ProjectError::Missing("Zwei-!-7.jpg".into());
    assert_eq!(project.picture("Zwei-!-7.jpg"), Err(missing));

    let damaged = replaced(&bytes, b"second", b"sekond");
    let mut project = teachable(&damaged);
    assert_eq!(project.picture(name), Err(ProjectError::Damaged(name.clone())));
    assert_eq!(project.picture("Zwei-!-0.jpg").as_deref(), Ok(b"first".as_slice()));
    // Its manifest says nothing that is needed.
    let damaged = replaced(&bytes, b"trainEpochs", b"trainEpoche");
    assert_eq!(teachable(&damaged).classes(), classes);
    let truncated = teachable(&bytes[..place(&bytes, b"third") - 1]).classes().to_vec();
    assert_eq!(truncated, classes[..1]);
    let none = zip(&[(MANIFEST, manifest)]);
    assert!(matches!(error(&none), ProjectError::Malformed(_)));
}
