//! Why an address does not give what it should.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{say, say_with};

/// Why an address does not give what it should.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DownloadError {
    /// Occurs when bytes do not have the SHA-256 they must have.
    WrongHash {
        /// The hash that was expected, in hexadecimal.
        expected: String,
        /// The hash of what arrived, in hexadecimal.
        actual: String,
    },
    /// Occurs when an address cannot be reached: no network, a refused connection, or CORS.
    Unreachable,
    /// Occurs when a host answers but does not let other pages read what it answers (CORS).
    NotShared,
    /// Occurs when what was typed is no address that could be fetched.
    NotAnAddress,
    /// Occurs when what was typed is no SHA-256.
    NotAHash,
    /// Occurs when nothing has come from an address for so many seconds.
    Stalled(u32),
    /// Occurs when an address answers with an HTTP status other than success.
    HttpStatus(u16),
    /// Occurs when the visitor cancelled.
    Cancelled,
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::WrongHash { expected, actual } => {
                say_with("download.wrong-hash", &[start(actual), start(expected)])
            }
            Self::Unreachable => say("download.unreachable").to_owned(),
            Self::NotShared => say("download.not-shared").to_owned(),
            Self::NotAnAddress => say("download.not-an-address").to_owned(),
            Self::NotAHash => say("download.not-a-hash").to_owned(),
            Self::Stalled(seconds) => say_with("download.stalled", &[&seconds.to_string()]),
            Self::HttpStatus(status) => say_with("download.http-status", &[&status.to_string()]),
            Self::Cancelled => say("download.cancelled").to_owned(),
        })
    }
}

/// The start of a hash, long enough to tell two apart by eye.
fn start(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { DownloadError:
        DownloadError::WrongHash { .. } => DownloadError::WrongHash { expected: "é".repeat(9), actual: String::new() },
        DownloadError::Unreachable => DownloadError::Unreachable,
        DownloadError::NotShared => DownloadError::NotShared,
        DownloadError::NotAnAddress => DownloadError::NotAnAddress,
        DownloadError::NotAHash => DownloadError::NotAHash,
        DownloadError::Stalled(_) => DownloadError::Stalled(20),
        DownloadError::HttpStatus(_) => DownloadError::HttpStatus(404),
        DownloadError::Cancelled => DownloadError::Cancelled,
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }

    #[test]
    fn a_hash_that_is_no_ascii_does_not_panic() {
        let error = DownloadError::WrongHash { expected: "é".repeat(9), actual: String::new() };
        assert!(error.to_string().contains("promised"));
    }
}
