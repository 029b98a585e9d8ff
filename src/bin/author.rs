//! The program of `headstart.js`, by which other pages teach a classifier.

#[cfg(target_arch = "wasm32")]
mod exported {
    use std::collections::BTreeMap;

    use headstart::author::{connection, file};
    use headstart::protocol::project::Project;
    use headstart::words::{Language, speak};
    use js_sys::{Array, Error, Function, Uint8Array};
    use wasm_bindgen::prelude::*;

    /// Has errors say their sentences in this language: the words are those of the site's file.
    #[wasm_bindgen]
    pub fn say(language: &str, words: String) {
        speak(Language::of(language).unwrap_or_default(), words);
    }

    /// See [`connection::connect`].
    #[wasm_bindgen]
    pub fn connect(options: &str, address: &str, hear: Function) -> Result<Function, JsValue> {
        connection::connect(options, address, hear)
    }

    /// The file of a project, with the ids of its pictures and the bytes of each.
    #[wasm_bindgen]
    pub fn write(project: &str, ids: Vec<u32>, files: Array) -> Result<Vec<u8>, JsValue> {
        let project = Project::read(project).map_err(as_error)?;
        let bytes = files.iter().map(|bytes| Uint8Array::new(&bytes).to_vec());
        let pictures: BTreeMap<u32, Vec<u8>> = ids.into_iter().zip(bytes).collect();
        file::write(&project, &pictures).map_err(as_error)
    }

    /// What is in a file of a project, as JSON, and the bytes of each of its pictures.
    #[wasm_bindgen]
    pub fn read(bytes: Vec<u8>) -> Result<Array, JsValue> {
        let (opened, files) = file::read(bytes).map_err(as_error)?;
        let json = serde_json::to_string(&opened).map_err(as_error)?;
        let files: Array = files.iter().map(|bytes| Uint8Array::from(bytes.as_slice())).collect();
        Ok(Array::of2(&json.into(), &files))
    }

    fn as_error(why: impl std::fmt::Display) -> JsValue {
        Error::new(&why.to_string()).into()
    }
}

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("This program runs in a browser. Start it with: cargo xtask serve");
}
