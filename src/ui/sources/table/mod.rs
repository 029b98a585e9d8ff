//! Files of texts: one a line, or tables of texts and labels. Each is looked over before it becomes examples.

mod import_panel;

use leptos::prelude::*;

use super::files::AddExamples;
use super::{Give, Sink, Source};
use crate::ui::browser;
use crate::ui::shell::store::use_store;
use import_panel::ImportPanel;

/// What a file of texts may be: what it is, its content says.
const ACCEPT: &str = ".txt,.csv,.tsv,text/*";

/// Files of texts, for a class or for those that they name.
pub static TEXT_FILES: Source = Source {
    offers: |sink| sink != Sink::Trial,
    part: |sink, give| match sink {
        Sink::Class(id) => {
            let title = "From .txt, .csv or .tsv files";
            view! { <AddExamples id accept=ACCEPT look="button small" title give /> }.into_any()
        }
        Sink::Page => view! { <ImportPart give /> }.into_any(),
        Sink::Trial => ().into_any(),
    },
};

/// The way to import a table, and what is in the one that was chosen.
#[component]
fn ImportPart(give: Give) -> impl IntoView {
    let store = use_store();
    let says: Memo<String> =
        store.slice(|state| match (state.imports.reading(), &state.imports.done) {
            (Some(name), _) => format!("Reading {name}…"),
            (None, Some(done)) => done.clone(),
            (None, None) => String::new(),
        });
    let shown = store.slice(|state| state.imports.shown.clone());
    // What is asked about a file begins anew with every file, and not with every answer.
    let file = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.name.clone())));
    Effect::new(move |_| {
        if file.with(Option::is_some) {
            browser::focus(vec!["import-title".into()]);
        }
    });
    view! {
        <div class="import">
            <span class="file">
                <input
                    type="file"
                    class="visually-hidden"
                    id="import"
                    accept=ACCEPT
                    multiple
                    on:change=move |event| give.run(browser::take_files(&event))
                />
                <label class="button small" for="import">"Import a table"</label>
            </span>
            <span class="hint">"CSV, TSV or text; or drop it here"</span>
            <p class="hint" role="status">{says}</p>
            {move || file.get().map(|name| view! { <ImportPanel name shown /> })}
        </div>
    }
}
