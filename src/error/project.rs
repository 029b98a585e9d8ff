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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { ProjectError:
        ProjectError::Newer { .. } => ProjectError::Newer { version: 2, readable: 1 },
        ProjectError::Malformed(_) => ProjectError::Malformed("expected value".into()),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }
}
