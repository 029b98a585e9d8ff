//! How well a model transfers, as this project measured it.

use leptos::prelude::*;

use crate::protocol::{FigureRow, Figures};
use crate::words::{percent, say, say_with};

/// The table of accuracies: examples a class against models.
#[component]
pub fn FewShotTable(
    /// What was measured.
    figures: Figures,
    /// The key of what they are about.
    caption: &'static str,
) -> impl IntoView {
    let Figures { task, shots, draws, rows } = figures;
    let columns =
        shots.iter().map(|shots| view! { <th scope="col">{shots.to_string()}</th> }).collect_view();
    let row = |(index, row): (usize, FigureRow)| {
        let name =
            if index == 0 { say("figures.this").to_owned() } else { capitalised(&row.model) };
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
        <div class="scroll figures" tabindex="0" role="group" aria-label=say("figures")>
            <table>
                <caption>
                    {say(caption)}" "
                    <span class="hint">{say_with("figures.task", &[&task, &draws.to_string()])}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{say("figures.shots")}</th>
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
