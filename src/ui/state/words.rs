//! What the things that are taught with are called.

/// What one example and several are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// One.
    pub one: &'static str,
    /// Several.
    pub many: &'static str,
}
