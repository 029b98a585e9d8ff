//! What experiments show: each in a file of its own; and the parts of the page of models that chapters
//! borrow.

mod borrowed;
mod curve;
mod line_chart;

use leptos::prelude::*;

use super::experiments;
use super::frame::{Bench, Frame};

pub use borrowed::Borrowed;

/// What is special about how an experiment looks.
struct Look {
    /// What is set in its own way, beside the numbers.
    controls: Option<fn(Bench) -> AnyView>,
    /// What it shows of its findings.
    result: fn(Bench) -> AnyView,
}

/// The experiment of this name, or the borrowed part.
pub fn show(name: &str) -> AnyView {
    let plain = |result| Look { controls: None, result };
    let look = match name {
        "taste" | "curve" => plain(curve::view as fn(Bench) -> AnyView),
        _ => return borrowed::show(name),
    };
    match experiments::design(name) {
        Some(design) => {
            view! { <Frame design controls=look.controls result=look.result /> }.into_any()
        }
        None => ().into_any(),
    }
}
