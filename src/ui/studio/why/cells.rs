//! The cells of a picture: what each does for a class, in tones over the picture and in numbers.

use leptos::prelude::*;

use super::DIGITS;
use super::roving::{Roving, tone};
use crate::protocol::why::NoSum;
use crate::ui::parts::opened::Opened;
use crate::ui::parts::pixel_canvas::PixelCanvas;
use crate::ui::shell::store::use_store;
use crate::ui::state::Reason;
use crate::words::{say, say_with, signed};

/// What the cells of a picture do for a class; a press covers one.
pub fn cells(reason: Memo<Option<Reason>>) -> AnyView {
    let store = use_store();
    let seen = store.slice(|state| state.why.seen.clone());
    let covered = store.slice(|state| state.why.left_out().map(|it| it.part));
    let side =
        Memo::new(move |_| reason.with(|it| it.as_ref().map_or(0, |it| it.scores.len().isqrt())));
    let means = move || {
        let no_sum = reason.with(|it| it.as_ref().map(|it| it.no_sum));
        let falls = |why: &'static str| format!("{} {}", say(why), say("why.cells-fall"));
        no_sum.map(|no_sum| match no_sum {
            None => say("why.cells-add").to_owned(),
            Some(NoSum::HiddenLayer) => falls("why.no-sum-hidden"),
            Some(NoSum::Distances) => falls("why.no-sum-distances"),
            Some(NoSum::NoCells) => falls("why.no-sum-cells"),
        })
    };
    let roving = Roving::new();
    let score = move |cell: usize| {
        reason.with(|it| it.as_ref().and_then(|it| it.scores.get(cell).copied().flatten()))
    };
    let says = move |cell: usize| {
        let side = side.get().max(1);
        let (row, column) = (cell / side + 1, cell % side + 1);
        let score = score(cell).map(|it| signed(f64::from(it), DIGITS));
        let score = score.unwrap_or_else(|| say("why.unknown-yet").to_owned());
        say_with("why.cell", &[&row.to_string(), &column.to_string(), &score])
    };
    let cell = move |cell: usize| {
        let toned = Memo::new(move |_| {
            reason.with(|it| {
                it.as_ref().map(|it| tone(it.scores.get(cell).copied().flatten(), &it.scores))
            })
        });
        view! {
            <button
                type="button"
                role="gridcell"
                class="why-cell"
                id=Roving::id(cell)
                tabindex=move || roving.tab_index(cell)
                aria-label=move || says(cell)
                title=move || says(cell)
                aria-selected=move || (covered.get() == Some(cell)).to_string()
                style=move || toned.get().map(|(style, _)| style)
                data-against=move || toned.get().and_then(|(_, against)| against.then_some("true"))
                on:focus=move |_| roving.focused(cell)
                on:click=move |_| store.set(|state| state.leave_out_part(cell))
            ></button>
        }
    };
    let rows = move || {
        let side = side.get();
        let row = move |row: usize| {
            let cells = (row * side..(row + 1) * side).map(cell).collect_view();
            view! { <div role="row">{cells}</div> }
        };
        (0..side).map(row).collect_view()
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let side = side.get_untracked();
        roving.key(&event, side, side * side);
    };
    view! {
        <p class="hint">{means}</p>
        <div class="why-picture">
            <PixelCanvas pixels=seen.into() label=say("large.seen") />
            <div
                role="grid"
                class="why-grid"
                aria-label=say("why.cells")
                style=move || format!("--side: {}", side.get())
                on:keydown=key
            >
                {rows}
            </div>
        </div>
        <p class="why-legend hint">
            <span class="why-for">{say("why.for")}</span>
            <span class="why-against">{say("why.against")}</span>
        </p>
        <p class="hint">{say("why.cover")}</p>
        <Table reason side />
    }
    .into_any()
}

/// All numbers, as they lie in the picture.
#[component]
fn Table(reason: Memo<Option<Reason>>, side: Memo<usize>) -> impl IntoView {
    let opened = Opened::new();
    let rows = move || {
        let side = side.get().max(1);
        let scores = reason.with(|it| it.as_ref().map(|it| it.scores.clone())).unwrap_or_default();
        let number = |score: &Option<f32>| {
            let says = score.map(|score| signed(f64::from(score), DIGITS));
            view! { <td>{says}</td> }
        };
        let row = |(at, row): (usize, &[Option<f32>])| {
            view! {
                <tr>
                    <th scope="row">{at + 1}</th>
                    {row.iter().map(number).collect_view()}
                </tr>
            }
        };
        scores.chunks(side).enumerate().map(row).collect_view()
    };
    let heads =
        move || (1..=side.get()).map(|at| view! { <th scope="col">{at}</th> }).collect_view();
    let table = move || {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=say("why.table")>
                <table class="why-table" aria-label=say("why.cells-table")>
                    <thead>
                        <tr>
                            <th scope="col">{say("why.row")}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    };
    view! {
        <details on:toggle=move |event| opened.toggled(&event)>
            <summary>{say("why.table")}</summary>
            {move || opened.get().then(table)}
        </details>
    }
}
