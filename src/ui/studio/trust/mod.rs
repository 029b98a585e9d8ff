//! How far to trust what was learnt: found out in the background, told in plain words first.

mod calibration;
mod map;
mod per_class;
mod record;
mod suspects;
mod unknown;

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::studio::trust::calibration::Certainty;
use crate::ui::studio::trust::map::ExampleMap;
use crate::ui::studio::trust::per_class::ClassTable;
use crate::ui::studio::trust::record::RecordPart;
use crate::ui::studio::trust::suspects::LookAgain;
use crate::ui::studio::trust::unknown::UnknownSlider;
use crate::words::{percent, say, say_with};

/// The card “How far to trust it”: there once something was found out about the newest run.
#[component]
pub fn TrustCard() -> impl IntoView {
    let store = use_store();
    let going = store.slice(|state| state.trust.going);
    let found = store.slice(|state| {
        let trust = &state.trust;
        trust.going.is_some() || trust.seconds.is_some() || trust.answers.is_some()
    });
    let told = store.slice(|state| Some(state.told()?.sentence("record.out-of-fold")));
    let stop = move |_| store.act(|state| state.stop_assessing());
    view! {
        <If when=move || found.get()>
            <section
                class="card trust"
                aria-labelledby="trust-title"
                aria-busy=move || going.get().is_some().to_string()
            >
                <h2 id="trust-title">{say("trust")}</h2>
                <If when=move || going.get().is_some()>
                    <p class="hint trust-going">
                        <progress
                            aria-label=say("trust.going")
                            max="1"
                            value=move || going.get().map(|share| share.to_string())
                        ></progress>
                        {say("trust.going")}
                        <button type="button" class="small" on:click=stop>{say("trust.stop")}</button>
                    </p>
                </If>
                <p>{told}</p>
                <div class="trust-parts">
                    <Certainty />
                    <UnknownSlider />
                    <More />
                    <LookAgain />
                    <ExampleMap />
                    <ClassTable />
                    <RecordPart />
                </div>
            </section>
        </If>
    }
}

/// What copies there are, and what more examples would bring.
#[component]
fn More() -> impl IntoView {
    let store = use_store();
    let copies = store.slice(|state| {
        let groups =
            state.trust.copies.as_ref().map(|groups| groups.as_slice()).unwrap_or_default();
        let copies: usize = groups.iter().map(|group| group.examples.len() - 1).sum();
        let torn = groups.iter().filter(|group| group.classes.len() > 1).count();
        let copies = (copies > 0).then(|| crate::words::count("trust.copies", copies));
        let torn = (torn > 0).then(|| crate::words::count("trust.torn", torn));
        (copies, torn)
    });
    let curve = store.slice(|state| {
        let curve = state.trust.curve.as_ref()?;
        let share = |share: f32| percent(f64::from(share));
        let more = format!("{:.0}", curve.more);
        let [low, high] = curve.range.map(share);
        Some(say_with("trust.more", &[&more, &share(curve.accuracy), &low, &high]))
    });
    view! {
        <If when=move || curve.get().is_some() || copies.get() != (None, None)>
            <div>
                <h3>{say("trust.examples")}</h3>
                <p>{curve}</p>
                <p>{move || copies.get().0}</p>
                <p>{move || copies.get().1}</p>
            </div>
        </If>
    }
}
