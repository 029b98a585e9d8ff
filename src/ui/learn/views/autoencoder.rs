//! An autoencoder that learns: pictures as they are and as it draws them, and how far apart they are.

use std::sync::Arc;

use leptos::prelude::*;

use super::line_chart::LineChart;
use super::pixels::{changing, sheet};
use crate::protocol::Pixels;
use crate::protocol::lab::Finding;
use crate::ui::learn::experiments::autoencoder::graph;
use crate::ui::learn::frame::Bench;

/// The newest pictures above the loss.
pub fn view(bench: Bench) -> AnyView {
    let newest = move |pick: fn(&Finding) -> Option<&Vec<Pixels>>| {
        bench.findings(move |findings, _| {
            let pictures = findings.iter().rev().find_map(pick)?;
            Some(Arc::new(sheet(&pictures.iter().collect::<Vec<_>>())))
        })
    };
    let seen = newest(|finding| match finding {
        Finding::Redrawn { seen, .. } => Some(seen),
        _ => None,
    });
    let drawn = newest(|finding| match finding {
        Finding::Redrawn { drawn, .. } => Some(drawn),
        _ => None,
    });
    let epoch = bench.findings(|findings, words| {
        findings.iter().rev().find_map(|finding| match finding {
            Finding::Redrawn { epoch, .. } => {
                Some(words.with("after-epoch", &[&epoch.to_string()]))
            }
            _ => None,
        })
    });
    let graph = bench.findings(graph);
    let there = bench.has_findings();
    let [as_they_are, as_drawn] = bench.say(["as-they-are", "as-drawn"]);
    view! {
        {move || there.get().then(|| view! {
            <div class="pair">
                <figure>
                    {changing(seen, as_they_are)}
                    <figcaption>{as_they_are}</figcaption>
                </figure>
                <figure>
                    {changing(drawn, as_drawn)}
                    <figcaption>{as_drawn}", "{move || epoch.get()}</figcaption>
                </figure>
            </div>
        })}
        <LineChart graph />
    }
    .into_any()
}
