//! What goes wrong, beside the same done right: what is told, and what is true.

use leptos::prelude::*;

use super::pixels::{sheet, still};
use super::share_bar::share_bar;
use crate::protocol::lab::{Side, Specimen, Start};
use crate::ui::learn::experiments::failures::{Told, side_name, specimens, told};
use crate::ui::learn::frame::Bench;
use crate::words::percent;

/// The most pictures of what a side learns from that are shown.
const SHOWN: usize = 36;

/// Shows what goes wrong beside the same done right: examples, and how the heads did.
pub fn view(bench: Bench) -> AnyView {
    view! {
        <div class="pair wide sides">{side(bench, Side::Wrong)}{side(bench, Side::Right)}</div>
    }
    .into_any()
}

fn side(bench: Bench, side: Side) -> AnyView {
    let title = bench.findings(move |findings, words| {
        specimens(findings, side).map(|_| {
            let key = if side == Side::Wrong { "wrong" } else { "right" };
            let own = words.find(&format!("{key}.{}", bench.design.name));
            own.unwrap_or(side_name(side, words))
        })
    });
    let pictures = bench.findings(move |findings, _| specimens(findings, side));
    let pictures = Memo::new(move |_| pictures.get());
    let verdicts = bench.findings(move |findings, _| told(findings, side));
    let [learns, used] = bench.say(["learns-from", "used-on"]);
    let shown = move |specimens: Vec<Specimen>, label: &'static str| {
        // Evenly from all, which stand class by class; not every second, as kinds may take turns.
        let (all, shown) = (specimens.len(), specimens.len().min(SHOWN));
        let some: Vec<_> = (0..shown).map(|index| &specimens[index * all / shown].small).collect();
        view! { <figure>{still(sheet(&some), label)}<figcaption>{label}</figcaption></figure> }
    };
    view! {
        <div class="side">
            {move || title.get().map(|title| view! { <h4>{title}</h4> })}
            {move || pictures.get().map(|(training, use_)| view! {
                <div class="pair">{shown(training, learns)}{shown(use_, used)}</div>
            })}
            {move || verdicts.get().into_iter().map(|told| verdict(bench, told)).collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

/// What is told and what is true, as bars one below the other.
fn verdict(bench: Bench, told: Told) -> impl IntoView {
    let bar = |name: String, share: f32, class| share_bar(name, f64::from(share), class);
    let random = (told.weights == Start::Random).then(|| {
        let [title] = bench.say(["with-random"]);
        view! { <p class="hint">{title}</p> }
    });
    let says = told.mean_told();
    let told_bar = says.map(|share| {
        let name = bench.with("you-are-told", &[&told.held_out.to_string()]);
        bar(name, share, "told")
    });
    let silent = says.is_none().then(|| {
        let [nothing] = bench.say(["told-nothing"]);
        view! { <p class="hint">{nothing}</p> }
    });
    let [is_true] = bench.say(["is-true"]);
    let single = |(told, truth): &(Option<f32>, f32)| {
        let told = told.map_or_else(|| "–".to_owned(), |told| percent(f64::from(told)));
        format!("{told} / {}", percent(f64::from(*truth)))
    };
    let draws = (told.draws.len() > 1).then(|| {
        let all: Vec<_> = told.draws.iter().map(single).collect();
        view! { <p class="hint">{bench.with("every-draw", &[&all.join(", ")])}</p> }
    });
    let recalls: Vec<_> = told
        .recalls
        .iter()
        .map(|(name, share)| format!("{name} {}", percent(f64::from(*share))))
        .collect();
    view! {
        <div class="verdict">
            {random}
            {told_bar}
            {silent}
            {bar(is_true.to_owned(), told.mean_truth(), "truth-bar")}
            {draws}
            <p class="hint">{bench.with("by-class", &[&recalls.join(", ")])}</p>
        </div>
    }
}
