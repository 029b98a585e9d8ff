//! Files of pictures that people have: what is looked at before decoding refuses none that is whole.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use headstart::data::picture_file::{ends_early, inspect};
use headstart::error::{FileError, Foreign, Kind};
use proptest::prelude::*;

use crate::common::data::{shared_data, skip};

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let below = entries.flat_map(|entry| match entry.path() {
        path if path.is_dir() => files(&path),
        path => vec![path],
    });
    below.collect()
}

/// The bytes of all pictures of the shared data, with their names: those in folders, and those in zips.
fn each(folder: &Path, look: &mut impl FnMut(&str, &[u8])) {
    for path in files(folder) {
        let bytes = fs::read(&path).expect("a file");
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("zip") => {
                let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
                for at in 0..zip.len() {
                    let mut entry = zip.by_index(at).expect("an entry");
                    let mut bytes = Vec::new();
                    entry.read_to_end(&mut bytes).expect("it unpacks");
                    let name = entry.name().expect("a name").into_owned();
                    if name.ends_with(".jpg") || name.ends_with(".png") {
                        look(&name, &bytes);
                    }
                }
            }
            Some("jpg" | "png") => look(&path.to_string_lossy(), &bytes),
            _ => {}
        }
    }
}

#[test]
fn no_whole_picture_is_refused() {
    let Some(folder) = shared_data() else { return };
    let mut seen = 0;
    each(&folder.join("images"), &mut |name, bytes| {
        seen += 1;
        match inspect(bytes) {
            Ok(file) => assert!(file.size.is_some(), "{name}"),
            Err(why) => panic!("{name}: {why}"),
        }
        assert!(!ends_early(bytes), "{name}");
    });
    assert!(seen > 1000, "{seen} pictures");
}

#[test]
fn the_cases_are_told_for_what_they_are() {
    let Some(folder) = shared_data() else { return };
    let cases = folder.join("../cases");
    if !cases.is_dir() {
        return skip("there are no shared cases beside the data");
    }
    let foreign = |foreign| Err(Kind::File(FileError::Foreign(foreign)));
    for folder in ["P02", "P03", "P10", "P11", "P13", "P15", "P22", "P24"] {
        for path in files(&cases.join(folder)) {
            let bytes = fs::read(&path).expect("a file");
            assert!(inspect(&bytes).is_ok(), "{}", path.display());
            assert_eq!(ends_early(&bytes), folder == "P13", "{}", path.display());
        }
    }
    let looked_at = |name: &str| inspect(&fs::read(cases.join(name)).expect("a file"));
    assert_eq!(looked_at("P05/IMG_0042.mov"), foreign(Foreign::Video));
    for name in ["P06/IMG_0001.HEIC", "P06/IMG_0002.jpg"] {
        let heic = looked_at(name).expect("Safari decodes it");
        assert_eq!(heic.otherwise, FileError::Foreign(Foreign::Heic), "{name}");
    }
    for name in ["P15/orientation6.jpg", "P15/orientation6.webp"] {
        assert_eq!(looked_at(name).expect("it is whole").orientation, 6, "{name}");
    }
}

#[test]
fn a_photo_that_was_cut_and_closed_again_ends_early() {
    let Some(folder) = shared_data() else { return };
    let folder = folder.join("images/caltech20/test");
    let photos =
        files(&folder).into_iter().filter(|path| path.extension().is_some_and(|it| it == "jpg"));
    for path in photos.step_by(7) {
        let mut bytes = fs::read(&path).expect("a file");
        bytes.truncate(bytes.len() / 2);
        // Not in the middle of a stuffed byte.
        while bytes.last() == Some(&0xff) {
            bytes.pop();
        }
        bytes.extend([0xff, 0xd9]);
        assert!(inspect(&bytes).is_ok() && ends_early(&bytes), "{}", path.display());
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(start in 0usize..12, rest in proptest::collection::vec(any::<u8>(), 0..200)) {
        const STARTS: [&[u8]; 12] = [
            b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8X", b"BM",
            b"\0\0\x01\0\x01\0", b"\0\0\0\x18ftyp", b"II*\0", b"MM\0*\0\0\0\x08", b"<svg",
            b"\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08",
        ];
        let bytes = [STARTS[start], &rest].concat();
        let _ = inspect(&bytes);
        ends_early(&bytes);
    }
}
