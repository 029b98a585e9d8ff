//! How well a model transfers, as this project measured it.

use leptos::prelude::*;

use crate::protocol::{FigureRow, Figures};
use crate::words::percent;

/// The table of accuracies: examples a class against models.
#[component]
pub fn FewShotTable(
    /// What was measured.
    figures: Figures,
    /// What it was measured with.
    many: &'static str,
) -> impl IntoView {
    let Figures { task, shots, draws, rows } = figures;
    let columns =
        shots.iter().map(|shots| view! { <th scope="col">{shots.to_string()}</th> }).collect_view();
    let row = |(index, row): (usize, FigureRow)| {
        let name = if index == 0 { "This model".to_owned() } else { capitalised(&row.model) };
        let cell = |(mean, deviation): (&f32, &f32)| {
            let spread = format!("± {}", percent(f64::from(*deviation)));
            view! { <td title=spread>{percent(f64::from(*mean))}</td> }
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                {row.mean.iter().zip(&row.deviation).map(cell).collect_view()}
            </tr>
        }
    };
    view! {
        <div class="scroll figures" tabindex="0" role="group" aria-label="Figures measured by this project">
            <table>
                <caption>
                    {format!("How many {many} it gets right after so few examples a class. ")}
                    <span class="hint">{format!("{task}; the mean of {draws} draws.")}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">"Examples a class"</th>
                        {columns}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The text with its first letter in upper case.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
