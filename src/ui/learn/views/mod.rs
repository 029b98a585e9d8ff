//! What experiments show: each in a file of its own; and the parts of the page of models that chapters
//! borrow.

mod autoencoder;
mod borrowed;
mod clusters;
mod curve;
mod failures;
mod language;
mod line_chart;
mod maps;
mod pixels;
mod points;
mod race;
mod ranking;
mod slow;

use leptos::prelude::*;

use super::experiments;
use super::frame::{Bench, Frame};

pub use borrowed::Borrowed;

/// A part of how an experiment looks.
type Part = fn(Bench) -> AnyView;

/// The experiment of this name, or the borrowed part.
pub fn show(name: &str) -> AnyView {
    // What is set in its own way, beside the numbers; and what it shows of its findings.
    let (controls, result): (Option<Part>, Part) = match name {
        "taste" | "curve" => (None, curve::view),
        "autoencoder" => (None, autoencoder::view),
        "points" => (None, points::view),
        "filters" => (None, clusters::filters),
        "groups" => (None, clusters::groups),
        "masking" => (Some(language::text_box), language::masking),
        "next" => (Some(language::text_box), language::next),
        "maps" => (Some(maps::choice), maps::view),
        "slow" => (None, slow::view),
        "race" => (None, race::view),
        "ranking-pictures" | "ranking-texts" => (None, ranking::view),
        "far" | "few" | "unbalanced" | "shortcut" => (None, failures::view),
        _ => return borrowed::show(name),
    };
    match experiments::design(name) {
        Some(design) => view! { <Frame design controls result /> }.into_any(),
        None => ().into_any(),
    }
}
