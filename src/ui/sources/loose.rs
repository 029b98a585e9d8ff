//! Pictures that were dropped beside the classes: what they are for is asked, at once and in place.

use leptos::html::Select;
use leptos::prelude::*;

use crate::protocol::{ClassId, Command};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::later::later;
use crate::ui::shell::store::use_store;
use crate::ui::state::State;
use crate::words::{self, say};

/// Asks what loose pictures are for, while there are some.
#[component]
pub fn LoosePanel() -> impl IntoView {
    let store = use_store();
    let count = store.slice(State::loose);
    let is_asked = Memo::new(move |_| count.get() != 0);
    view! {
        <If when=is_asked>
            {questions(count)}
        </If>
    }
}

later! {
    /// What is asked, once it has arrived.
    fn questions(count: Memo<usize>) of sorting { view! { <Questions count /> } }
}

#[component]
fn Questions(count: Memo<usize>) -> impl IntoView {
    let store = use_store();
    // Once it is there.
    Effect::new(|_| browser::focus(vec!["loose-title".into()]));
    let trained = store.slice(|state| state.trained().is_some());
    let classes = store.slice(|state| {
        let classes = state.project().classes.iter();
        classes.map(|class| (class.id, class.name.clone())).collect::<Vec<_>>()
    });
    let options = move || {
        let option = |(id, name): (ClassId, String)| view! { <option value=id.0>{name}</option> };
        classes.get().into_iter().map(option).collect_view()
    };
    let choice = NodeRef::<Select>::new();
    let leave = move |act: &dyn Fn(&mut State) -> Vec<Command>| {
        store.act(act);
        browser::focus(vec!["examples-title".into()]);
    };
    let put = move |_| {
        let chosen = choice.get_untracked().map(|select| select.value()).unwrap_or_default();
        let class = chosen.parse().ok().map(ClassId);
        leave(&|state| state.put_loose(class));
    };
    view! {
        <section class="import-panel loose" aria-labelledby="loose-title">
            <h3 id="loose-title" tabindex="-1">
                {move || words::count("loose.question", count.get())}
            </h3>
            <div class="actions">
                <select aria-label=say("loose.class") node_ref=choice>
                    <option value="">{say("loose.new")}</option>
                    {options}
                </select>
                <button type="button" class="primary" on:click=put>{say("loose.put")}</button>
            </div>
            <div class="actions">
                <If when=trained>
                    <button type="button" on:click=move |_| leave(&State::try_loose)>
                        {move || say(if count.get() == 1 { "loose.try" } else { "loose.sort" })}
                    </button>
                </If>
                <button type="button" on:click=move |_| leave(&State::drop_loose)>{say("cancel")}</button>
            </div>
            <p class="hint">
                {say("loose.hint")}
            </p>
        </section>
    }
}
