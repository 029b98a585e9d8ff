//! What is wrong with a saved project.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::names::quoted;
use crate::words::{count, number, reason, say, say_count, say_with};

/// What is wrong with a saved project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ProjectError {
    /// Occurs when a later version of the page has saved it.
    Newer {
        /// The version it is of.
        version: u32,
        /// The latest that is read.
        readable: u32,
    },
    /// Occurs when it is damaged, or no project.
    Malformed(String),
    /// Occurs when a file is something else, such as a zip of pictures.
    NotAProject,
    /// Occurs when it is a project of Teachable Machine's that has no pictures: of what kind it is.
    OtherProject(String),
    /// Occurs when more files are in it than are read or written.
    TooManyFiles {
        /// How many there are.
        files: usize,
        /// The most that are taken.
        limit: usize,
    },
    /// Occurs when a file in it is larger than what is read or written.
    TooLarge {
        /// What the file is called.
        name: String,
        /// Its size in bytes.
        bytes: u64,
        /// The largest that is taken, in bytes.
        limit: u64,
    },
    /// Occurs when a file that was added as an example is not in it.
    Missing(String),
    /// Occurs when a file that was added as an example is in it with other bytes.
    Damaged(String),
    /// Occurs when some of the files that were added are missing or damaged, and all else is there.
    Incomplete {
        /// How many they are.
        files: usize,
        /// What the first few are called.
        names: Vec<String>,
    },
    /// Occurs when nothing that was written of a kept project can be read any more.
    JournalLost {
        /// Its pictures, which were found beside.
        pictures: usize,
    },
    /// Occurs when some of the files that were to go into a zip can no longer be read.
    LeftOut {
        /// How many they are.
        files: usize,
        /// What the first few are called.
        names: Vec<String>,
    },
    /// Occurs when it can no longer be read: why.
    Unreadable(String),
    /// Occurs when it cannot be written: why.
    NotWritten(String),
}

impl fmt::Display for ProjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Newer { version, readable } => {
                say_with("project.newer", &[&version.to_string(), &readable.to_string()])
            }
            Self::Malformed(why) => say_with("project.malformed", &[&reason(why)]),
            Self::NotAProject => say("project.not-a-project").to_owned(),
            Self::OtherProject(kind) => say_with("project.other", &[kind]),
            Self::TooManyFiles { files, limit } => say_with(
                "project.too-many-files",
                &[&number(*files as u64), &number(*limit as u64)],
            ),
            Self::TooLarge { name, bytes, limit } => say_with(
                "project.too-large",
                &[name, &number(bytes / 1_000_000), &number(limit / 1_000_000)],
            ),
            Self::Missing(name) => say_with("project.missing", &[name]),
            Self::Damaged(name) => say_with("project.damaged", &[name]),
            Self::Incomplete { files, names } => {
                say_count("project.incomplete", *files, &[&few(*files, names)])
            }
            Self::LeftOut { files, names } => {
                say_count("project.left-out", *files, &[&few(*files, names)])
            }
            Self::JournalLost { pictures: 0 } => say("project.journal-lost").to_owned(),
            Self::JournalLost { pictures } => count("project.journal-lost-pictures", *pictures),
            Self::Unreadable(why) => say_with("project.unreadable", &[&reason(why)]),
            Self::NotWritten(why) => say_with("project.not-written", &[&reason(why)]),
        })
    }
}

/// The names of the first few of so many files.
fn few(files: usize, names: &[String]) -> String {
    let said = names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    match files.saturating_sub(names.len()) {
        0 => said,
        more => say_count("names.more", more, &[&said]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { ProjectError:
        ProjectError::Newer { .. } => ProjectError::Newer { version: 2, readable: 1 },
        ProjectError::Malformed(_) => ProjectError::Malformed("expected value".into()),
        ProjectError::NotAProject => ProjectError::NotAProject,
        ProjectError::OtherProject(_) => ProjectError::OtherProject("audio".into()),
        ProjectError::TooManyFiles { .. } => ProjectError::TooManyFiles { files: 300_000, limit: 200_000 },
        ProjectError::TooLarge { .. } => {
            ProjectError::TooLarge { name: "cat.tif".into(), bytes: 1 << 30, limit: 1 << 28 }
        },
        ProjectError::Missing(_) => ProjectError::Missing("cat.jpg".into()),
        ProjectError::Damaged(_) => ProjectError::Damaged("cat.jpg".into()),
        ProjectError::Incomplete { .. } => {
            ProjectError::Incomplete { files: 7, names: vec!["cat.jpg".into(), "dog.jpg".into()] }
        },
        ProjectError::JournalLost { .. } => ProjectError::JournalLost { pictures: 12 },
        ProjectError::LeftOut { .. } => {
            ProjectError::LeftOut { files: 1, names: vec!["cat.jpg".into()] }
        },
        ProjectError::Unreadable(_) => ProjectError::Unreadable("gone".into()),
        ProjectError::NotWritten(_) => ProjectError::NotWritten("disk full".into()),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }
}
