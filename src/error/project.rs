//! What is wrong with a saved project.

use std::fmt;

use serde::{Deserialize, Serialize};

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
        match self {
            Self::Newer { version, readable } => write!(
                f,
                "it was saved by a later version of this page, in form {version}, of which this one reads up to {readable}. Open it with the newest version: reload the page."
            ),
            Self::Malformed(why) => write!(
                f,
                "it is no saved project, or it is damaged ({why}). Choose another file, or another copy of this one."
            ),
            Self::NotAProject => write!(
                f,
                "it is neither a project that this page has saved nor one of Teachable Machine. Choose a file whose name ends in .headstart or .tm."
            ),
            Self::OtherProject(kind) => write!(
                f,
                "it is a project of Teachable Machine of the kind “{kind}”, and only those with pictures are read. Choose one of pictures."
            ),
            Self::TooManyFiles { files, limit } => write!(
                f,
                "it has {files} files, and this page reads and writes at most {limit}. Make several projects of it."
            ),
            Self::TooLarge { name, bytes, limit } => write!(
                f,
                "the file “{name}” in it has {} MB, and this page reads and writes at most {} MB. Leave it out, or make it smaller first.",
                bytes / 1_000_000,
                limit / 1_000_000
            ),
            Self::Missing(name) => write!(
                f,
                "the file “{name}” is not in it, as it was lost before or while the project was saved. Add it again if you still have it."
            ),
            Self::Damaged(name) => write!(
                f,
                "the file “{name}” in it is damaged: its bytes are not those that were added. Add it again, or take another copy of the project."
            ),
            Self::Incomplete { files, names } => {
                let are = if *files == 1 { "is" } else { "are" };
                let names = listed(*files, names);
                write!(
                    f,
                    "of its files, {files} {are} missing or damaged ({names}), and all else is there. Add what is missing again if you still have it, or take another copy of the project."
                )
            }
            Self::LeftOut { files, names } => {
                let names = listed(*files, names);
                write!(
                    f,
                    "of its files, {files} could no longer be read ({names}), and all others are in it. Choose what is missing again from where it is now, then save once more."
                )
            }
            Self::JournalLost { pictures: 0 } => write!(
                f,
                "what was written of it on this device cannot be read any more. Open a file of it that you saved, or add its examples again."
            ),
            Self::JournalLost { pictures } => write!(
                f,
                "what was written of it on this device cannot be read any more, and its {pictures} pictures are here in one class. Open a file of it that you saved, or sort them into classes again."
            ),
            Self::Unreadable(why) => {
                write!(f, "it can no longer be read ({why}). Choose it again from where it is now.")
            }
            Self::NotWritten(why) => write!(
                f,
                "it could not be written ({why}). Make room where it should go, then save it again."
            ),
        }
    }
}

/// The names of the first few of so many files.
fn listed(files: usize, names: &[String]) -> String {
    let more = match files.saturating_sub(names.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    names.join(", ") + &more
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
