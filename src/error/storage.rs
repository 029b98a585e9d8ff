//! Why something is not kept on the device.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{reason, say, say_with};

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
        f.write_str(&match self {
            Self::Unavailable => say("storage.unavailable").to_owned(),
            Self::Full => say("storage.full").to_owned(),
            Self::Busy => say("storage.busy").to_owned(),
            Self::Gone => say("storage.gone").to_owned(),
            Self::Failed(why) => say_with("storage.failed", &[&reason(why)]),
        })
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
