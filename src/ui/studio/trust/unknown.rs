//! When to say “I don't know”.

use leptos::prelude::*;

use crate::protocol::trust::Unknown;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::State;
use crate::words::{percent, say, say_with};

/// The slider “Say “I don't know””, with what each place of it would do.
#[component]
pub fn UnknownSlider() -> impl IntoView {
    let store = use_store();
    let keeping = store.slice(|state| state.trust.keeping());
    let last = store.slice(|state| {
        state.trust.unknown.as_ref().map_or(0, |unknown| unknown.curve.len().saturating_sub(1))
    });
    // Everything is found out, and that not.
    let too_few =
        store.slice(|state| state.trust.seconds.is_some() && state.trust.unknown.is_none());
    let says = move || {
        let (_, point) = keeping.get()?;
        let share = |share: f32| percent(f64::from(share));
        Some(say_with("unknown.does", &[&share(point.kept), &share(point.told)]))
    };
    // To the right it is said more often.
    let place = move || keeping.get().map_or(0, |(at, _)| last.get().saturating_sub(at));
    let slide = move |event: web_sys::Event| {
        if let Ok(place) = event_target_value(&event).parse::<usize>() {
            let at = last.get_untracked().saturating_sub(place);
            store.set(|state| state.put_threshold(at));
        }
    };
    view! {
        <If when=move || keeping.with(Option::is_some)>
            <div>
                <h3>{say("unknown.title")}</h3>
                <label class="slider">
                    {say("unknown.slider")}
                    <input
                        type="range"
                        min="0"
                        max=move || last.get().to_string()
                        prop:value=move || place().to_string()
                        aria-valuetext=says
                        on:input=slide
                        on:change=move |_| store.set(State::keep_threshold)
                    />
                </label>
                <p>{says}</p>
                <p class="hint">{say("unknown.about")}</p>
            </div>
        </If>
        <If when=move || too_few.get()>
            <div>
                <h3>{say("unknown.title")}</h3>
                <p>{say_with("unknown.too-few", &[&Unknown::LEAST.to_string()])}</p>
            </div>
        </If>
    }
}
