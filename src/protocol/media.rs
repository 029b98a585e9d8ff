//! What models read, and what they see of it.

use serde::{Deserialize, Serialize};

use super::ids::ExampleId;

/// Counts up whenever pictures or texts are prepared in another way before a model embeds them, or thumbnails are made
/// in another way: what was kept before is of no use then.
pub const PREPROCESSING: u32 = 2;

/// What models read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Modality {
    /// Pictures.
    #[default]
    Pictures,
    /// Texts.
    Texts,
}

impl Modality {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Pictures, Self::Texts];
}

/// A file of the visitor's, named by an address that the worker can read it from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileRef {
    /// The file's name, for sentences about it.
    pub name: String,
    /// An address that workers read: `blob:` of what the browser holds, `kept:` of what is kept on the device,
    /// `sample:` of what is drawn.
    pub url: String,
}

/// A file that was brought in with others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brought {
    /// The file.
    pub file: FileRef,
    /// The folders that it is in, of those that were brought in, with `/` between them. Blank if it was brought in by
    /// itself.
    pub folder: String,
}

impl Brought {
    /// Whether a path is of what systems leave in folders, and nobody means: `.DS_Store`, `__MACOSX/…`, `Thumbs.db`.
    pub fn is_of_a_system(path: &str) -> bool {
        let mut parts = path.split('/');
        let name = parts.next_back().unwrap_or_default();
        let is_hidden =
            |part: &str| part.starts_with('.') || part == "__MACOSX" || part == "@eaDir";
        let named = ["thumbs.db", "desktop.ini", "ehthumbs.db"];
        name.is_empty()
            || is_hidden(name)
            || named.iter().any(|it| name.eq_ignore_ascii_case(it))
            || parts.any(is_hidden)
    }
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Input {
    /// A picture, in a file.
    Picture(FileRef),
    /// A text that was typed or comes from a file, cut by the page where it is very long.
    Text(String),
}

impl Input {
    /// The most letters of a text that stand for it in sentences about it.
    const SHORT: usize = 40;

    /// What to call it in sentences about it: its file's name, or how it begins.
    pub fn name(&self) -> String {
        match self {
            Self::Picture(file) => file.name.clone(),
            Self::Text(text) => match text.char_indices().nth(Self::SHORT) {
                Some((end, _)) => format!("{}…", text[..end].trim_end()),
                None => text.clone(),
            },
        }
    }

    /// Which kind of model reads it.
    pub fn modality(&self) -> Modality {
        match self {
            Self::Picture(_) => Modality::Pictures,
            Self::Text(_) => Modality::Texts,
        }
    }

    /// The file that it is in, if it is in one.
    pub fn file(&self) -> Option<&FileRef> {
        match self {
            Self::Picture(file) => Some(file),
            Self::Text(_) => None,
        }
    }
}

/// What a model sees of something it looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Seen {
    /// The square of a picture, small, as a JPEG file.
    Picture(#[serde(with = "serde_bytes")] Vec<u8>),
    /// How a text was read.
    Text {
        /// The tokens it was divided into, with those that mark start and end.
        tokens: usize,
        /// Bytes of its beginning that the model reads, where it is too long to be read whole.
        cut: Option<usize>,
    },
}

/// An example to read and embed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewExample {
    /// Names it from now on.
    pub id: ExampleId,
    /// What it shows.
    pub input: Input,
    /// Whether the page has been shown what models see of it; of texts every model sees something else.
    pub seen: bool,
}

/// A small picture: at most 400 pixels along a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Red, green, blue and opacity of every pixel, row by row.
    #[serde(with = "serde_bytes")]
    pub rgba: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_system_leaves_is_known_by_its_path() {
        for path in ["a/.DS_Store", "__MACOSX/a/1.jpg", "Thumbs.db", "a/@eaDir/1.jpg", ".git/x", ""]
        {
            assert!(Brought::is_of_a_system(path), "{path}");
        }
        for path in ["a/1.jpg", "thumbs.db.jpg", "a.b/c"] {
            assert!(!Brought::is_of_a_system(path), "{path}");
        }
    }
}
