//! The examples whose labels are likely wrong.

use leptos::prelude::*;

use crate::protocol::{ClassId, Command, ExampleId};
use crate::ui::parts::conditional::If;
use crate::ui::parts::more::More;
use crate::ui::shell::store::use_store;
use crate::ui::state::{State, Suspicious};
use crate::ui::studio::face::Face;
use crate::ui::studio::large_view::look_at;
use crate::words::{percent, say, say_with};

/// So many are shown, and so many more at each press.
const SHOWN: usize = 8;

/// What one can do about an example that looks like a class.
type Act = fn(&mut State, ExampleId, ClassId) -> Vec<Command>;

/// The list “Look at these again”, the most suspicious first.
#[component]
pub fn LookAgain() -> impl IntoView {
    let store = use_store();
    let most = RwSignal::new(SHOWN);
    let suspects = store.slice(move |state| state.suspicious(most.get()));
    let is_found = store.slice(|state| state.trust.suspects.is_some());
    let more = Memo::new(move |_| suspects.with(|(_, more)| *more));
    let any = Memo::new(move |_| suspects.with(|(list, _)| !list.is_empty()));
    view! {
        <If when=move || is_found.get()>
            <div class="wide">
                <h3>{say("suspects")}</h3>
                <p class="hint">
                    {move || say(if any.get() { "suspects.about" } else { "suspects.none" })}
                </p>
                <If when=move || any.get()>
                    <ul class="suspects" role="list" aria-label=say("suspects")>
                        <For
                            each=move || suspects.get().0
                            key=|it| (it.id, it.looks_like.0)
                            children=|suspect| view! { <Suspect suspect /> }
                        />
                    </ul>
                </If>
                <More most step=SHOWN left=more />
            </div>
        </If>
    }
}

/// One of them, with what one can do.
#[component]
fn Suspect(suspect: Suspicious) -> impl IntoView {
    let store = use_store();
    let Suspicious { id, is, looks_like: (to, looks_like), share } = suspect;
    let example = store.slice(move |state| state.example(id));
    let name = move || example.get().map(|example| example.input.name()).unwrap_or_default();
    let said = say_with("suspects.said", &[&is, &looks_like, &percent(f64::from(share))]);
    let way = move |label: String, act: Act| {
        view! {
            <button type="button" class="small" on:click=move |_| store.act(|state| act(state, id, to))>
                {label}
                <span class="visually-hidden">": " {name}</span>
            </button>
        }
    };
    view! {
        <li>
            <button type="button" class="suspect-face" on:click=move |_| look_at(store, id)>
                <Face id />
                <span>{said}</span>
            </button>
            <span class="ways">
                {way(say_with("suspects.move", &[&looks_like]), State::move_suspect)}
                {way(say("suspects.right").to_owned(), |state, id, _| state.settle_suspect(id))}
                {way(say("suspects.remove").to_owned(), |state, id, _| state.remove_example(id))}
            </span>
        </li>
    }
}
