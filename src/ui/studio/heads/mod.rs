//! How classes are told apart: the kind of head of the next run, and which kind works best.

mod balance;
mod mirrors;
mod ranking;
mod tick;

pub use balance::Unbalanced;

use leptos::prelude::*;

use crate::protocol::HeadChoice;
use crate::ui::parts::conditional::{If, ever};
use crate::ui::parts::later::later;
use crate::ui::parts::opened::Opened;
use crate::ui::shell::store::use_store;
use crate::ui::studio::heads::balance::BALANCE;
use crate::ui::studio::heads::mirrors::MIRRORS;
use crate::ui::studio::heads::ranking::Which;
use crate::words::say;

/// The part of the card “Training” that chooses how classes are told apart; closed at first.
#[component]
pub fn Heads() -> impl IntoView {
    let head = use_store().slice(|state| state.project().recipe.head());
    let chosen = move || (head.get() != HeadChoice::Linear).then(|| head.get().label());
    let opened = Opened::new();
    view! {
        <details class="heads" on:toggle=move |event| opened.toggled(&event)>
            <summary>
                {say("heads")} <If when=move || chosen().is_some()>": " <b>{chosen}</b></If>
            </summary>
            <If when=ever(move || opened.get())>{inside()}</If>
        </details>
    }
}

later! {
    /// What there is to choose, once it has arrived.
    fn inside() of heads { view! { <Choices /> } }
}

#[component]
fn Choices() -> impl IntoView {
    let store = use_store();
    let head = store.slice(|state| state.project().recipe.head());
    let is_older = store.slice(|state| state.is_head_older());
    let option = move |choice: HeadChoice| {
        view! {
            <option value=choice.id() prop:selected=move || head.get() == choice>
                {choice.label()}
            </option>
        }
    };
    let choose = move |event| {
        let id = event_target_value(&event);
        if let Some(choice) = HeadChoice::ALL.into_iter().find(|choice| choice.id() == id) {
            store.act(|state| state.choose_head(choice));
        }
    };
    view! {
        <div class="head-kind">
            <label for="head">{say("heads.kind")}</label>
            <select id="head" aria-describedby="head-hint" on:change=choose>
                {HeadChoice::ALL.map(option).collect_view()}
            </select>
        </div>
        <p class="hint" id="head-hint">{move || head.get().hint()}</p>
        <p class="hint" aria-live="polite">
            {move || is_older.get().then(|| say("heads.train-again"))}
        </p>
        {BALANCE.view()}
        {MIRRORS.view()}
        <Which />
    }
}
