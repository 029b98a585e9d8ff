//! What is wrong with what is brought in as a whole: a folder, a zip, something dragged here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with what is brought in as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ArrivalError {
    /// Occurs when a file is no zip, or a damaged one: why.
    NotAZip(String),
    /// Occurs when nothing is in it that could be an example.
    Empty,
    /// Occurs when more files are in it than are taken in at once.
    TooManyFiles {
        /// How many there are.
        files: usize,
        /// The most that are taken.
        limit: usize,
    },
    /// Occurs when some files of a zip cannot be read, and all others are taken in.
    LeftOut {
        /// How many cannot.
        files: usize,
    },
    /// Occurs when something was dragged here from another page, which has not given its file.
    OtherPage,
    /// Occurs when it can no longer be read: why.
    Unreadable(String),
}

impl fmt::Display for ArrivalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAZip(why) => write!(
                f,
                "it is no zip, or it is damaged ({why}). Unpack it, and drop the folder here instead."
            ),
            Self::Empty => write!(
                f,
                "there is nothing in it that could be an example. Choose a folder or a zip with a folder of files for each class."
            ),
            Self::TooManyFiles { files, limit } => write!(
                f,
                "it has {files} files, and at most {limit} are taken in at once. Make several smaller ones of it."
            ),
            Self::LeftOut { files: 1 } => write!(
                f,
                "one of the files in it is encrypted or damaged and was left out. Unpack it, and add that file by itself."
            ),
            Self::LeftOut { files } => write!(
                f,
                "of the files in it {files} are encrypted or damaged and were left out. Unpack it, and add those files by themselves."
            ),
            Self::OtherPage => write!(
                f,
                "the other page has given its address and not its file, and nothing is fetched for you. Save it first or copy it, then add it or paste it here."
            ),
            Self::Unreadable(why) => {
                write!(f, "it can no longer be read ({why}). Choose it again from where it is now.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { ArrivalError:
        ArrivalError::NotAZip(_) => ArrivalError::NotAZip("its end is missing".into()),
        ArrivalError::Empty => ArrivalError::Empty,
        ArrivalError::TooManyFiles { .. } => ArrivalError::TooManyFiles { files: 9, limit: 8 },
        ArrivalError::LeftOut { .. } => ArrivalError::LeftOut { files: 2 },
        ArrivalError::OtherPage => ArrivalError::OtherPage,
        ArrivalError::Unreadable(_) => ArrivalError::Unreadable("it was moved".into()),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }
}
