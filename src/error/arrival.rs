//! What is wrong with what is brought in as a whole: a folder, a zip, something dragged here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{count, number, reason, say, say_with};

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
        f.write_str(&match self {
            Self::NotAZip(why) => say_with("arrival.not-a-zip", &[&reason(why)]),
            Self::Empty => say("arrival.empty").to_owned(),
            Self::TooManyFiles { files, limit } => say_with(
                "arrival.too-many-files",
                &[&number(*files as u64), &number(*limit as u64)],
            ),
            Self::LeftOut { files } => count("arrival.left-out", *files),
            Self::OtherPage => say("arrival.other-page").to_owned(),
            Self::Unreadable(why) => say_with("arrival.unreadable", &[&reason(why)]),
        })
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
