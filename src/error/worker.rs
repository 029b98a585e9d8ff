//! What became of a worker.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{number, reason, say, say_with};

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
        f.write_str(&match self {
            Self::Died(why) => say_with("worker.died", &[&reason(why)]),
            Self::Hangs(seconds) => say_with("worker.hangs", &[&number((*seconds).into())]),
            Self::OtherVersion => say("worker.other-version").to_owned(),
        })
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
