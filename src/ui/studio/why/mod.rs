//! Why the head says what it says, in numbers, and what it says without a part.

pub mod cells;
pub mod roving;
pub mod words;

use leptos::prelude::*;

use crate::protocol::ClassId;
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::later::later;
use crate::ui::parts::swatch::class_colour;
use crate::ui::shell::store::use_store;
use crate::ui::state::{About, LeftOut, Reason, State};
use crate::ui::studio::kit::use_kit;
use crate::words::{decimal, number, percent, say, say_with, signed};

/// The id of what is said of it.
const ANSWER: &str = "why-answer";

/// Digits of what adds up: few enough to be read, enough to see that it does.
pub const DIGITS: usize = 3;

/// The button “Why?”, and what it opens.
#[component]
pub fn WhyPart(
    /// What is asked about.
    about: Signal<Option<About>>,
) -> impl IntoView {
    let store = use_store();
    let asked = store.slice(|state| state.why.about);
    let is_open = Memo::new(move |_| about.get().is_some() && asked.get() == about.get());
    let press = move |_| {
        if let Some(about) = about.get_untracked() {
            store.act(|state| state.ask_why(about));
        }
    };
    view! {
        <div class="why">
            <button
                type="button"
                class="small"
                aria-expanded=move || is_open.get().to_string()
                on:click=press
            >
                {say("why")}
            </button>
            <If when=move || is_open.get()>{answer()}</If>
        </div>
    }
}

later! {
    /// What is said of it, once that has arrived.
    fn answer() of why { view! { <Answer /> } }
}

#[component]
fn Answer() -> impl IntoView {
    let store = use_store();
    let reason = store.slice(|state| state.why.reason());
    let busy = store.slice(|state| state.why.busy);
    let is_there = Memo::new(move |_| reason.with(Option::is_some));
    let parts = use_kit().why;
    Effect::new(move |_| {
        if is_there.get() {
            browser::show(ANSWER);
        }
    });
    view! {
        <div
            class="why-answer"
            id=ANSWER
            role="region"
            aria-label=say("why.title")
            aria-busy=move || busy.get().to_string()
        >
            <Progress />
            <If when=move || is_there.get()>
                <Classes />
                {parts(reason)}
                <p>{move || reason.with(|it| it.as_ref().map(adds_up))}</p>
                <Without />
            </If>
        </div>
    }
}

/// How far it has come, and the way to leave it there.
#[component]
fn Progress() -> impl IntoView {
    let store = use_store();
    let progress = store.slice(|state| state.why.progress());
    view! {
        <If when=move || progress.get().is_some()>
            <p class="hint trust-going">
                <progress
                    aria-label=say("why.going")
                    max=move || progress.get().map(|(_, all)| all.max(1).to_string())
                    value=move || progress.get().map(|(done, _)| done.to_string())
                ></progress>
                {move || {
                    progress
                        .get()
                        .map(|(done, all)| {
                            say_with("why.gone", &[&number(done as u64), &number(all as u64)])
                        })
                }}
                <button
                    type="button"
                    class="small"
                    on:click=move |_| store.act(State::stop_explaining)
                >
                    {say("cancel")}
                </button>
            </p>
        </If>
    }
}

/// The classes, to ask about another.
#[component]
fn Classes() -> impl IntoView {
    let store = use_store();
    let classes = store.slice(|state| {
        let named = |(id, share): (ClassId, f32)| (id, state.class_name(id), share);
        state.why.classes().into_iter().map(named).collect::<Vec<_>>()
    });
    let chosen = store.slice(|state| state.why.reason().map(|reason| reason.class));
    let option = move |(id, name, share): (ClassId, String, f32)| {
        let says = format!("{name} {}", percent(f64::from(share)));
        view! {
            <option value=id.to_string() prop:selected=move || chosen.get() == Some(id)>
                {says}
            </option>
        }
    };
    let choose = move |event| {
        if let Ok(id) = event_target_value(&event).parse() {
            store.set(|state| state.ask_about_class(ClassId(id)));
        }
    };
    view! {
        <label class="why-class">
            {say("why.class")}
            <select on:change=choose>
                {move || classes.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}

/// What makes the probability.
fn adds_up(reason: &Reason) -> String {
    let logit = signed(f64::from(reason.logit), DIGITS);
    let first = match reason.sum {
        Some(sum) => {
            let [cells, bias] = [sum.cells, sum.bias].map(|it| signed(f64::from(it), DIGITS));
            say_with("why.sum", &[&number(reason.scores.len() as u64), &cells, &bias, &logit])
        }
        None => say_with("why.logit", &[&logit]),
    };
    let temperature = decimal(f64::from(reason.temperature), 2);
    let share = percent(f64::from(reason.probability));
    format!("{first} {}", say_with("why.share", &[&temperature, &share]))
}

/// What is said without the part that was pressed.
#[component]
fn Without() -> impl IntoView {
    let store = use_store();
    let left_out = store.slice(|state| {
        let LeftOut { part, said } = state.why.left_out()?;
        let named = |(id, before, now)| (id, state.class_name(id), before, now);
        let said = said.map(|said| said.into_iter().map(named).collect::<Vec<_>>());
        Some((state.part_title(part), said))
    });
    let item = |(id, name, before, now): (ClassId, String, f32, f32)| {
        let before = say_with("why.before", &[&percent(f64::from(before))]);
        let share = f64::from(now);
        view! {
            <li style=class_colour(id)>
                <span class="share">{name}" "<strong>{percent(share)}</strong></span>
                " "
                <span class="hint">{before}</span>
                <span class="bar" aria-hidden="true">
                    <span style=format!("width: {:.1}%", (share * 100.0).clamp(0.0, 100.0))></span>
                </span>
            </li>
        }
    };
    let shown = move || {
        let (title, said) = left_out.get()?;
        let list = match said {
            Some(said) => view! {
                <ol class="prediction" role="list" aria-label=title.clone()>
                    {said.into_iter().map(item).collect_view()}
                </ol>
            }
            .into_any(),
            None => view! { <p class="hint">{say("looking")}</p> }.into_any(),
        };
        Some(view! {
            <p class="part-title">{title}</p>
            {list}
        })
    };
    view! { <div class="why-without" aria-live="polite">{shown}</div> }
}
