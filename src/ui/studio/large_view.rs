//! One example, large: the original beside what the model sees of it.

use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent};

use crate::protocol::{Command, ExampleId};
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::sources::files::add_examples_id;
use crate::ui::state::{About, Closely, State};
use crate::ui::studio::class_group::class_name_id;
use crate::ui::studio::kit::use_kit;
use crate::ui::studio::sorted_item::class_names;
use crate::ui::studio::why::WhyPart;
use crate::words::{number, percent, say, say_with};

/// The dialog that shows the example that is looked at. Escape closes it, and the arrows go on.
#[component]
pub fn LargeView() -> impl IntoView {
    let store = use_store();
    let closely = store.slice(State::closely);
    let is_open = Memo::new(move |_| closely.with(Option::is_some));
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let is_open = is_open.get();
        // Once what is in it is there to take the focus.
        request_animation_frame(move || {
            let Some(dialog) = dialog.try_get_untracked().flatten() else { return };
            if is_open && !dialog.open() {
                // Fails only for a dialog that is not on the page.
                let _ = dialog.show_modal();
            } else if !is_open {
                dialog.close();
            }
        });
    });
    // The class of what was looked at last.
    let class = StoredValue::new(None);
    Effect::new(move |_| {
        if let Some(now) = closely.with(|it| it.as_ref().map(|it| it.class)) {
            class.set_value(Some(now));
        }
    });
    let closed = move |_| {
        if is_open.get_untracked() {
            store.set(State::look_away);
        }
        // Where it was opened from may be gone; otherwise the browser has put the focus back.
        if document().active_element() == document().body().map(Into::into)
            && let Some(id) = class.get_value()
        {
            browser::focus_in_place(vec![add_examples_id(id), class_name_id(id)]);
        }
    };
    let key = move |event: KeyboardEvent| {
        let is = |name: &str| is_of(&event, name);
        match event.key().as_str() {
            _ if is("SELECT") => {}
            "ArrowLeft" => store.act(|state| state.look_on(true)),
            "ArrowRight" => store.act(|state| state.look_on(false)),
            _ => {}
        }
    };
    // Beside the dialog is what the browser counts as the dialog itself.
    let click = move |event: MouseEvent| {
        if is_of(&event, "DIALOG") {
            store.set(State::look_away);
        }
    };
    view! {
        <dialog
            class="large"
            aria-labelledby="large-title"
            node_ref=dialog
            on:close=closed
            on:keydown=key
            on:click=click
        >
            <If when=move || is_open.get()>
                <Inside closely />
            </If>
        </dialog>
    }
}

/// Whether an event is of an element of this kind.
fn is_of(event: &web_sys::Event, tag: &str) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.tag_name() == tag)
}

#[component]
fn Inside(closely: Memo<Option<Closely>>) -> impl IntoView {
    let store = use_store();
    let name = move || {
        closely.with(|it| it.as_ref().map(|it| it.example.input.name())).unwrap_or_default()
    };
    let says = store.slice(move |state| state.closely().map(|it| facts(state, &it)));
    let alone = Memo::new(move |_| closely.with(|it| it.as_ref().is_none_or(|it| it.place.1 < 2)));
    let unused =
        Memo::new(move |_| closely.with(|it| it.as_ref().is_some_and(|it| it.example.unused)));
    let has_head = store.slice(State::answers);
    let about = Signal::derive(move || {
        closely.with(|it| it.as_ref().map(|it| About::Example(it.example.id)))
    });
    let press = move |label: &'static str, act: fn(&mut State) -> Vec<Command>| {
        view! {
            <button type="button" class="small" on:click=move |_| store.act(act)>
                {label}
            </button>
        }
    };
    view! {
        <div class="large-head">
            <h2 id="large-title" tabindex="-1" autofocus dir="auto">{name}</h2>
            <button
                type="button"
                class="quiet"
                aria-label=say("close")
                on:click=move |_| store.set(State::look_away)
            >
                <span aria-hidden="true">"×"</span>
            </button>
        </div>
        <p class="hint" role="status">{says}</p>
        {(use_kit().large)(closely)}
        <If when=move || has_head.get()>
            <WhyPart about=about />
        </If>
        <div class="actions">
            <If when=move || !alone.get()>
                {press(say("large.previous"), |state| state.look_on(true))}
                {press(say("large.next"), |state| state.look_on(false))}
            </If>
            <MoveTo closely />
            <button
                type="button"
                class="small"
                on:click=move |_| store.act(State::toggle_looked_at_use)
            >
                {move || say(if unused.get() { "example.use" } else { "example.leave-out" })}
            </button>
            {press(say("large.remove"), State::remove_looked_at)}
        </div>
    }
}

/// What there is to say of an example.
fn facts(state: &State, closely: &Closely) -> String {
    let (place, of) = closely.place;
    let class = state.class_name(closely.class);
    let part = match (closely.example.unused, closely.held_out) {
        (true, _) => say("large.unused"),
        (false, true) => say("large.held-out"),
        (false, false) => say("large.not-held-out"),
    };
    let wrong = closely.taken_for.map(|(class, share)| {
        let share = percent(f64::from(share));
        say_with("large.taken-for", &[&state.class_name(class), &share])
    });
    let place = say_with("large.place", &[&number(place as u64), &number(of as u64), &class]);
    [Some(place), Some(part.to_owned()), wrong].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The way to put it into another class.
#[component]
fn MoveTo(closely: Memo<Option<Closely>>) -> impl IntoView {
    let store = use_store();
    let classes = class_names(store);
    let here = Memo::new(move |_| closely.with(|it| it.as_ref().map(|it| it.class)));
    let options = move || {
        let others = classes.get().into_iter().filter(|(id, _)| here.get() != Some(*id));
        others.map(|(id, name)| view! { <option value=id.0>{name}</option> }).collect_view()
    };
    let choose = move |event| {
        if let Ok(id) = event_target_value(&event).parse() {
            store.act(|state| state.move_looked_at(crate::protocol::ClassId(id)));
        }
    };
    view! {
        <select aria-label=say("selection.move") on:change=choose>
            <option value="">{say("selection.move-to")}</option>
            {options}
        </select>
    }
}

/// The small button of an example that opens this.
#[component]
pub fn LookButton(
    id: ExampleId,
    /// What the example is called.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let store = use_store();
    view! {
        <button
            type="button"
            class="look-at"
            // By keyboard it is opened with Enter, and Tab need not stop twice.
            tabindex="-1"
            aria-label=move || say_with("large.look", &[&name.get()])
            on:click=move |_| look_at(store, id)
        >
            <span aria-hidden="true">"⤢"</span>
        </button>
    }
}

/// Opens it for an example.
pub fn look_at(store: Store, id: ExampleId) {
    store.act(|state| state.look_at(id));
}
