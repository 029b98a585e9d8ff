//! Projects of pictures that the page draws, and their files.

use std::io::{Cursor, Write};

use headstart::data::{bitmap, sample};
use headstart::formats::digest::Digest;
use headstart::formats::project::{Manifest, Original, Writer};
use headstart::protocol::{FileRef, Input, Modality};
use headstart::ui::state::Project;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Pixels along a side: small, so that files are.
pub const SIZE: usize = 24;

/// The classes of [`headstart()`], with how many pictures they have; the last of each is the first again.
pub const CLASSES: [(&str, usize); 2] = [("fish", 4), ("tree", 3)];

/// The classes of [`teachable`], with how many pictures they have.
pub const TEACHABLE: [(&str, usize); 3] = [("house", 3), ("cup -!- mug", 2), ("Stern ☆", 2)];

/// SHA-256 of these bytes.
pub fn hash(bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.update(bytes);
    digest.finish()
}

fn drawn(class: &str, index: usize) -> Vec<u8> {
    let class = sample::CLASSES.iter().position(|name| *name == class).unwrap_or_default();
    sample::draw(class, index, SIZE)
}

/// The pictures of [`CLASSES`], class by class: what each is called, and its bytes.
pub fn pictures() -> Vec<(String, Vec<u8>)> {
    let of = |&(class, count): &(&str, usize)| {
        let class = class.to_owned();
        (0..count).map(move |index| {
            let file = bitmap::encode(SIZE, &drawn(&class, index % (count - 1)));
            (format!("{class} {}.bmp", index + 1), file)
        })
    };
    CLASSES.iter().flat_map(of).collect()
}

/// A project of these pictures, as the page has it.
pub fn project() -> Project {
    let mut project = Project::new(Modality::Pictures);
    let mut pictures = pictures().into_iter();
    for (name, count) in CLASSES {
        let class = project.class_called(name);
        let inputs = pictures.by_ref().take(count).map(|(name, bytes)| {
            let url = format!("kept:0123456789abcdef/{}", hash(&bytes));
            Input::Picture(FileRef { name, url })
        });
        let inputs: Vec<Input> = inputs.collect();
        project.add_examples(class, inputs);
    }
    project
}

/// What says what is in its file.
pub fn manifest() -> Manifest {
    let project = project();
    let examples = project.classes.iter().flat_map(|class| &class.examples);
    let originals = examples.zip(pictures()).map(|(example, (name, bytes))| Original {
        example: example.id.0,
        name,
        sha256: hash(&bytes),
        bytes: bytes.len() as u64,
    });
    let originals = originals.collect();
    Manifest::new(serde_json::from_str(&project.write()).expect("it is JSON"), originals)
}

/// Its file.
pub fn headstart() -> Vec<u8> {
    let mut writer = Writer::new(Cursor::new(Vec::new()), &manifest()).expect("it is sound");
    for (_, bytes) in pictures() {
        writer.original(&hash(&bytes), &bytes).expect("it is listed");
    }
    writer.finish().expect("memory takes it").into_inner()
}

/// A project as Teachable Machine saves it.
pub fn teachable() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |path: &str, bytes: &[u8]| {
        writer.start_file(path, stored).expect("the path is new");
        writer.write_all(bytes).expect("memory takes it");
    };
    for (class, (name, count)) in TEACHABLE.iter().enumerate() {
        for index in 0..*count {
            let rgba = drawn(sample::CLASSES[class], index);
            let rgb: Vec<u8> =
                rgba.chunks(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
            let mut jpeg = Vec::new();
            let size = SIZE as u32;
            JpegEncoder::new_with_quality(&mut jpeg, 80)
                .write_image(&rgb, size, size, ExtendedColorType::Rgb8)
                .expect("memory takes it");
            add(&format!("{name}-!-{index}.jpg"), &jpeg);
        }
    }
    let manifest = r#"{"type":"image","version":"2.4.10","appdata":{"publishResults":{},"trainEpochs":50,"trainBatchSize":16,"trainLearningRate":0.001}}"#;
    add("manifest.json", manifest.as_bytes());
    writer.finish().expect("memory takes it").into_inner()
}
