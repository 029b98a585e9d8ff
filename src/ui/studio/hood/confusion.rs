//! Which classes the head takes for which.

use leptos::prelude::*;

use crate::ui::parts::opened::Opened;
use crate::ui::shell::store::use_store;
use crate::ui::state::Confused;
use crate::words::{self, say, say_with};

/// So many classes make a matrix that one can look over.
const SMALL: usize = 12;

/// So many pairs of classes are shown where there are more.
const PAIRS: usize = 20;

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
    let is_small =
        Memo::new(move |_| rows.with(|rows| rows.as_ref().is_some_and(|rows| rows.len() <= SMALL)));
    let table = move || match rows.with(Option::is_some) {
        true if is_small.get() => rows.get().map(|rows| matrix(&rows)).into_any(),
        true => view! { <Many rows /> }.into_any(),
        false => view! {
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

/// The pairs that are confused most, and the whole matrix for who wants it.
#[component]
fn Many(rows: Memo<Option<Vec<Row>>>) -> impl IntoView {
    let store = use_store();
    let pairs = store.slice(|state| {
        let all = state.confused();
        let name = |pair: &Confused| {
            (state.class_name(pair.is), state.class_name(pair.taken_for), pair.count, pair.of)
        };
        (all.iter().take(PAIRS).map(name).collect::<Vec<_>>(), all.len().saturating_sub(PAIRS))
    });
    let opened = Opened::new();
    let line = |(is, taken_for, count, of): (String, String, usize, usize)| {
        view! {
            <tr>
                <th scope="row">{is}</th>
                <td>{taken_for}</td>
                <td>{say_with("confusion.of", &[&count.to_string(), &of.to_string()])}</td>
            </tr>
        }
    };
    let table = move || {
        let (pairs, more) = pairs.get();
        if pairs.is_empty() {
            return view! { <p class="hint">{say("confusion.no-pairs")}</p> }.into_any();
        }
        let more = (more > 0).then(|| words::count("confusion.more-pairs", more));
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=say("confusion.pairs")>
                <table class="pairs">
                    <caption class="hint">
                        {say("confusion.pairs-about")}
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">{say("confusion.is")}</th>
                            <th scope="col">{say("confusion.taken-for")}</th>
                            <th scope="col">{say("confusion.how-often")}</th>
                        </tr>
                    </thead>
                    <tbody>{pairs.into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
            <p class="hint">{more}</p>
        }
        .into_any()
    };
    view! {
        {table}
        <details prop:open=move || opened.get() on:toggle=move |event| opened.toggled(&event)>
            <summary>{say("confusion.whole")}</summary>
            {move || opened.get().then(|| rows.get().map(|rows| matrix(&rows)))}
        </details>
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
