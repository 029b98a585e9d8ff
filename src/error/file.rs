//! What is wrong with a file, whatever it should hold.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::foreign::Foreign;
use crate::words::{number, reason, say, say_with};

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
    /// Occurs when a file of JSON breaks off, or is none from some line on.
    BrokenJson {
        /// The line, from 1.
        line: usize,
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
        f.write_str(&match self {
            Self::Empty => say("file.empty").to_owned(),
            Self::NotAPicture => say("file.not-a-picture").to_owned(),
            Self::Foreign(foreign) => foreign.to_string(),
            Self::Blank => say("file.blank").to_owned(),
            Self::Disturbed => say("file.disturbed").to_owned(),
            Self::NotText => say("file.not-text").to_owned(),
            Self::NoRows => say("file.no-rows").to_owned(),
            Self::TooManyColumns { limit } => {
                say_with("file.too-many-columns", &[&number(*limit as u64)])
            }
            Self::BrokenJson { line } => say_with("file.broken-json", &[&number(*line as u64)]),
            Self::Truncated => say("file.truncated").to_owned(),
            Self::TooManyPixels { megapixels, limit } => say_with(
                "file.too-many-pixels",
                &[&number((*megapixels).into()), &number((*limit).into())],
            ),
            Self::TooManyBytes { bytes, limit } => say_with(
                "file.too-many-bytes",
                &[&number(bytes / 1_000_000), &number(limit / 1_000_000)],
            ),
            Self::Undecodable => say("file.undecodable").to_owned(),
            Self::Unreadable(why) => say_with("file.unreadable", &[&reason(why)]),
        })
    }
}

impl FileError {
    /// What is wrong with each of several files, whatever their own sizes are.
    pub(super) fn of_each(&self) -> String {
        match self {
            Self::TooManyPixels { limit, .. } => {
                say_with("file.each-too-many-pixels", &[&number((*limit).into())])
            }
            Self::TooManyBytes { limit, .. } => {
                say_with("file.each-too-many-bytes", &[&number(limit / 1_000_000)])
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
        FileError::BrokenJson { .. } => FileError::BrokenJson { line: 12 },
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
