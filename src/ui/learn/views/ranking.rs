//! The ranked table of models.

use leptos::prelude::*;

use crate::protocol::lab::Start;
use crate::ui::learn::experiments::ranking::{Rank, absent, ranks};
use crate::ui::learn::frame::Bench;
use crate::ui::state::megabytes;
use crate::words::{decimal, percent};

/// The table, best first, and what could not be had.
pub fn view(bench: Bench) -> AnyView {
    let found = bench.findings(ranks);
    let missing = bench.findings(absent);
    let [model, right, time, size, features] =
        bench.say(["model", "right", "milliseconds-each", "megabytes", "features"]);
    let [random] = bench.say(["with-random"]);
    let title = StoredValue::new(bench.with(&format!("title.{}", bench.design.name), &[]));
    let row = move |rank: Rank| {
        let share = f64::from(rank.accuracy);
        let width = format!("width: {:.1}%", (share * 100.0).clamp(0.0, 100.0));
        let is_random = rank.weights == Start::Random;
        // What it learnt by does not matter where it learnt nothing.
        let short = rank.name.split(':').next().unwrap_or_default().to_owned();
        let name = if is_random { short } else { rank.name };
        let spread = format!("± {}", percent(f64::from(rank.deviation)));
        view! {
            <tr data-random=is_random.then_some("true")>
                <th scope="row">{name}{is_random.then(|| view! { <span class="hint">" "{random}</span> })}</th>
                <td>
                    <strong>{percent(share)}</strong>" "<span class="hint">{spread}</span>
                    <span class="bar" aria-hidden="true"><span style=width></span></span>
                </td>
                <td>{decimal(rank.milliseconds.into(), 1)}</td>
                <td>{if is_random { "–".to_owned() } else { megabytes(rank.bytes) }}</td>
                <td>{rank.features}</td>
            </tr>
        }
    };
    let there = Memo::new(move |_| found.with(|found| !found.is_empty()));
    view! {
        {move || there.get().then(|| view! {
            <div class="scroll ranking" tabindex="0" role="region" aria-label=title.get_value()>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{model}</th>
                            <th scope="col">{right}</th>
                            <th scope="col">{time}</th>
                            <th scope="col">{size}</th>
                            <th scope="col">{features}</th>
                        </tr>
                    </thead>
                    <tbody>{move || found.get().into_iter().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        })}
        {move || missing.get().into_iter().map(|text| view! { <p class="hint">{text}</p> }).collect::<Vec<_>>()}
    }
    .into_any()
}
