//! The models of language that ship with the page.

use std::path::{Path, PathBuf};

use headstart::engine::cpu::TextEmbedder;
use headstart::formats::{Files, language};

/// The folder of all that ships.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/weights")
}

/// The files of a model of language under the names that other programs give them.
pub fn files(id: &str) -> Files {
    let names = ["model.safetensors", "tokenizer.json"];
    let read = |name: &str| {
        let shipped = name.replace("model.", "");
        std::fs::read(folder().join(format!("{id}.{shipped}"))).expect("it ships")
    };
    names.map(|name| (name.to_owned(), read(name))).into()
}

/// A model of language on the CPU.
pub fn model(id: &str) -> TextEmbedder {
    language::read(files(id)).and_then(TextEmbedder::new).expect("what ships is sound")
}
