//! The held-out examples that came out wrong.

use leptos::prelude::*;

use crate::protocol::ExampleId;
use crate::ui::parts::conditional::If;
use crate::ui::parts::more::More;
use crate::ui::shell::store::use_store;
use crate::ui::state::Wrong;
use crate::ui::studio::face::Face;
use crate::ui::studio::large_view::look_at;
use crate::words::{percent, say, say_with};

/// So many are shown, and so many more at each press.
const SHOWN: usize = 12;

/// The list “Got wrong”, the surest mistakes first. Each opens large.
#[component]
pub fn Mistakes() -> impl IntoView {
    let store = use_store();
    let most = RwSignal::new(SHOWN);
    let wrong = store.slice(move |state| {
        let most = most.get();
        let (wrong, more) = state.wrong(if state.training.is_running() { 0 } else { most });
        let said = |Wrong { id, is, said, share }: Wrong| {
            (id, say_with("wrong.said", &[&is, &said, &percent(f64::from(share))]))
        };
        (wrong.into_iter().map(said).collect::<Vec<_>>(), more)
    });
    let more = Memo::new(move |_| wrong.with(|(_, more)| *more));
    let item = move |(id, said): (ExampleId, String)| view! { <Mistake id said /> };
    view! {
        <If when=move || wrong.with(|(wrong, _)| !wrong.is_empty())>
            <h3 class="wrong-title" id="wrong-title">{say("wrong.title")}</h3>
            <ul class="wrong" role="list" aria-label=say("wrong")>
                <For each=move || wrong.get().0 key=Clone::clone children=item />
            </ul>
            <More most step=SHOWN left=more />
        </If>
    }
}

/// One of them.
#[component]
fn Mistake(id: ExampleId, said: String) -> impl IntoView {
    let store = use_store();
    view! {
        <li>
            <button type="button" on:click=move |_| look_at(store, id)>
                <Face id />
                <span>{said}</span>
            </button>
        </li>
    }
}
