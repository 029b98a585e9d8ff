//! What is wrong with a file, whatever it should hold.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::foreign::Foreign;

/// What is wrong with a file, whatever it should hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FileError {
    /// Occurs when a file has no bytes.
    Empty,
    /// Occurs when a file is none of the kinds of picture that browsers decode.
    NotAPicture,
    /// Occurs when a file among pictures is known to be something else.
    Foreign(Foreign),
    /// Occurs when a picture shows nothing: all that a model sees of it has one colour.
    Blank,
    /// Occurs when the browser changes the pixels that are read from pictures.
    Disturbed,
    /// Occurs when a file that should hold texts is none.
    NotText,
    /// Occurs when a file of texts has none: only blank lines, or only the names of its columns.
    NoRows,
    /// Occurs when a table has more columns than are read.
    TooManyColumns {
        /// The most that are taken.
        limit: usize,
    },
    /// Occurs when a file ends before its own structure says it does.
    Truncated,
    /// Occurs when a picture has so many pixels that decoding it could exhaust the tab's memory.
    TooManyPixels {
        /// The picture's size in millions of pixels.
        megapixels: u32,
        /// The largest that is taken, in millions of pixels.
        limit: u32,
    },
    /// Occurs when a file has more bytes than are read at once.
    TooManyBytes {
        /// The file's size in bytes.
        bytes: u64,
        /// The largest that is taken, in bytes.
        limit: u64,
    },
    /// Occurs when the browser knows the kind of file but cannot decode this one.
    Undecodable,
    /// Occurs when a file is gone or may no longer be read.
    Unreadable(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the file is empty. Choose another copy of it."),
            Self::NotAPicture => write!(
                f,
                "it is not a picture this browser can read. Use a JPEG, PNG, WebP, GIF or AVIF file."
            ),
            Self::Foreign(foreign) => foreign.fmt(f),
            Self::Blank => write!(
                f,
                "it is blank, of one colour from edge to edge (of an animation the first picture counts). Remove it if it should show something."
            ),
            Self::Disturbed => write!(
                f,
                "this browser changes the pixels that pages read, so that nobody is recognised by them, and models see noise in your pictures. Choose in its settings, or beside the address, that this page may read canvas data, or use another browser."
            ),
            Self::NotText => write!(
                f,
                "it is no plain text, as spreadsheets, documents and pictures are not. Save it as UTF-8 text, .csv or .tsv."
            ),
            Self::NoRows => write!(
                f,
                "there is no text in it, only blank lines or the names of columns. Write at least one text into it, each on a line of its own."
            ),
            Self::TooManyColumns { limit } => write!(
                f,
                "it has more columns than the {limit} that this page reads. Save it with only the texts and their labels."
            ),
            Self::Truncated => write!(
                f,
                "the file stops in the middle, as after an interrupted copy. Copy or download it again."
            ),
            Self::TooManyPixels { megapixels, limit } => write!(
                f,
                "it has {megapixels} megapixels and the most this page opens is {limit}. Make it smaller first."
            ),
            Self::TooManyBytes { bytes, limit } => write!(
                f,
                "it has {} MB and the most this page opens is {} MB. Make it smaller first.",
                bytes / 1_000_000,
                limit / 1_000_000
            ),
            Self::Undecodable => write!(
                f,
                "the browser could not decode it. Open it in a picture editor and save it again."
            ),
            Self::Unreadable(why) => write!(
                f,
                "the file can no longer be read ({why}). Add it again from where it is now."
            ),
        }
    }
}

impl FileError {
    /// What is wrong with each of several files, whatever their own sizes are.
    pub(super) fn of_each(&self) -> String {
        match self {
            Self::TooManyPixels { limit, .. } => {
                format!(
                    "it has more than the {limit} megapixels that this page opens. Make it smaller first."
                )
            }
            Self::TooManyBytes { limit, .. } => {
                format!(
                    "it has more than the {} MB that this page opens. Make it smaller first.",
                    limit / 1_000_000
                )
            }
            _ => self.to_string(),
        }
    }

    /// Whether the same can be said of two files, whatever their own sizes are.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::TooManyPixels { limit, .. }, Self::TooManyPixels { limit: also, .. }) => {
                limit == also
            }
            (Self::TooManyBytes { limit, .. }, Self::TooManyBytes { limit: also, .. }) => {
                limit == also
            }
            _ => self == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { FileError:
        FileError::Empty => FileError::Empty,
        FileError::NotAPicture => FileError::NotAPicture,
        FileError::Foreign(_) => FileError::Foreign(Foreign::Video),
        FileError::Blank => FileError::Blank,
        FileError::Disturbed => FileError::Disturbed,
        FileError::NotText => FileError::NotText,
        FileError::NoRows => FileError::NoRows,
        FileError::TooManyColumns { .. } => FileError::TooManyColumns { limit: 64 },
        FileError::Truncated => FileError::Truncated,
        FileError::TooManyPixels { .. } => FileError::TooManyPixels { megapixels: 200, limit: 64 },
        FileError::TooManyBytes { .. } => FileError::TooManyBytes { bytes: 1 << 30, limit: 1 << 20 },
        FileError::Undecodable => FileError::Undecodable,
        FileError::Unreadable(_) => FileError::Unreadable("gone".into()),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }
}
