//! What became of a worker.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What became of a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum WorkerError {
    /// Occurs when the worker cannot be started, or crashed; the text says where.
    Died(String),
    /// Occurs when the worker has not answered for this many seconds.
    Hangs(u32),
    /// Occurs when the worker speaks another version of the protocol than the page, as after an update.
    OtherVersion,
}

impl fmt::Display for WorkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Died(why) => write!(
                f,
                "the part of this page that computes has stopped ({why}). Press Restart; your examples are kept."
            ),
            Self::Hangs(seconds) => write!(
                f,
                "the part of this page that computes has not answered for {seconds} seconds. Press Restart, or wait; your examples are kept."
            ),
            Self::OtherVersion => write!(
                f,
                "a new version of this page is there, and the one that is open does not fit it. Press Reload; what you have added must be added again."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { WorkerError:
        WorkerError::Died(_) => WorkerError::Died("unreachable".into()),
        WorkerError::Hangs(_) => WorkerError::Hangs(20),
        WorkerError::OtherVersion => WorkerError::OtherVersion,
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }
}
