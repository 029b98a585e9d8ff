//! The experiments, each with its settings and what is made of its findings.

pub mod autoencoder;
pub mod clustering;
pub mod curve;
pub mod doubts;
pub mod failures;
pub mod language;
pub mod maps;
pub mod race;
pub mod ranking;
pub mod slow;

use super::design::Design;
use crate::protocol::Exhibit;

/// What of the page of models chapters borrow, by its names in them.
pub const BORROWED: [(&str, Exhibit); 6] = [
    ("slider", Exhibit::Drawing),
    ("bank", Exhibit::Patches),
    ("blanks", Exhibit::Blanks),
    ("follows", Exhibit::Follows),
    ("writing", Exhibit::Writing),
    ("labels", Exhibit::Labels),
];

/// What is borrowed under this name.
pub fn borrowed(name: &str) -> Option<Exhibit> {
    BORROWED.into_iter().find(|(borrowed, _)| *borrowed == name).map(|(_, exhibit)| exhibit)
}

/// The experiment of this name.
pub fn design(name: &str) -> Option<&'static Design> {
    ALL.iter().copied().find(|design| design.name == name)
}

/// All of them, in the order of the chapters.
pub static ALL: &[&Design] = &[
    &curve::TASTE,
    &autoencoder::AUTOENCODER,
    &clustering::POINTS,
    &clustering::PATCHES,
    &clustering::EMBEDDINGS,
    &language::MASKING,
    &language::NEXT,
    &maps::MAPS,
    &slow::SLOW,
    &race::RACE,
    &curve::CURVE,
    &ranking::PICTURES,
    &ranking::TEXTS,
    &failures::FAR,
    &failures::FEW,
    &failures::UNBALANCED,
    &failures::SHORTCUT,
    &doubts::CERTAINTY,
    &doubts::STRANGERS,
    &doubts::SUSPECTS,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_names_one_thing() {
        let mut names: Vec<&str> = ALL.iter().map(|design| design.name).collect();
        names.extend(BORROWED.map(|(name, _)| name));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(names.iter().all(|name| design(name).is_some() != borrowed(name).is_some()));
    }

    #[test]
    fn every_exhibit_is_shown_in_a_chapter() {
        for exhibit in Exhibit::ALL {
            assert!(BORROWED.iter().any(|(_, borrowed)| *borrowed == exhibit), "{exhibit:?}");
        }
    }
}
