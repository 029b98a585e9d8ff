//! A switch of the next run, with what it does.

use leptos::prelude::*;

use crate::protocol::Command;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::State;
use crate::words::say;

/// A switch of the settings of the next run.
#[derive(Debug, Clone, Copy)]
pub struct Tick {
    /// The id of its hint.
    pub hint_id: &'static str,
    /// The key of what it is called.
    pub label: &'static str,
    /// The key of what it does.
    pub hint: &'static str,
    /// Whether it makes a difference: it is not there otherwise.
    pub can: fn(&State) -> bool,
    /// Whether it is on.
    pub is_on: fn(&State) -> bool,
    /// Sets it.
    pub set: fn(&mut State, bool) -> Vec<Command>,
}

impl Tick {
    /// The box to tick, while it makes a difference.
    pub fn view(self) -> AnyView {
        let can = use_store().slice(self.can);
        view! { <If when=move || can.get()>{self.ticked()}</If> }.into_any()
    }

    fn ticked(self) -> impl IntoView {
        let store = use_store();
        let Self { hint_id, label, hint, is_on, set, .. } = self;
        let is_on = store.slice(is_on);
        let change = move |event| {
            let on = event_target_checked(&event);
            store.act(|state| set(state, on));
        };
        view! {
            <p class="tick">
                <label>
                    <input
                        type="checkbox"
                        aria-describedby=hint_id
                        prop:checked=move || is_on.get()
                        on:change=change
                    />
                    {say(label)}
                </label>
                <span class="hint" id=hint_id>{say(hint)}</span>
            </p>
        }
    }
}
