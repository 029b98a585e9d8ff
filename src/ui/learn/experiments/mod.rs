//! The experiments, each with its settings and what is made of its findings.

pub mod autoencoder;
pub mod clustering;
pub mod curve;
pub mod failures;
pub mod language;
pub mod maps;
pub mod race;
pub mod ranking;
pub mod slow;

use super::design::Design;

/// Parts of the page of models that chapters borrow, by their names in them.
pub const BORROWED: [&str; 6] = ["slider", "bank", "blanks", "follows", "writing", "labels"];

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
];
