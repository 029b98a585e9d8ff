//! How loss and accuracy go, epoch by epoch.

use leptos::prelude::*;

use crate::protocol::{Progress, Score};
use crate::ui::parts::conditional::If;
use crate::ui::parts::opened::Opened;
use crate::ui::parts::plot::{BOTTOM, HEIGHT, LEFT, Plot, RIGHT, TOP, WIDTH, round_up, thin};
use crate::ui::shell::store::{Store, use_store};
use crate::words::{decimal, number, percent, say, say_with};

/// How many epochs a chart shows at most: about one a pixel.
const SHOWN: usize = 250;

/// The newest run, epoch by epoch.
fn history(store: Store) -> Memo<Vec<Progress>> {
    store.slice(|state| {
        let run = state.training.run.as_ref();
        run.map(|run| thin(&run.history, SHOWN)).unwrap_or_default()
    })
}

/// Whether there is anything to draw of the newest run: it has steps, and has taken some.
fn is_drawn(store: Store) -> Memo<bool> {
    store.slice(|state| {
        let run = state.training.run.as_ref();
        run.is_some_and(|run| run.has_steps && !run.history.is_empty())
    })
}

/// The epochs that the newest run has in all.
fn epochs(store: Store) -> Memo<u32> {
    store.slice(|state| state.training.run.as_ref().map_or(1, |run| run.epochs))
}

/// What the lines of a chart are.
#[component]
fn Legend(history: Memo<Vec<Progress>>) -> impl IntoView {
    let tests = Memo::new(move |_| history.with(|all| all.iter().any(|p| p.held_out.is_some())));
    view! {
        <p class="legend" aria-hidden="true">
            <span class="key training">{say("chart.trained-on")}</span>
            <If when=move || tests.get()>
                <span class="key held-out">{say("chart.held-out")}</span>
            </If>
        </p>
    }
}

/// How the accuracy of the newest run goes.
#[component]
pub fn AccuracyChart() -> impl IntoView {
    let store = use_store();
    let (history, epochs) = (history(store), epochs(store));
    let is_drawn = is_drawn(store);
    view! {
        <If when=move || is_drawn.get()>
            <div class="charts">
                <Legend history />
                <Chart title=say("chart.accuracy") scale=100.0 most=|| 100.0 history epochs read=accuracy />
            </div>
        </If>
    }
}

/// How the loss of the newest run goes, and the table behind both charts.
#[component]
pub fn LossChart() -> impl IntoView {
    let store = use_store();
    let (history, epochs) = (history(store), epochs(store));
    // The axes stand still while the lines grow, so only the lines are drawn again.
    let most_loss = Memo::new(move |_| {
        let losses = |progress: &Progress| {
            [Some(progress.training), progress.held_out]
                .into_iter()
                .flatten()
                .map(|score| score.loss)
        };
        let most = history.with(|all| all.iter().flat_map(losses).fold(0.0, f32::max));
        round_up(f64::from(most))
    });
    let opened = Opened::new();
    let epochs_over =
        store.slice(|state| state.training.run.as_ref().map_or(0, |run| run.history.len()));
    let is_drawn = is_drawn(store);
    let without_steps = store.slice(|state| {
        let trained = state.trained();
        trained.is_some_and(|trained| !trained.outcome.recipe.has_steps())
    });
    view! {
        <If when=move || without_steps.get() && !is_drawn.get()>
            <section>
                <h3>{say("chart.how")}</h3>
                <p class="hint">{say("chart.no-steps")}</p>
            </section>
        </If>
        <If when=move || is_drawn.get()>
            <section>
                <h3>{say("chart.how")}</h3>
                <div class="charts">
                    <Legend history />
                    <Chart
                        title=say("chart.loss")
                        scale=1.0
                        most=move || most_loss.get()
                        history
                        epochs
                        read=loss
                    />
                    <details
                        prop:open=move || opened.get()
                        on:toggle=move |event| opened.toggled(&event)
                    >
                        <summary>{say("chart.table")}</summary>
                        <If when=move || opened.get()><Table history epochs_over /></If>
                    </details>
                </div>
            </section>
        </If>
    }
}

fn accuracy(score: Score) -> f64 {
    f64::from(score.accuracy)
}

fn loss(score: Score) -> f64 {
    f64::from(score.loss)
}

/// One chart: a line for the training examples, and one for the held-out ones.
#[component]
fn Chart(
    title: &'static str,
    /// What a value is multiplied by before it is drawn.
    scale: f64,
    most: impl Fn() -> f64 + Copy + Send + Sync + 'static,
    history: Memo<Vec<Progress>>,
    epochs: Memo<u32>,
    read: fn(Score) -> f64,
) -> impl IntoView {
    let plot = move || Plot::new(f64::from(epochs.get()), most());
    let line = move |pick: fn(&Progress) -> Option<Score>| {
        let point =
            |progress: &Progress| Some((f64::from(progress.epoch), read(pick(progress)?) * scale));
        history.with(|all| plot().points(all.iter().filter_map(point)))
    };
    let level = move |share: f64| {
        let value = share * most();
        let y = plot().y(value);
        view! {
            <line class="grid" x1=LEFT x2=RIGHT y1=y y2=y />
            <text x=LEFT - 8.0 y=y + 5.0 text-anchor="end">{short(value)}</text>
        }
    };
    let epoch = move |share: f64, anchor: &'static str| {
        let value = (share * f64::from(epochs.get())).round();
        view! {
            <text x=plot().x(value) y=BOTTOM + 22.0 text-anchor=anchor>{short(value)}</text>
        }
    };
    let says = move || {
        let last = history.with(|all| all.last().copied());
        let Some(last) = last else { return title.to_owned() };
        let value = |score: Score| short(read(score) * scale);
        let (epoch, training) = (last.epoch.to_string(), value(last.training));
        match last.held_out {
            Some(score) => say_with("chart.says-both", &[title, &epoch, &training, &value(score)]),
            None => say_with("chart.says", &[title, &epoch, &training]),
        }
    };
    view! {
        <figure>
            <figcaption>{title}</figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=says>
                {move || [0.0, 0.5, 1.0].map(level).collect_view()}
                {move || [(0.0, "middle"), (1.0, "end")].map(|(s, a)| epoch(s, a)).collect_view()}
                <text x=(LEFT + RIGHT) / 2.0 y=BOTTOM + 22.0 text-anchor="middle">{say("chart.epoch")}</text>
                <line class="axis" x1=LEFT x2=LEFT y1=TOP y2=BOTTOM />
                <line class="axis" x1=LEFT x2=RIGHT y1=BOTTOM y2=BOTTOM />
                <polyline class="line training" points=move || line(|p| Some(p.training)) />
                <polyline class="line held-out" points=move || line(|p| p.held_out) />
            </svg>
        </figure>
    }
}

/// A figure of at most three significant digits.
fn short(value: f64) -> String {
    if value == 0.0 {
        "0".into()
    } else if value.abs() >= 10.0 {
        decimal(value, 0)
    } else {
        let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 6) as usize;
        let text = decimal(value, digits);
        text.trim_end_matches('0').trim_end_matches(['.', ',']).to_owned()
    }
}

/// The table behind the charts.
#[component]
fn Table(history: Memo<Vec<Progress>>, epochs_over: Memo<usize>) -> impl IntoView {
    let cells = |score: Option<Score>| match score {
        Some(score) => (short(f64::from(score.loss)), percent(f64::from(score.accuracy))),
        None => ("–".into(), "–".into()),
    };
    let row = move |progress: Progress| {
        let (loss, accuracy) = cells(Some(progress.training));
        let (held_out_loss, held_out_accuracy) = cells(progress.held_out);
        view! {
            <tr>
                <th scope="row">{progress.epoch}</th>
                <td>{loss}</td>
                <td>{held_out_loss}</td>
                <td>{accuracy}</td>
                <td>{held_out_accuracy}</td>
            </tr>
        }
    };
    let thinned = move || {
        let (shown, all) = (history.with(Vec::len), epochs_over.get());
        (shown < all).then(|| {
            view! {
                <p class="hint">{say_with("chart.thinned", &[&number(shown as u64), &number(all as u64)])}</p>
            }
        })
    };
    view! {
        {thinned}
        <div class="scroll" tabindex="0" role="region" aria-label=say("chart.by-epoch")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say("chart.epoch-head")}</th>
                        <th scope="col">{say("chart.loss-trained-on")}</th>
                        <th scope="col">{say("chart.loss-held-out")}</th>
                        <th scope="col">{say("chart.accuracy-trained-on")}</th>
                        <th scope="col">{say("chart.accuracy-held-out")}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || history.get()
                        key=|progress| (progress.run, progress.epoch)
                        children=row
                    />
                </tbody>
            </table>
        </div>
    }
}
