//! How far a head is to be trusted: what it says, and what is true.

use leptos::prelude::*;

use super::line_chart::LineChart;
use super::pixels::{sheet, still};
use super::share_bar::share_bar;
use crate::protocol::Pixels;
use crate::protocol::lab::Side;
use crate::ui::learn::experiments::doubts::{
    self, Met, Suspected, met, met_name, relabelled, suspected,
};
use crate::ui::learn::frame::Bench;

/// How sure it is, and how often right.
pub fn certainty(bench: Bench) -> AnyView {
    let graph = bench.findings(doubts::reliability);
    let says = bench.findings(doubts::reliability_says);
    view! {
        <LineChart graph />
        <p class="conclusion">{move || says.get()}</p>
    }
    .into_any()
}

/// What was taught beside what never was.
pub fn strangers(bench: Bench) -> AnyView {
    view! { <div class="pair wide sides">{kind(bench, false)}{kind(bench, true)}</div> }.into_any()
}

fn kind(bench: Bench, of_strangers: bool) -> AnyView {
    let found = bench.findings(move |findings, words| {
        met(findings, of_strangers).map(|met| (met_name(of_strangers, words), met))
    });
    view! { <div class="side">{move || found.get().map(|(name, met)| told(bench, name, met))}</div> }
        .into_any()
}

fn told(bench: Bench, name: &'static str, met: Met) -> impl IntoView {
    let share = |count: u32| f64::from(count) / f64::from(met.pictures.max(1));
    let some: Vec<&Pixels> = met.some.iter().collect();
    let [certain, unknown] = bench.say(["certain", "unknown"]);
    view! {
        <h4>{name}</h4>
        {still(sheet(&some), name)}
        <div class="verdict">
            {share_bar(certain.to_owned(), share(met.certain), "told")}
            {share_bar(unknown.to_owned(), share(met.unknown), "truth-bar")}
        </div>
    }
}

/// Labels that may be wrong, and what came of moving them.
pub fn suspects(bench: Bench) -> AnyView {
    let list = bench.findings(|findings, _| suspected(findings));
    let list = Memo::new(move |_| list.get());
    let says = bench.findings(doubts::suspects_say);
    let sides = bench
        .findings(|findings, _| [Side::Wrong, Side::Right].map(|side| relabelled(findings, side)));
    let bars = move || {
        let [as_they_are, moved] = bench.say(["labels-as-they-are", "labels-moved"]);
        let [before, after] = sides.get();
        let bar = |name: &str, (_, right): (u32, f32), class| {
            share_bar(name.to_owned(), f64::from(right), class)
        };
        let before = before.map(|it| bar(as_they_are, it, "told"));
        let after = after.map(|it| bar(moved, it, "truth-bar"));
        view! { <div class="verdict">{before}{after}</div> }
    };
    let tiles = move || {
        let all = list.get();
        (!all.is_empty()).then(|| {
            let tiles: Vec<_> = all.into_iter().map(|it| tile(bench, it)).collect();
            view! { <ol class="mislabelled">{tiles}</ol> }
        })
    };
    view! { {tiles} <p class="conclusion">{move || says.get()}</p> {bars} }.into_any()
}

fn tile(bench: Bench, suspect: Suspected) -> impl IntoView {
    let Suspected { small, class, looks_like, wrong } = suspect;
    let says = bench.with("suspect-says", &[&class, &looks_like]);
    let [verdict] = bench.say([if wrong { "wrong-indeed" } else { "right-after-all" }]);
    view! {
        <li data-wrong=wrong.then_some("")>
            {still(small, &says)}
            <span>{says}</span>
            <strong>{verdict}</strong>
        </li>
    }
}
