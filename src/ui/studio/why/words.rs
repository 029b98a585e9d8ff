//! The words of a text: by how much the score of a class falls without each.

use leptos::prelude::*;

use super::DIGITS;
use super::roving::{Roving, tone};
use crate::protocol::why::Parts;
use crate::ui::shell::store::use_store;
use crate::ui::state::Reason;
use crate::words::{number, say, say_with, signed};

/// What the words of a text do for a class; a press leaves one out.
pub fn words(reason: Memo<Option<Reason>>) -> AnyView {
    let store = use_store();
    let left_out = store.slice(|state| state.why.left_out().map(|it| it.part));
    let list = store.slice(|state| state.explained_words());
    let counted = store.slice(|state| match state.why.whole.as_ref().map(|it| &it.parts) {
        Some(Parts::Words { places, all }) => (places.len(), *all),
        _ => (0, 0),
    });
    let means = move || match counted.get() {
        (0, _) => say("why.one-word").to_owned(),
        (some, all) if some < all => {
            let first = say_with("why.first-words", &[&number(some as u64), &number(all as u64)]);
            format!("{} {first}", say("why.words-fall"))
        }
        _ => say("why.words-fall").to_owned(),
    };
    let roving = Roving::new();
    let word = move |(part, word): (usize, String)| {
        let score = Memo::new(move |_| {
            reason.with(|it| it.as_ref().and_then(|it| it.scores.get(part).copied().flatten()))
        });
        let toned = Memo::new(move |_| {
            reason.with(|it| it.as_ref().map(|it| tone(score.get(), &it.scores)))
        });
        view! {
            <button
                type="button"
                class="why-word"
                id=Roving::id(part)
                tabindex=move || roving.tab_index(part)
                aria-pressed=move || (left_out.get() == Some(part)).to_string()
                style=move || toned.get().map(|(style, _)| style)
                data-against=move || toned.get().and_then(|(_, against)| against.then_some("true"))
                on:focus=move |_| roving.focused(part)
                on:click=move |_| store.set(|state| state.leave_out_part(part))
            >
                <span dir="auto">{word}</span>
                " "
                <span class="why-score">
                    {move || score.get().map(|score| signed(f64::from(score), DIGITS))}
                </span>
            </button>
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        roving.key(&event, 1, counted.get_untracked().0);
    };
    view! {
        <p class="hint">{means}</p>
        <div class="why-words" role="toolbar" aria-label=say("why.words") on:keydown=key>
            {move || list.get().into_iter().enumerate().map(word).collect_view()}
        </div>
    }
    .into_any()
}
