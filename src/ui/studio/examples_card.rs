//! The first card: the visitor's classes and examples.

use std::collections::HashSet;

use leptos::prelude::*;

use crate::protocol::ClassId;
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::sources::Sink;
use crate::ui::sources::drop::DropTarget;
use crate::ui::sources::loose::LoosePanel;
use crate::ui::state::Stand;
use crate::ui::studio::class_group::class_name_id;
use crate::ui::studio::class_list::ClassList;
use crate::ui::studio::kit::use_kit;
use crate::ui::studio::selection_bar::SelectionBar;
use crate::words::{number, say, say_with};

/// The card “Examples”.
#[component]
pub fn ExamplesCard() -> impl IntoView {
    let store = use_store();
    let held_out =
        store.slice(|state| state.project().held_out().into_iter().collect::<HashSet<_>>());
    let reading = store.slice(|state| state.reading());
    // Without a model nothing is on its way to being read.
    let busy = store.slice(|state| {
        let model = state.model.loaded.is_some();
        let is_read = model && state.reading().is_some();
        (is_read || state.arrivals.words().is_some()).to_string()
    });
    // What another tab writes can be looked at.
    let read_only = store.slice(|state| matches!(state.keeping.stand, Stand::ReadOnly(_)));
    let has_model = store.slice(|state| state.model.loaded.is_some());
    let looking = store.slice(|state| state.arrivals.words());
    let can_stop = store.slice(|state| state.can_stop_reading());
    let add = move |_| {
        let mut added = ClassId::default();
        store.set(|state| added = state.add_class());
        browser::focus(vec![class_name_id(added)]);
    };
    let kit = use_kit();
    let [reads, were_read, wait] = kit.words.read;
    let (before, after) = say(kit.words.lead).split_once("{0}").unwrap_or_default();
    let target = DropTarget::new(Sink::Page, kit.giver(Sink::Page));
    let drop = move |event: web_sys::DragEvent| {
        // A class that they were dropped on has taken them.
        if !event.default_prevented() {
            target.drop(&event);
        }
    };
    view! {
        <section
            class="card"
            aria-labelledby="examples-title"
            aria-busy=move || busy.get()
            inert=move || read_only.get()
            on:drop=drop
        >
            <div class="card-head">
                <h2 id="examples-title" tabindex="-1">
                    <span class="step" aria-hidden="true">"1"</span>{say("examples")}
                </h2>
                {(kit.samples)()}
            </div>
            <p class="lead">
                {before}<em>{say("examples.class")}</em>{after}
            </p>
            <If when=move || looking.with(Option::is_some)>
                <p class="hint" role="status">{move || looking.get()}</p>
            </If>
            <If when=move || reading.get().is_some()>
                <div class="reading">
                    <If when=move || has_model.get()>
                        <progress
                            aria-label=say(reads)
                            max=move || reading.get().unwrap_or_default().1.to_string()
                            value=move || reading.get().unwrap_or_default().0.to_string()
                        ></progress>
                    </If>
                    <span class="hint">
                        {move || {
                            let (done, total) = reading.get().unwrap_or_default();
                            if has_model.get() {
                                say_with(were_read, &[&number(done as u64), &number(total as u64)])
                            } else {
                                say(wait).to_owned()
                            }
                        }}
                    </span>
                </div>
            </If>
            <If when=move || can_stop.get()>
                <button
                    type="button"
                    class="small"
                    title=say("examples.stop-title")
                    on:click=move |_| store.act(|state| state.stop_reading())
                >
                    {say("examples.stop")}
                </button>
            </If>
            <LoosePanel />
            <ClassList held_out />
            <SelectionBar />
            <button type="button" id="add-class" class="add" on:click=add>
                {say("class.add")}
            </button>
            {kit.offered(Sink::Page)}
        </section>
    }
}
