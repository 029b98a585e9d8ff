//! The table behind what an experiment shows, and how to copy it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::bench::Bench;
use crate::ui::browser;

/// The most rows of a table that are shown; a copy has all.
const MOST_ROWS: usize = 500;

/// The table behind what is shown, and how to copy it.
#[component]
pub fn Behind(bench: Bench, title: String) -> impl IntoView {
    let [summary, copy, copied, refused] = bench.say(["table", "copy", "copied", "not-copied"]);
    // A chapter has several tables.
    let label = StoredValue::new(format!("{title}: {summary}"));
    let sheet = bench.design.sheet;
    let rows = bench.findings(sheet);
    let filled = bench.has_findings();
    let open = RwSignal::new(false);
    let result = RwSignal::new("");
    let toggled = move |event: web_sys::Event| {
        let details = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    let copy_it = move |_| {
        let csv = rows.with_untracked(|sheet| sheet.csv());
        browser::copy(&csv, move |done| result.set(if done { copied } else { refused }));
    };
    let table = move || {
        let sheet = rows.get();
        let head: Vec<_> =
            sheet.columns.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect();
        let row = |cells: Vec<String>| {
            let cells: Vec<_> = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect();
            view! { <tr>{cells}</tr> }
        };
        let all = sheet.rows.len();
        let cut = (all > MOST_ROWS)
            .then(|| bench.with("rows-cut", &[&MOST_ROWS.to_string(), &all.to_string()]));
        let rows: Vec<_> = sheet.rows.into_iter().take(MOST_ROWS).map(row).collect();
        view! {
            {cut.map(|cut| view! { <p class="hint">{cut}</p> })}
            <table>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    move || {
        filled.get().then(|| view! {
            <details class="behind" on:toggle=toggled>
                <summary>{summary}</summary>
                <div class="actions">
                    <button type="button" class="small" on:click=copy_it>{copy}</button>
                    <span class="hint" role="status">{move || result.get()}</span>
                </div>
                {move || open.get().then(|| view! {
                    <div class="scroll" tabindex="0" role="region" aria-label=label.get_value()>{table}</div>
                })}
            </details>
        })
    }
}
