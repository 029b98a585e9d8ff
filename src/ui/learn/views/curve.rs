//! The data-efficiency curve.

use leptos::prelude::*;

use super::line_chart::LineChart;
use crate::ui::learn::experiments::curve::{conclusion, graph};
use crate::ui::learn::frame::Bench;

/// The curve, and what it says.
pub fn view(bench: Bench) -> AnyView {
    let graph = bench.findings(graph);
    let says = bench.findings(conclusion);
    view! {
        <LineChart graph />
        <p class="conclusion">{move || says.get()}</p>
    }
    .into_any()
}
