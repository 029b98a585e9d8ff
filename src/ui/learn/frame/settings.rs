//! The settings of an experiment: boxes, and the choice of pictures.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::actions::Actions;
use super::bench::Bench;
use crate::data::sample;
use crate::ui::learn::design::Field;
use crate::ui::shell::handover;

/// The choice of pictures, the settings that are numbers, and what starts and stops it.
#[component]
pub fn SettingBoxes(bench: Bench) -> impl IntoView {
    let one = |&field: &Field| match field.most {
        1 => view! { <Tick bench field /> }.into_any(),
        _ => view! { <NumberBox bench field /> }.into_any(),
    };
    let boxes: Vec<_> = bench.design.fields.iter().map(one).collect();
    let pictures = bench.design.sample.map(|_| view! { <Pictures bench /> });
    view! { <div class="experiment-settings">{pictures}{boxes}<Actions bench /></div> }
}

/// A box for one setting. What is no value leaves the one before.
#[component]
fn NumberBox(bench: Bench, field: Field) -> impl IntoView {
    let id = format!("{}-{}", bench.design.name, field.key);
    let label = bench.with(&format!("field.{}", field.key), &[]);
    let value = Memo::new(move |_| bench.settings.with(|settings| settings.get(field)));
    let change = move |event: web_sys::Event| {
        if let Some(value) = field.read(&event_target_value(&event)) {
            bench.settings.update(|settings| {
                settings.numbers.insert(field.key, value);
            });
            bench.note();
        } else if let Some(input) =
            event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok())
        {
            input.set_value(&value.get_untracked().to_string());
        }
    };
    view! {
        <span class="ask-setting">
            <label for=id.clone()>{label}</label>
            <input
                type="number"
                id=id
                min=field.least.to_string()
                max=field.most.to_string()
                step=field.step.to_string()
                inputmode="numeric"
                prop:value=move || value.get().to_string()
                on:change=change
            />
        </span>
    }
}

/// A box to tick for a setting that is yes or no.
#[component]
fn Tick(bench: Bench, field: Field) -> impl IntoView {
    let label = bench.with(&format!("field.{}", field.key), &[]);
    let change = move |event: web_sys::Event| {
        bench.settings.update(|settings| {
            settings.numbers.insert(field.key, u32::from(event_target_checked(&event)));
        });
        bench.note();
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || bench.settings.with(|settings| settings.get(field) == 1)
                on:change=change
            />
            {label}
        </label>
    }
}

/// The choice between the drawn pictures and the visitor's own, once there are enough of those.
#[component]
fn Pictures(bench: Bench) -> impl IntoView {
    let own = handover::classes();
    let enough = own.iter().filter(|class| class.files.len() > 1).count() > 1;
    let [label, drawn, hint] = bench.say(["pictures", "pictures-drawn", "pictures-hint"]);
    if !enough {
        // Those that were chosen may be gone.
        bench.settings.update(|settings| settings.own = None);
        return view! { <p class="hint pictures-hint">{hint}</p> }.into_any();
    }
    let own: Vec<_> = own.into_iter().filter(|class| class.files.len() > 1).collect();
    // More of a class are not looked at.
    let count: usize = own.iter().map(|class| class.files.len().min(sample::EACH)).sum();
    let is_own = bench.settings.with_untracked(|settings| settings.own.is_some());
    if is_own {
        // As they are now.
        bench.settings.update(|settings| settings.own = Some(own.clone()));
    }
    let name = bench.with("pictures-own", &[&own.len().to_string(), &count.to_string()]);
    let id = format!("{}-pictures", bench.design.name);
    let choose = move |event| {
        let chosen = (event_target_value(&event) == "own").then(|| own.clone());
        bench.settings.update(|settings| settings.own = chosen);
    };
    view! {
        <span class="ask-setting">
            <label for=id.clone()>{label}</label>
            <select id=id on:change=choose>
                <option value="drawn">{drawn}</option>
                <option value="own" selected=is_own>{name}</option>
            </select>
        </span>
    }
    .into_any()
}
