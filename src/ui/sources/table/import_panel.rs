//! Texts from a file, looked over before they become examples, or are sorted.

use leptos::prelude::*;

use crate::protocol::ClassId;
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::state::{Import, State, Target};
use crate::words::{say, say_with};

/// What is in a file of texts, and what is to become of it.
#[component]
pub fn ImportPanel(
    /// The file's name.
    name: String,
    /// The file, with what is asked about it.
    shown: Memo<Option<Import>>,
) -> impl IntoView {
    let store = use_store();
    let leave = || browser::focus(vec!["main".into()]);
    let finish = move |_| {
        store.act(State::finish_import);
        leave();
    };
    let sort = move |_| {
        store.act(State::sort_import);
        leave();
    };
    let can_sort = store.slice(|state| {
        let teaches = |import: &Import| import.target != Target::Sorting;
        state.trained().is_some() && state.imports.shown.as_ref().is_some_and(teaches)
    });
    let sort_words: Memo<&str> = Memo::new(move |_| {
        let labelled = |import: &Import| matches!(import.target, Target::Column(_));
        if shown.with(|shown| shown.as_ref().is_some_and(labelled)) {
            say("import.test-instead")
        } else {
            say("import.sort-instead")
        }
    });
    let sorts_first = store.slice(State::had_better_sort);
    let cancel = move |_| {
        store.act(State::cancel_import);
        leave();
    };
    let classes = store.slice(|state| {
        let classes = state.project().classes.iter();
        classes.map(|class| (class.id, class.name.clone())).collect::<Vec<_>>()
    });
    let offer: Signal<String> =
        Signal::derive(move || shown.with(|it| it.as_ref().map(Import::offer)).unwrap_or_default());
    view! {
        <section class="import-panel" aria-labelledby="import-title">
            <h3 id="import-title" tabindex="-1">{say_with("import.title", &[&name])}</h3>
            {move || {
                let classes = classes.get();
                shown.get().map(|import| questions(store, &import, classes))
            }}
            <div class="actions">
                <button
                    type="button"
                    class:primary=move || !can_sort.get() || !sorts_first.get()
                    on:click=finish
                >
                    {offer}
                </button>
                <If when=move || can_sort.get()>
                    <button
                        type="button"
                        class:primary=move || sorts_first.get()
                        on:click=sort
                    >
                        {sort_words}
                    </button>
                </If>
                <button type="button" on:click=cancel>{say("cancel")}</button>
            </div>
        </section>
    }
}

/// What each column is, as it was guessed, to be changed; and the first rows.
fn questions(
    store: Store,
    import: &Import,
    classes: Vec<(ClassId, String)>,
) -> impl IntoView + use<> {
    let columns = import.table.columns;
    let option = |value: String, name: String, selected: bool| {
        view! { <option value=value prop:selected=selected>{name}</option> }
    };
    let texts: Vec<_> = (0..columns)
        .map(|column| option(column.to_string(), import.column(column), column == import.text))
        .collect();
    let labels = (0..columns).filter(|&column| column != import.text).map(|column| {
        let name = say_with("import.by", &[&import.column(column)]);
        option(column.to_string(), name, import.target == Target::Column(column))
    });
    let unknown = match import.target {
        Target::Class(id) if !classes.iter().any(|(class, _)| *class == id) => Some(id),
        _ => None,
    };
    let unknown =
        unknown.map(|id| option(format!("class-{id}"), say("import.to-new").to_owned(), true));
    let classes = classes.into_iter().map(|(id, name)| {
        option(
            format!("class-{id}"),
            say_with("import.to", &[&name]),
            import.target == Target::Class(id),
        )
    });
    let targets: Vec<_> = labels.chain(classes).chain(unknown).collect();
    let set_text = move |event| {
        let column: usize = event_target_value(&event).parse().unwrap_or_default();
        store.set(|state| state.change_import(|import| import.choose_text(column)));
    };
    let set_target = move |event| {
        let value = event_target_value(&event);
        let class = value
            .strip_prefix("class-")
            .and_then(|id| id.parse().ok())
            .map(|id| Target::Class(ClassId(id)));
        let target = class.or_else(|| value.parse().ok().map(Target::Column));
        if let Some(target) = target {
            store.set(|state| state.change_import(|import| import.target = target));
        }
    };
    let set_header = move |event| {
        let header = event_target_checked(&event);
        store.set(|state| state.change_import(|import| import.header = header));
    };
    let set_start = move |event| {
        if let Ok(rows) = event_target_value(&event).trim().parse() {
            store.set(|state| state.change_import(|import| import.begin_after(rows)));
        }
    };
    let remarks: Vec<_> =
        import.remarks().into_iter().map(|remark| view! { <li>{remark}</li> }).collect();
    view! {
        <div class="import-questions">
            <div class="field">
                <label for="import-text">{say("import.texts-in")}</label>
                <select id="import-text" on:change=set_text>{texts}</select>
            </div>
            {(import.target != Target::Sorting).then(|| view! {
                <div class="field">
                    <label for="import-target">{say("import.classes")}</label>
                    <select id="import-target" on:change=set_target>{targets}</select>
                </div>
            })}
            <label class="check">
                <input type="checkbox" prop:checked=import.header on:change=set_header />
                {say("import.header")}
            </label>
            <div class="field">
                <label for="import-start">{say("import.begins")}</label>
                <input
                    id="import-start"
                    type="number"
                    min="0"
                    max=import.last_start().to_string()
                    prop:value=import.start.to_string()
                    on:change=set_start
                />
            </div>
        </div>
        {first_rows(import)}
        <ul class="hint">{remarks}</ul>
    }
}

/// The names of the columns, and the first rows below them.
fn first_rows(import: &Import) -> impl IntoView + use<> {
    let heads: Vec<_> = (0..import.table.columns)
        .map(|column| view! { <th scope="col">{import.column(column)}</th> })
        .collect();
    let rows: Vec<_> = import
        .preview()
        .iter()
        .map(|row| {
            let cells: Vec<_> =
                row.iter().map(|cell| view! { <td dir="auto">{beginning(cell)}</td> }).collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label=say("import.first-rows")>
            <table>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The beginning of a cell, for a look.
fn beginning(cell: &str) -> String {
    match cell.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}
