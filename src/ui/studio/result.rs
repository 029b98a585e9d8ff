//! How good the trained head is.

use leptos::prelude::*;

use crate::protocol::HeadChoice;
use crate::ui::shell::store::use_store;
use crate::ui::state::Verdict;
use crate::ui::studio::kit::use_kit;
use crate::words::{count, say, say_with};

/// The status “Result”: empty until a run has ended, and while the next one is under way.
#[component]
pub fn ResultStatus() -> impl IntoView {
    let store = use_store();
    let words = use_kit().words;
    let result = store.slice(move |state| {
        let trained = state.trained().filter(|_| !state.training.is_running())?;
        let outcome = &trained.outcome;
        let stopped = outcome.stopped.then(|| count("result.stopped", outcome.epochs as usize));
        let older = state.examples_changed().then(|| say("result.older"));
        let head = outcome.recipe.head();
        let kind = (head != HeadChoice::Linear).then(|| say_with("result.head", &[head.label()]));
        Some((Verdict::of(outcome, words), [state.untested(), kind, stopped], older))
    });
    view! {
        <div class="result" role="status" aria-label=say("result")>
            {move || {
                result.get().map(|(verdict, more, older)| {
                    view! {
                        <p class="headline">{verdict.headline}</p>
                        <p class="hint">{verdict.explanation}</p>
                        {more.map(|text| text.map(|text| view! { <p class="hint">{text}</p> })).into_iter().collect_view()}
                        {older.map(|text| view! { <p class="older">{text}</p> })}
                    }
                })
            }}
        </div>
    }
}
