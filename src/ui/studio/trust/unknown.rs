//! When to say “I don't know”.

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::words::{percent, say, say_with};

/// The slider “Say “I don't know””, with what each place of it would do.
#[component]
pub fn UnknownSlider() -> impl IntoView {
    let store = use_store();
    let keeping = store.slice(|state| state.trust.keeping());
    let last = store.slice(|state| {
        state.trust.unknown.as_ref().map_or(0, |unknown| unknown.curve.len().saturating_sub(1))
    });
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
            store.set(|state| state.trust.keeps = Some(at));
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
                    />
                </label>
                <p>{says}</p>
                <p class="hint">{say("unknown.about")}</p>
            </div>
        </If>
    }
}
