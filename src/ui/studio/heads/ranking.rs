//! Which kind of head works best on the examples: asked for, under way, and told.

use leptos::prelude::*;

use crate::protocol::{HeadChoice, RankedHead, Ranking};
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::words::{decimal, listed, percent, say, say_count, say_with};

/// The button “Which works best?”, and what came of it.
#[component]
pub fn Which() -> impl IntoView {
    let store = use_store();
    let going = store.slice(|state| state.comparison.going);
    let found = store.slice(|state| state.comparison.found.clone());
    let is_older = store.slice(|state| state.is_comparison_older());
    let is_going = Memo::new(move |_| going.get().is_some());
    let press = move |_| match is_going.get_untracked() {
        true => store.act(|state| state.stop_comparing()),
        false => store.attempt(|state| state.compare_heads()),
    };
    let says = move || match found.get() {
        _ if is_going.get() => say("heads.comparing").to_owned(),
        Some(ranking) => verdict(&ranking),
        None => say("heads.about").to_owned(),
    };
    view! {
        <div class="which-head" aria-busy=move || is_going.get().to_string()>
            <button type="button" class="small" on:click=press>
                {move || if is_going.get() { say("heads.stop") } else { say("heads.which") }}
            </button>
            <If when=move || is_going.get()>
                <progress
                    aria-label=say("heads.which")
                    max="1"
                    value=move || going.get().map(|share| share.to_string())
                ></progress>
            </If>
            <p class="hint" role="status" aria-label=say("heads.which")>{says}</p>
            <If when=move || !is_going.get() && found.with(|it| it.as_ref().is_some_and(|it| it.examples > 0))>
                {move || found.get().map(|ranking| view! { <Table ranking=(*ranking).clone() /> })}
                <p class="hint">{move || found.get().map(|ranking| about(&ranking))}</p>
                <If when=move || is_older.get()><p class="older">{say("heads.older")}</p></If>
            </If>
        </div>
    }
}

/// All kinds, the best first, and a press that takes it.
#[component]
fn Table(ranking: Ranking) -> impl IntoView {
    let store = use_store();
    let best = ranking.heads.first().map_or(HeadChoice::Linear, |head| head.head);
    let is_chosen = store.slice(move |state| state.project().recipe.head() == best);
    let row = |(place, it): (usize, &RankedHead)| {
        let [low, high] = it.range.map(|share| f64::from(share) * 100.0);
        let behind = (place > 0).then(|| behind(it));
        let seconds = decimal(it.seconds.into(), if it.seconds < 1.0 { 2 } else { 1 });
        view! {
            <tr>
                <th scope="row">{it.head.label()}</th>
                <td>
                    {percent(it.accuracy.into())}
                    <span
                        class="head-range"
                        aria-hidden="true"
                        style=format!("--from: {low:.1}%; --to: {high:.1}%; --at: {:.1}%", it.accuracy * 100.0)
                    ></span>
                    <span class="hint">
                        {say_with("heads.range", &[&percent(it.range[0].into()), &percent(it.range[1].into())])}
                    </span>
                    <span class="hint">{behind} " " {say_with("heads.made", &[&seconds])}</span>
                </td>
            </tr>
        }
    };
    let rows = ranking.heads.iter().enumerate().map(row).collect_view();
    let take = move |_| store.act(|state| state.choose_head(best));
    view! {
        <table class="head-ranking" aria-label=say("heads.table")>
            <thead>
                <tr>
                    <th scope="col">{say("heads.kind")}</th>
                    <th scope="col">{say("heads.right")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="take-head">
            <button type="button" on:click=take aria-describedby="head-taken">{say("heads.use")}</button>
            <span class="hint" id="head-taken">
                {move || match is_chosen.get() {
                    true => say_with("heads.chosen", &[best.label()]),
                    false => best.label().to_owned(),
                }}
            </span>
        </p>
    }
}

/// How far a kind is behind the best.
fn behind(it: &RankedHead) -> String {
    let points = |share: f32| decimal(f64::from(share) * 100.0, 1);
    let values = [points(it.behind), points(it.give_or_take)];
    let values = values.each_ref().map(String::as_str);
    match it.may_be_chance() {
        _ if it.behind <= 0.0 => say("heads.equal").to_owned(),
        true => say_with("heads.behind-chance", &values),
        false => say_with("heads.behind-by", &values),
    }
}

/// Which is best, and whether that is chance.
fn verdict(ranking: &Ranking) -> String {
    let Some(best) = ranking.heads.first().filter(|_| ranking.examples > 0) else {
        return say("heads.too-few").to_owned();
    };
    let as_good: Vec<String> = ranking.as_good().map(|it| it.head.label().to_owned()).collect();
    let (name, share) = (best.head.label(), percent(best.accuracy.into()));
    if as_good.is_empty() {
        say_with("heads.clear", &[name, &share])
    } else if as_good.len() + 1 == ranking.heads.len() {
        say_with("heads.all-chance", &[name, &share])
    } else {
        say_with("heads.chance", &[name, &share, &listed(&as_good)])
    }
}

/// How it was measured.
fn about(ranking: &Ranking) -> String {
    let seconds = decimal(ranking.seconds.into(), 1);
    let repeats = ranking.repeats.to_string();
    say_count("heads.how", ranking.examples, &[&repeats, &seconds])
}
