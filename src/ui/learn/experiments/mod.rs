//! The experiments, each with its settings and what is made of its findings.

pub mod curve;

use super::design::Design;

/// The experiment of this name.
pub fn design(name: &str) -> Option<&'static Design> {
    ALL.iter().copied().find(|design| design.name == name)
}

/// All of them.
pub static ALL: &[&Design] = &[&curve::TASTE, &curve::CURVE];
