//! What the things that are taught with are called.

/// What one example and several are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// What one is called, as “picture”.
    pub one: &'static str,
    /// What several are called, as “pictures”.
    pub many: &'static str,
}
