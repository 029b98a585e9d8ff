//! What the page keeps on the device: files in a place of its own, their addresses, and locks between its tabs.

use std::io::{self, Read, Seek, SeekFrom, Write};

use headstart::browser::fetch;
use headstart::browser::locks::{Held, Lock, hold, steal};
use headstart::browser::picture::decode;
use headstart::browser::storage::{
    Entry, Folder, ORIGINALS, PROJECTS, kept_address, kept_file, room, root,
};
use headstart::data::picture::Picture;
use headstart::data::{bitmap, sample};
use headstart::error::{FileError, Kind, StorageError};
use wasm_bindgen_test::wasm_bindgen_test;

/// An empty folder for one test.
async fn empty(name: &str) -> Folder {
    let root = root().await.expect("this browser keeps files");
    root.remove(name).await.expect("nothing in it is open");
    root.folder(name).await.expect("there is room")
}

async fn remove(name: &str) {
    let root = root().await.expect("this browser keeps files");
    root.remove(name).await.expect("nothing in it is open");
    assert_eq!(root.existing(name).await.map(|folder| folder.is_some()), Ok(false));
}

#[wasm_bindgen_test]
async fn a_file_is_written_read_and_gone_on_with() {
    let folder = empty("test-files").await;
    assert_eq!(folder.read("a").await, Ok(None));
    folder.write("a", b"many bytes").await.expect("there is room");
    folder.write("a", b"four").await.expect("there is room");
    assert_eq!(folder.read("a").await, Ok(Some(b"four".to_vec())));

    let file = folder.open("a").await.expect("it was closed");
    let size = file.size().expect("it is open");
    file.write_at(size, b"teen").expect("there is room");
    file.flush().expect("there is room");
    let mut read = [0; 16];
    assert_eq!(file.read_at(2, &mut read), Ok(6));
    assert_eq!(&read[..6], b"urteen");
    assert_eq!(file.read_at(100, &mut read), Ok(0));
    drop(file);

    let file = folder.open("a").await.expect("it was closed");
    assert_eq!(file.size(), Ok(8));
    file.truncate(3).expect("it is open");
    file.write_at(5, b"!").expect("there is room");
    drop(file);
    assert_eq!(folder.read("a").await, Ok(Some(b"fou\0\0!".to_vec())));
    assert_eq!(folder.file("a").await.map(|file| file.map(|file| file.size())), Ok(Some(6.0)));
    remove("test-files").await;
}

#[wasm_bindgen_test]
async fn a_file_that_is_open_is_busy() {
    let folder = empty("test-busy").await;
    let file = folder.open("a").await.expect("it is new");
    file.write_at(0, b"kept").expect("there is room");
    file.flush().expect("there is room");
    assert_eq!(folder.open("a").await.err(), Some(StorageError::Busy));
    assert_eq!(folder.write("a", b"other").await, Err(StorageError::Busy));
    assert_eq!(folder.remove("a").await, Err(StorageError::Busy));
    assert_eq!(folder.read("a").await, Ok(Some(b"kept".to_vec())), "reading needs no lock");
    drop(file);
    assert!(folder.open("a").await.is_ok());
    remove("test-busy").await;
}

#[wasm_bindgen_test]
async fn a_folder_lists_what_is_in_it_and_goes_with_all_of_it() {
    let folder = empty("test-folders").await;
    for name in ["b", "a", "ä", "10", "2"] {
        folder.write(name, name.as_bytes()).await.expect("there is room");
    }
    let inner = folder.folder("c").await.expect("there is room");
    inner.folder("d").await.expect("there is room").write("e", b"e").await.expect("there is room");
    let expected = ["10", "2", "a", "b", "c", "ä"];
    let expected = expected.map(|name| Entry { name: name.into(), is_folder: name == "c" });
    assert_eq!(folder.names().await, Ok(expected.to_vec()));

    assert!(folder.existing("c").await.expect("it is a folder").is_some());
    folder.remove("c").await.expect("nothing in it is open");
    assert!(folder.existing("c").await.expect("nothing fails").is_none());
    assert_eq!(inner.names().await, Err(StorageError::Gone));
    assert_eq!(inner.folder("d").await.err(), Some(StorageError::Gone));
    assert_eq!(folder.remove("c").await, Ok(()), "it is removed already");
    for name in ["", "..", "a/b"] {
        let error = folder.open(name).await.err();
        assert!(matches!(error, Some(StorageError::Failed(_))), "{name:?}: {error:?}");
    }
    remove("test-folders").await;
}

#[wasm_bindgen_test]
async fn a_file_is_read_and_written_as_others_are() {
    let folder = empty("test-cursor").await;
    let mut file = folder.open("a").await.expect("it is new");
    let write = |file: &mut dyn Write, bytes: &[u8]| file.write_all(bytes).expect("there is room");
    write(&mut file, b"one two three");
    assert_eq!(file.seek(SeekFrom::Start(4)).ok(), Some(4));
    write(&mut file, b"TWO");
    let mut rest = String::new();
    file.read_to_string(&mut rest).expect("it is text");
    assert_eq!(rest, " three");
    assert_eq!(file.seek(SeekFrom::End(-5)).ok(), Some(8));
    assert_eq!(file.seek(SeekFrom::Current(-8)).ok(), Some(0));
    assert!(file.seek(SeekFrom::Current(-1)).is_err());
    let mut whole = String::new();
    file.read_to_string(&mut whole).expect("it is text");
    assert_eq!(whole, "one TWO three");
    Write::flush(&mut file).expect("there is room");
    drop(file);
    remove("test-cursor").await;

    let error = io::Error::from(StorageError::Full);
    assert_eq!(StorageError::from(error), StorageError::Full, "it is the same on its way back");
}

#[wasm_bindgen_test]
async fn there_is_room() {
    let room = room().await.expect("this browser says so");
    assert!(room.free > 1 << 20, "{room:?}");
}

const PROJECT: &str = "0123456789abcdef";

#[wasm_bindgen_test]
async fn an_original_is_found_by_its_address_and_nothing_else_is() {
    let sha256 = "00ff".repeat(16);
    let root = root().await.expect("this browser keeps files");
    let mut folder = root.clone();
    for name in [PROJECTS, PROJECT, ORIGINALS] {
        folder = folder.folder(name).await.expect("there is room");
    }
    let rgba = sample::draw(0, 0, 64);
    folder.write(&sha256, &bitmap::encode(64, &rgba)).await.expect("there is room");

    let address = kept_address(PROJECT, &sha256);
    let file = kept_file(&address).await.expect("it is one").expect("it is there");
    assert_eq!(file.size() as usize, bitmap::encode(64, &rgba).len());
    let decoded = decode(&address).await.expect("it is a picture");
    assert_eq!(decoded.picture(64), Ok(Picture::from_rgba(64, &rgba)));

    for other in ["blob:x", "https://example.com/kept:", ""] {
        assert!(kept_file(other).await.is_none(), "{other}");
    }
    let upper = sha256.to_uppercase();
    for bad in [
        kept_address(PROJECT, &"0".repeat(64)),
        kept_address(&"0".repeat(16), &sha256),
        kept_address(PROJECT, &upper),
        kept_address(PROJECT, &sha256[1..]),
        kept_address("..", &sha256),
        kept_address(PROJECT, &format!("../{sha256}")),
        kept_address(&format!("{PROJECT}/"), &sha256),
        "kept:".into(),
        format!("kept:{PROJECT}"),
    ] {
        assert_eq!(kept_file(&bad).await.and_then(Result::err), Some(StorageError::Gone), "{bad}");
        let error = fetch::file(&bad).await.err();
        assert_eq!(error, Some(Kind::Storage(StorageError::Gone)), "{bad}");
    }
    let nothing = fetch::file("blob:nothing").await.err();
    assert!(matches!(nothing, Some(Kind::File(FileError::Unreadable(_)))), "{nothing:?}");

    let projects = root.folder(PROJECTS).await.expect("it is there");
    projects.remove(PROJECT).await.expect("nothing in it is open");
}

/// Takes a lock that nobody holds.
async fn held(name: &str) -> Lock {
    match hold(name).await {
        Held::Yes(lock) => lock,
        other => panic!("{name} should be free: {other:?}"),
    }
}

#[wasm_bindgen_test]
async fn a_lock_is_anothers_until_it_is_dropped() {
    let lock = held("test-held").await;
    assert!(matches!(hold("test-held").await, Held::Busy));
    drop(held("test-another").await);
    let lost = lock.lost();
    drop(lock);
    assert!(!lost.await, "it was released");
    drop(held("test-held").await);
}

#[wasm_bindgen_test]
async fn a_lock_is_free_once_it_is_released() {
    for _ in 0..20 {
        held("test-again").await.release().await;
    }
}

#[wasm_bindgen_test]
async fn who_loses_a_lock_is_told() {
    let first = held("test-stolen").await;
    let lost = first.lost();
    let second = steal("test-stolen").await.expect("this browser has locks");
    assert!(lost.await, "it was stolen");
    assert!(first.lost().await, "who asks later is told as well");
    drop(first);
    assert!(matches!(hold("test-stolen").await, Held::Busy), "the second has it");
    let lost = second.lost();
    drop(second);
    assert!(!lost.await);
    drop(steal("test-stolen").await.expect("it is free"));
}
