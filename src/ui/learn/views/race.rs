//! The race, by epochs and by seconds.

use leptos::prelude::*;

use super::line_chart::LineChart;
use crate::ui::learn::experiments::race::{by_epochs, by_seconds, conclusions};
use crate::ui::learn::frame::Bench;

/// Both charts, and what they show.
pub fn view(bench: Bench) -> AnyView {
    let by_epochs = bench.findings(by_epochs);
    let by_seconds = bench.findings(by_seconds);
    let phase = bench.phase();
    let says = bench.findings(conclusions);
    let over = Memo::new(move |_| phase.with(|phase| !phase.is_open()));
    let sentences = move || {
        let says = if over.get() { says.get() } else { Vec::new() };
        says.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect::<Vec<_>>()
    };
    view! {
        <div class="pair wide">
            <LineChart graph=by_epochs />
            <LineChart graph=by_seconds />
        </div>
        <div role="status"><ul class="conclusion">{sentences}</ul></div>
    }
    .into_any()
}
