//! Which classes the head takes for which.

use leptos::prelude::*;

use crate::ui::shell::store::use_store;
use crate::words::say;

/// A row: the class, and how many of its held-out examples were taken for each class.
type Row = (String, Vec<usize>);

/// The confusion matrix over the held-out examples.
#[component]
pub fn Confusion() -> impl IntoView {
    let store = use_store();
    let rows = store.slice(|state| {
        let trained = state.trained()?;
        let report = trained.outcome.held_out.as_ref()?;
        let rows = report.classes.iter();
        let rows = rows.map(|row| (state.class_name(row.class), row.taken_for.clone()));
        Some(rows.collect::<Vec<Row>>())
    });
    let table = move || match rows.get() {
        Some(rows) => matrix(&rows).into_any(),
        None => view! {
            <p class="hint">{say("confusion.none")}</p>
        }
        .into_any(),
    };
    view! {
        <section class="wide">
            <h3>{say("confusion")}</h3>
            {table}
        </section>
    }
}

fn matrix(rows: &[Row]) -> impl IntoView + use<> {
    let heads = rows.iter().map(|(name, _)| view! { <th scope="col">{name.clone()}</th> });
    let heads = heads.collect_view();
    let cell = |row: usize, column: usize, count: usize, all: usize| {
        let share = if all == 0 { 0.0 } else { count as f64 / all as f64 };
        view! {
            <td
                data-right=(row == column && count > 0).then_some("true")
                data-wrong=(row != column && count > 0).then_some("true")
                style=format!("--share: {share:.2}")
            >
                {count}
            </td>
        }
    };
    let line = |(row, (name, taken_for)): (usize, &Row)| {
        let all = taken_for.iter().sum();
        let counts = taken_for.iter().enumerate();
        let cells = counts.map(|(column, count)| cell(row, column, *count, all)).collect_view();
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                {cells}
            </tr>
        }
    };
    let lines = rows.iter().enumerate().map(line).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=say("confusion")>
            <table class="confusion">
                <caption class="hint">
                    {say("confusion.about")}
                </caption>
                <thead>
                    <tr>
                        <td></td>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}
