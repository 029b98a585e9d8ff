//! Projects in one file: those that are kept in `tests/fixtures/projects` are read by every later version, and by
//! ten lines of Python.
//!
//! `cargo test --test native -- --ignored projects_are_kept` writes them anew: for a version that has no file yet.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::data::skip;
use crate::common::projects::{self, CLASSES, SIZE, TEACHABLE, hash};
use headstart::data::picture_file;
use headstart::formats::project::{Archive, EMBEDDINGS, HEAD, Headstart, Writer, open};
use headstart::ui::state::Project;

/// SHA-256 of the pictures in the kept project of Teachable Machine's, one after the other.
const TEACHABLE_SHA256: &str = "2314bd1f93f811fdbefa27717d7af19be8e0e30e986fb95ad27d9283848b4ed1";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/projects")
}

fn version_1() -> PathBuf {
    folder().join("version-1.headstart")
}

fn opened(path: &Path) -> Archive<File> {
    open(File::open(path).expect("it is kept")).expect("it is sound")
}

fn version_1_opened() -> Headstart<File> {
    match opened(&version_1()) {
        Archive::Headstart(project) => project,
        Archive::Teachable(project) => panic!("{project:?}"),
    }
}

#[test]
#[ignore = "writes the files that the other tests read"]
fn projects_are_kept() {
    fs::create_dir_all(folder()).expect("there is room");
    for (name, bytes) in [
        ("version-1.headstart", projects::headstart()),
        ("teachable-machine.tm", projects::teachable()),
    ] {
        fs::write(folder().join(name), bytes).expect("there is room");
    }
}

#[test]
fn a_project_of_version_1_is_read() {
    let mut file = version_1_opened();
    assert!(file.missing().is_empty() && file.left_out().is_empty());
    assert_eq!(file.manifest().version, 1);
    let project = Project::read(&file.manifest().project.to_string()).expect("it is sound");
    let classes = project.classes.iter().map(|class| (class.name.as_str(), class.examples.len()));
    assert_eq!(classes.collect::<Vec<_>>(), CLASSES);
    assert_eq!(project, projects::project());

    let originals = file.manifest().originals.clone();
    let examples = project.classes.iter().flat_map(|class| &class.examples);
    assert_eq!(originals.len(), project.total());
    for ((example, original), (name, bytes)) in examples.zip(&originals).zip(projects::pictures()) {
        assert_eq!((original.example, &original.name), (example.id.0, &name));
        assert_eq!(example.file().map(|file| &file.name), Some(&name));
        assert_eq!(original.bytes, bytes.len() as u64);
        assert_eq!(file.original(&original.sha256), Ok(bytes), "{name}");
    }
    let contents: BTreeMap<_, _> =
        originals.iter().map(|file| (&file.sha256, file.bytes)).collect();
    assert_eq!(contents.len(), originals.len() - CLASSES.len(), "each class has a picture twice");
    for name in [EMBEDDINGS, HEAD] {
        assert_eq!(file.file(name), Ok(None), "{name}");
    }
}

#[test]
fn what_is_read_and_written_again_is_the_same() {
    let mut file = version_1_opened();
    let mut writer =
        Writer::new(Cursor::new(Vec::new()), file.manifest()).expect("it was written so");
    for original in file.manifest().originals.clone() {
        let bytes = file.original(&original.sha256).expect("it is whole");
        writer.original(&original.sha256, &bytes).expect("it is listed");
    }
    let again = writer.finish().expect("memory takes it").into_inner();
    let kept = fs::read(version_1()).expect("it is kept");
    assert!(again == kept, "the same files in the same order");
    let Ok(Archive::Headstart(mut again)) = open(Cursor::new(again)) else {
        panic!("it is a project")
    };
    assert_eq!(again.manifest(), file.manifest());
    assert!(again.missing().is_empty());
    for original in &file.manifest().originals.clone() {
        assert_eq!(again.original(&original.sha256), file.original(&original.sha256));
    }
}

#[test]
fn a_project_of_teachable_machine_is_read() {
    let Archive::Teachable(mut file) = opened(&folder().join("teachable-machine.tm")) else {
        panic!("it is one")
    };
    let classes = file.classes().to_vec();
    let names = classes.iter().map(|class| (class.name.as_str(), class.pictures.len()));
    assert_eq!(names.collect::<Vec<_>>(), TEACHABLE);
    let mut all = Vec::new();
    for picture in classes.iter().flat_map(|class| &class.pictures) {
        let bytes = file.picture(&picture.name).expect("it is whole");
        assert_eq!(bytes.len() as u64, picture.bytes, "{}", picture.name);
        assert!(picture_file::inspect(&bytes).is_ok(), "{}", picture.name);
        let size = imagesize::blob_size(&bytes).expect("it is a picture");
        assert_eq!((size.width, size.height), (SIZE, SIZE));
        all.extend(bytes);
    }
    assert_eq!(hash(&all), TEACHABLE_SHA256);
    assert!(file.left_out().is_empty());
}

/// The first block of Python in the page about the file.
fn python() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/project-file.md");
    let page = fs::read_to_string(page).expect("it is there");
    let (_, rest) = page.split_once("```python\n").expect("it has one");
    rest.split_once("```").expect("it ends").0.to_owned()
}

#[test]
fn ten_lines_of_python_read_it() {
    let program = python();
    assert_eq!(program.lines().count(), 10);
    let run = Command::new("python3").arg("-c").arg(program).arg(version_1()).output();
    let Ok(output) = run else { return skip("there is no python3") };
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    let pictures = projects::pictures();
    let mut from = 0;
    let expected: Vec<String> = CLASSES
        .iter()
        .map(|(name, count)| {
            let bytes: usize =
                pictures[from..from + count].iter().map(|(_, file)| file.len()).sum();
            from += count;
            format!("{name}: {count} examples, {count} files of {bytes} bytes")
        })
        .collect();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn kept_files_are_small() {
    for entry in fs::read_dir(folder()).expect("they are kept") {
        let entry = entry.expect("an entry");
        let bytes = entry.metadata().expect("it is a file").len();
        assert!(bytes < 60_000, "{}: {bytes} bytes", entry.path().display());
    }
}
