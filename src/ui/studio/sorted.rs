//! Many pictures or texts that are sorted: how far it has come, the most unsure first, and the ways to take it away.

use std::time::Duration;

use leptos::prelude::*;

use crate::protocol::{Command, QueryId};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::later::later;
use crate::ui::parts::more::More;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::state::State;
use crate::ui::studio::carry::CarryProgress;
use crate::ui::studio::kit::use_kit;
use crate::ui::studio::sorted_item::{Item, class_names};
use crate::words::{count, number, say, say_with};

/// So many are shown, and so many more at each press.
const SHOWN: usize = 60;

/// How long the browser may take to save a file.
const SAVING: Duration = Duration::from_secs(60);

/// The region “Sorted”: a few stand in the card they were given to, many below the cards, with a word in the card.
#[component]
pub fn Sorted(
    /// Whether this is the place for many.
    wide: bool,
) -> impl IntoView {
    let store = use_store();
    let here = store.slice(move |state| {
        let sorting = &state.sorting;
        (!sorting.is_empty()).then(|| sorting.is_long() == wide)
    });
    move || match here.get() {
        Some(true) => region(wide),
        Some(false) if !wide => pointer(),
        _ => ().into_any(),
    }
}

later! {
    /// What is sorted, once it has arrived.
    fn region(wide: bool) of sorting { view! { <Region wide /> } }
}

later! {
    /// What stands in the card instead, once it has arrived.
    fn pointer() of sorting { view! { <Pointer /> } }
}

/// What stands in the card where many are sorted.
#[component]
fn Pointer() -> impl IntoView {
    let words = use_kit().words;
    let says = use_store().slice(move |state| state.sorting_words(words));
    let look = move |_| {
        let title = document().get_element_by_id("sorted-title");
        title.iter().for_each(|title| title.scroll_into_view());
        browser::focus(vec!["sorted-title".into()]);
    };
    view! {
        <div class="sorted">
            <Progress />
            <p class="hint">{says}</p>
            <button type="button" class="small" on:click=look>{say("sorted.look")}</button>
        </div>
    }
}

/// How far it has come.
#[component]
fn Progress() -> impl IntoView {
    let store = use_store();
    let progress = store.slice(|state| state.sorting.progress());
    view! {
        <If when=move || progress.get().is_some()>
            <p class="carrying">
                <progress
                    aria-label=say("sorting")
                    max=move || progress.get().map(|(_, all)| all.to_string())
                    value=move || progress.get().map(|(done, _)| done.to_string())
                ></progress>
                <span class="hint">
                    {move || progress.get().map(|(done, all)| say_with("sorted.answered", &[&number(done as u64), &number(all as u64)]))}
                </span>
                <button
                    type="button"
                    class="small"
                    on:click=move |_| store.act(State::stop_sorting)
                >
                    {say("cancel")}
                </button>
            </p>
        </If>
    }
}

#[component]
fn Region(wide: bool) -> impl IntoView {
    let store = use_store();
    let words = use_kit().words;
    let most = RwSignal::new(SHOWN);
    let says = store.slice(move |state| state.sorting_words(words));
    let older = store.slice(State::has_older_answers);
    let shown = store.slice(move |state| state.sorting.shown(most.get()));
    let left = store.slice(move |state| state.sorting.len().saturating_sub(most.get()));
    let classes = class_names(store);
    let item = move |id: QueryId| view! { <Item id classes /> };
    view! {
        <section class="sorted" class:card=wide aria-labelledby="sorted-title">
            <h3 id="sorted-title" tabindex="-1">{say("sorted")}</h3>
            <Progress />
            <p role="status">{says}</p>
            <If when=move || older.get()>
                <p class="older">{say("sorted.older")}</p>
            </If>
            <p class="hint">{say("sorted.about")}</p>
            <ul class="sorted-items" role="list" aria-label=say(words.sorted)>
                <For each=move || shown.get() key=|id| *id children=item />
            </ul>
            <More most step=SHOWN left says="sorted.show-more" />
            <CarryProgress sorted=true />
            {actions(store)}
        </section>
    }
}

/// What can be done with all of it.
fn actions(store: Store) -> impl IntoView {
    let corrections = store.slice(|state| state.corrections().count());
    let again = store.slice(State::can_sort_again);
    let zip = store.slice(State::can_save_sorted);
    let save_table = move |_| {
        let (table, name) = store.peek(|state| (state.sorted_csv(), state.file_stem().to_owned()));
        let Some(address) = browser::address(table.as_bytes(), "text/csv") else { return };
        browser::download(&address, &say_with("sorted.table-file", &[&name]));
        set_timeout(move || browser::revoke(&address), SAVING);
    };
    let button = move |label: &'static str, press: fn(Store)| {
        view! { <button type="button" class="small" on:click=move |_| press(store)>{label}</button> }
    };
    view! {
        <div class="actions">
            <If when=move || corrections.get() != 0>
                <button
                    type="button"
                    class="small primary"
                    on:click=move |_| act(store, State::add_corrections)
                >
                    {move || count("sorted.add-corrections", corrections.get())}
                </button>
            </If>
            <If when=move || again.get()>
                {button(say("sorted.again"), |store| act(store, State::sort_again))}
            </If>
            <button type="button" class="small" on:click=save_table>
                {say("sorted.save-table")}
            </button>
            <If when=move || zip.get()>
                {button(say("sorted.save-zip"), |store| store.set(State::save_sorted))}
            </If>
            {button(say("clear"), |store| {
                store.act(State::clear_sorting);
                browser::focus(vec!["main".into()]);
            })}
        </div>
    }
}

/// Does what a button is for that goes with it.
fn act(store: Store, change: fn(&mut State) -> Vec<Command>) {
    store.act(change);
    browser::focus(vec!["sorted-title".into()]);
}
