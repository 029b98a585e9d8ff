//! What experiments show: each in a file of its own; and the parts of the page of models that chapters
//! borrow.

mod autoencoder;
mod borrowed;
mod clusters;
mod curve;
mod doubts;
mod failures;
mod language;
mod line_chart;
mod maps;
mod pixels;
mod points;
mod race;
mod ranking;
mod share_bar;
mod slow;

use leptos::prelude::*;

use super::design::Layout;
use super::experiments;
use super::frame::{Bench, Frame};

pub use borrowed::Borrowed;

/// A part of how an experiment looks.
type Part = fn(Bench) -> AnyView;

/// The experiment of this name, or the borrowed part; nothing where a chapter names something else, which a test
/// does not let pass.
pub fn show(name: &str) -> AnyView {
    if let Some(design) = experiments::design(name) {
        let (controls, result) = parts(design.layout);
        return view! { <Frame design controls result /> }.into_any();
    }
    experiments::borrowed(name)
        .map_or_else(|| ().into_any(), |exhibit| borrowed::show(name, exhibit))
}

/// What is set in its own way, beside the numbers; and what it shows of its findings.
fn parts(layout: Layout) -> (Option<Part>, Part) {
    match layout {
        Layout::Autoencoder => (None, autoencoder::view),
        Layout::Certainty => (None, doubts::certainty),
        Layout::Curve => (None, curve::view),
        Layout::Failures => (None, failures::view),
        Layout::Filters => (None, clusters::filters),
        Layout::Groups => (None, clusters::groups),
        Layout::Maps => (Some(maps::choice), maps::view),
        Layout::Masking => (Some(language::text_box), language::masking),
        Layout::Next => (Some(language::text_box), language::next),
        Layout::Points => (None, points::view),
        Layout::Race => (None, race::view),
        Layout::Ranking => (None, ranking::view),
        Layout::Slow => (None, slow::view),
        Layout::Strangers => (None, doubts::strangers),
        Layout::Suspects => (None, doubts::suspects),
    }
}
