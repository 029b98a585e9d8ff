//! Classes of very different sizes: what that does, and a switch against it.

use leptos::prelude::*;

use super::tick::Tick;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::words::{number, say_with};

/// What classes of very different sizes lead to, before anything is trained with them.
#[component]
pub fn Unbalanced() -> impl IntoView {
    let store = use_store();
    let unbalance = store.slice(|state| {
        let is_evened = state.project().settings().balanced && state.project().recipe.can_balance();
        // Once something was trained with them, it is told what they have led to.
        let is_told = state.trained().is_some() && !state.examples_changed();
        state.unbalance().filter(|_| !is_evened && !is_told)
    });
    let says = move || {
        unbalance.get().map(|it| {
            let [small, large] =
                [it.small, it.large].map(|(name, size)| (name, number(size as u64)));
            say_with("heads.unbalanced", &[&small.0, &small.1, &large.0, &large.1])
        })
    };
    view! {
        <If when=move || unbalance.with(Option::is_some)>
            <p class="hint unbalanced">{says}</p>
        </If>
    }
}

/// The switch that has every class count the same.
pub const BALANCE: Tick = Tick {
    hint_id: "balance-hint",
    label: "heads.balance",
    hint: "heads.balance-hint",
    can: |state| state.project().recipe.can_balance(),
    is_on: |state| state.project().settings().balanced,
    set: |state, on| state.set_balanced(on),
};
