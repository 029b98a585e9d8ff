//! Why something is not kept on the device.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why something is not kept on the device, or cannot be read from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum StorageError {
    /// Occurs when the browser gives the page no place for files: in a private window, or when it is old.
    Unavailable,
    /// Occurs when there is no room left, on the device or in what the browser gives this page.
    Full,
    /// Occurs when another tab has it open.
    Busy,
    /// Occurs when what is to be read is not there.
    Gone,
    /// Occurs when the browser fails otherwise; the text is what it says.
    Failed(String),
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable => write!(
                f,
                "this browser keeps no files for this page, as in a private window. Open the page in an ordinary window, or save a file before you close this one."
            ),
            Self::Full => write!(
                f,
                "there is no room left for it on this device. Make room by deleting projects or files that you no longer need."
            ),
            Self::Busy => {
                write!(f, "another tab has it open. Work on it there, or close that tab first.")
            }
            Self::Gone => write!(
                f,
                "what was kept is no longer on this device, as after the browser's data was cleared. Add it again, or open a file that you saved."
            ),
            Self::Failed(why) => write!(
                f,
                "the browser could not read or write what it keeps for this page ({why}). Save a file of what is open, then reload the page."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { StorageError:
        StorageError::Unavailable => StorageError::Unavailable,
        StorageError::Full => StorageError::Full,
        StorageError::Busy => StorageError::Busy,
        StorageError::Gone => StorageError::Gone,
        StorageError::Failed(_) => StorageError::Failed("the object cannot be modified".into()),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }
}
