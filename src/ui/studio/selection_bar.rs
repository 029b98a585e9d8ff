//! What can be done with the examples that are selected.

use leptos::prelude::*;

use crate::protocol::{ClassId, Command};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::later::{later, nothing};
use crate::ui::shell::store::{Store, use_store};
use crate::ui::state::State;
use crate::words::{self, say};

/// Moves what is selected, leaves it out of training, and removes it; there while something is.
#[component]
pub fn SelectionBar(
    /// The key of its name.
    #[prop(default = "selection")]
    label: &'static str,
    /// The id of what gets the focus when it goes.
    #[prop(default = "examples-title")]
    back: &'static str,
) -> impl IntoView {
    let some = use_store().slice(|state| !state.selected().is_empty());
    view! { <If when=some>{bar(label, back)}</If> }
}

later! {
    /// What it can do, once it has arrived.
    fn bar(label: &'static str, back: &'static str) of tiles with nothing { view! { <Bar label back /> } }
}

#[component]
fn Bar(label: &'static str, back: &'static str) -> impl IntoView {
    let store = use_store();
    let count = store.slice(|state| state.selected().len());
    let classes = store.slice(|state| {
        let classes = state.project().classes.iter();
        classes.map(|class| (class.id, class.name.clone())).collect::<Vec<_>>()
    });
    let unused = store.slice(|state| state.is_selection_unused());
    let options = move || {
        let option = |(id, name): (ClassId, String)| view! { <option value=id.0>{name}</option> };
        classes.get().into_iter().map(option).collect_view()
    };
    let move_to = move |event: web_sys::Event| {
        if let Ok(id) = event_target_value(&event).parse() {
            act(store, back, |state| state.move_selected(ClassId(id)));
        }
    };
    view! {
            <div class="selection" role="toolbar" aria-label=say(label)>
                <strong>{move || words::count("selection.count", count.get())}</strong>
                <select aria-label=say("selection.move") on:change=move_to>
                    <option value="">{say("selection.move-to")}</option>
                    {options}
                </select>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| act(store, back, State::toggle_selected_use)
                >
                    {move || say(if unused.get() { "example.use" } else { "example.leave-out" })}
                </button>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| act(store, back, State::remove_selected)
                >
                    {say("selection.remove")}
                </button>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| {
                        store.set(|state| state.select_none());
                        go_back(store, back);
                    }
                >
                    {say("selection.none")}
                </button>
            </div>
    }
}

/// Does what the bar is for, which then goes away.
fn act(store: Store, back: &'static str, change: impl FnOnce(&mut State) -> Vec<Command>) {
    store.act(change);
    go_back(store, back);
}

/// Moves the focus to where it came from, if the bar that had it goes. Nothing scrolls.
fn go_back(store: Store, back: &'static str) {
    if store.peek(|state| state.selected().is_empty()) {
        browser::focus_in_place(vec![back.to_owned()]);
    }
}
