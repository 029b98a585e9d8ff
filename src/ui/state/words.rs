//! What the things that are taught with are called, and counted.

use super::thousands;

/// What one example and several are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// What one is called, as “picture”.
    pub one: &'static str,
    /// What several are called, as “pictures”.
    pub many: &'static str,
}

/// So many: “1 example”, “12 345 examples”.
pub(super) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { several })
}
