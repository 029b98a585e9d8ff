//! Files of texts: one a line, or tables of texts and labels. Each is looked over before it becomes examples, or is
//! sorted.

mod import_panel;

use leptos::prelude::*;

use super::files::{AddExamples, TryFile};
use super::{Give, Sink, Source};
use crate::ui::browser;
use crate::ui::parts::later::later;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Import, Target};
use crate::words::{say, say_with};
use import_panel::ImportPanel;

/// What a file of texts may be: what it is, its content says.
const ACCEPT: &str = ".txt,.csv,.tsv,.json,.jsonl,.ndjson,text/*";

/// Files of texts, for a class or for those that they name.
pub static TEXT_FILES: Source = Source {
    offers: |_| true,
    part: |sink, give| match sink {
        Sink::Class(id) => {
            let title = say("import.from-files");
            view! { <AddExamples id accept=ACCEPT look="button small" title give /> }.into_any()
        }
        Sink::Page => view! { <ImportPart give /> }.into_any(),
        Sink::Trial => view! {
            <TryFile accept=ACCEPT look="button small" give />
            <ShownImport sorts=true />
        }
        .into_any(),
    },
};

/// The way to import a table, and what is in the one that was chosen.
#[component]
fn ImportPart(give: Give) -> impl IntoView {
    let store = use_store();
    let says: Memo<String> =
        store.slice(|state| match (state.imports.reading(), &state.imports.done) {
            (Some(name), _) => say_with("import.reading", &[name]),
            (None, Some(done)) => done.clone(),
            (None, None) => String::new(),
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
                <label class="button small" for="import">{say("import")}</label>
            </span>
            <span class="hint">{say("import.drop")}</span>
            <p class="hint" role="status">{says}</p>
            <ShownImport sorts=false />
        </div>
    }
}

/// The file of texts that is shown, at the place that it was given to.
#[component]
fn ShownImport(
    /// Whether what is to be sorted is shown here.
    sorts: bool,
) -> impl IntoView {
    let store = use_store();
    let shown = store.slice(move |state| {
        let is_here = |import: &&Import| (import.target == Target::Sorting) == sorts;
        state.imports.shown.as_ref().filter(is_here).cloned()
    });
    // What is asked about a file begins anew with every file, and not with every answer.
    let file = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.name.clone())));
    move || file.get().map(|name| import_panel(name, shown))
}

later! {
    /// What is asked about a file, once it has arrived, with the focus.
    fn import_panel(name: String, shown: Memo<Option<Import>>) of import {
        browser::focus(vec!["import-title".into()]);
        view! { <ImportPanel name shown /> }
    }
}
