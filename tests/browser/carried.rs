//! A project's file is written in a place of the browser's own, and read from wherever the browser has it.

use std::io::{Read, Seek, SeekFrom, Write};

use headstart::browser::blob_reader::BlobReader;
use headstart::browser::fetch;
use headstart::browser::storage::root;
use headstart::error::ProjectError;
use headstart::formats::digest::Digest;
use headstart::formats::project::{Archive, HEAD, Manifest, Original, Writer, open};
use js_sys::{Array, Uint8Array};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, Url};

fn blob(bytes: &[u8]) -> Blob {
    let parts = Array::of1(&Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence(&parts).expect("there is memory")
}

#[wasm_bindgen_test]
fn a_blob_is_read_anywhere() {
    let bytes: Vec<u8> = (0..1_000_000u32).map(|at| (at % 251) as u8).collect();
    let mut reader = BlobReader::new(blob(&bytes)).expect("this is a worker");
    for (at, length) in
        [(0, 10), (262_140, 10), (5, 3), (999_000, 1000), (100, 700_000), (300_000, 262_144)]
    {
        reader.seek(SeekFrom::Start(at as u64)).expect("it is a place");
        let mut read = vec![0; length];
        reader.read_exact(&mut read).expect("it is there");
        assert_eq!(read, bytes[at..at + length], "{length} at {at}");
    }
    assert_eq!(reader.seek(SeekFrom::End(-4)).ok(), Some(999_996));
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).expect("it is there");
    assert_eq!(rest, bytes[999_996..]);
    assert_eq!(reader.seek(SeekFrom::End(9)).ok(), Some(1_000_009));
    assert_eq!(reader.read(&mut [0; 8]).ok(), Some(0), "past the end");
    assert!(reader.seek(SeekFrom::Current(-2_000_000)).is_err());
    let mut empty = BlobReader::new(blob(b"")).expect("this is a worker");
    assert_eq!(empty.read(&mut [0; 8]).ok(), Some(0));
}

fn hash(bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.update(bytes);
    digest.finish()
}

#[wasm_bindgen_test]
async fn a_project_is_written_on_the_device_and_read_by_its_address() {
    const NAME: &str = "test-carried";
    let root = root().await.expect("this browser keeps files");
    root.remove(NAME).await.expect("nothing in it is open");
    let folder = root.folder(NAME).await.expect("there is room");
    let contents = [vec![1; 300_000], b"two".to_vec(), b"lost".to_vec()];
    let originals = contents.iter().zip(1..).map(|(content, example)| Original {
        example,
        name: format!("{example}.jpg"),
        sha256: hash(content),
        bytes: content.len() as u64,
    });
    let manifest = Manifest::new(serde_json::json!({ "version": 1 }), originals.collect());
    let file = folder.open("file").await.expect("it is new");
    let mut writer = Writer::new(file, &manifest).expect("there is room");
    for content in &contents[..2] {
        writer.original(&hash(content), content).expect("there is room");
    }
    writer.file(HEAD, b"a head").expect("there is room");
    let mut file = writer.finish().expect("there is room");
    Write::flush(&mut file).expect("there is room");
    drop(file);

    let file = folder.file("file").await.expect("nothing fails").expect("it is there");
    let address = Url::create_object_url_with_blob(&file).expect("there is memory");
    let blob = fetch::file(&address).await.expect("it is there");
    let reader = BlobReader::new(blob).expect("this is a worker");
    let Ok(Archive::Headstart(mut read)) = open(reader) else { panic!("it is a project") };
    assert_eq!(*read.manifest(), manifest);
    for content in &contents[..2] {
        assert_eq!(read.original(&hash(content)).as_ref(), Ok(content));
    }
    let lost = read.original(&hash(&contents[2]));
    assert_eq!(lost, Err(ProjectError::Missing("3.jpg".into())));
    assert_eq!(read.file(HEAD), Ok(Some(b"a head".to_vec())));
    Url::revoke_object_url(&address).expect("it is a text");
    root.remove(NAME).await.expect("nothing in it is open");
}
