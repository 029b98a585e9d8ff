//! The texts of one class, and the ways to add some.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use crate::protocol::ClassId;
use crate::ui::browser;
use crate::ui::shell::store::use_store;
use crate::ui::sources::Sink;
use crate::ui::state::ClassView;
use crate::ui::studio::example_text::ExampleText;
use crate::ui::studio::kit::{ClassParts, use_kit};
use crate::ui::studio::marks::count_of;
use crate::words::{number, say, say_with};

/// Texts that are shown before the others are asked for.
const SHOWN: usize = 8;

/// The texts of a class.
#[component]
pub fn ClassTexts(parts: ClassParts) -> impl IntoView {
    let ClassParts { id, class, examples, held_out } = parts;
    let all = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let mut shown = examples.get();
        if !all.get() {
            shown.truncate(SHOWN);
        }
        shown
    });
    let more: Signal<Option<String>> = Signal::derive(move || {
        let count = examples.with(Vec::len);
        (count > SHOWN && !all.get()).then(|| say_with("class.show-all", &[&number(count as u64)]))
    });
    let text = move |example| view! { <ExampleText class id=example held_out /> };
    view! {
        <ul class="texts" role="list" id=format!("texts-{id}") tabindex="-1">
            <For each=move || shown.get() key=|example| *example children=text />
        </ul>
        {move || more.get().map(|label| {
            let show = move |_| {
                all.set(true);
                // The button goes once it has done its work.
                browser::focus(vec![format!("texts-{id}")]);
            };
            view! { <button type="button" class="small" on:click=show>{label}</button> }
        })}
        <TextsInput id class />
    }
}

/// The ways to add texts: typed, pasted, or from a file.
#[component]
fn TextsInput(id: ClassId, class: Memo<Option<ClassView>>) -> impl IntoView {
    let store = use_store();
    let name: Signal<String> = Signal::derive(move || {
        class.with(|class| class.as_ref().map(|class| class.name.clone())).unwrap_or_default()
    });
    let label: Signal<String> = Signal::derive(move || say_with("class.texts-for", &[&name.get()]));
    let add_label: Signal<String> =
        Signal::derive(move || say_with("class.add-typed-to", &[&name.get()]));
    let count = move || class.with(|class| count_of(class.as_ref(), "class.no-texts"));
    let add = move || {
        let element = document().get_element_by_id(&new_texts_id(id));
        let Some(area) = element.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok())
        else {
            return;
        };
        let typed = area.value();
        store.act(|state| state.add_lines(id, &typed));
        area.set_value("");
        let _ = area.focus();
    };
    // Enter adds; with Shift it begins another line.
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            add();
        }
    };
    view! {
        <div class="texts-new">
            <textarea
                id=new_texts_id(id)
                rows="2"
                aria-label=label
                placeholder=say("class.type")
                on:keydown=key
            ></textarea>
            <button type="button" aria-label=add_label on:click=move |_| add()>{say("class.add-typed")}</button>
        </div>
        <div class="class-ways">
            {use_kit().offered(Sink::Class(id))}
            <span class="hint">{count}</span>
        </div>
    }
}

/// The id of the box in which texts for a class are typed.
pub fn new_texts_id(class: ClassId) -> String {
    format!("new-texts-{class}")
}
