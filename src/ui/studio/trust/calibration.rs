//! Whether probabilities mean what they say.

use leptos::prelude::*;

use crate::protocol::trust::{Calibration, ClassSets, ReliabilityBin};
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::words::{self, decimal, percent, say, say_with};

/// How sure it may be believed to be, with the table behind it.
#[component]
pub fn Certainty() -> impl IntoView {
    let store = use_store();
    let calibration = store.slice(|state| state.trust.calibration.clone());
    let sets = store.slice(|state| state.trust.sets.clone());
    let said = move || calibration.get().map(|it| sentences(&it));
    let named = move || {
        let sets = sets.get()?;
        Some(sets.iter().map(|sets| view! { <p>{set_sentence(sets)}</p> }).collect_view())
    };
    let table = move || calibration.get().map(|it| reliability(&it.after));
    view! {
        <If when=move || calibration.with(Option::is_some)>
            <div>
                <h3>{say("trust.sure")}</h3>
                {said}
                {named}
                <details>
                    <summary>{say("trust.sure-table")}</summary>
                    {table}
                </details>
            </div>
        </If>
    }
}

fn share(value: f32) -> String {
    percent(f64::from(value))
}

fn sentences(found: &Calibration) -> impl IntoView + use<> {
    let error = say_with("trust.error", &[&share(found.error_after)]);
    let means = words::count("trust.error-means", found.examples);
    let key = if found.temperature > 1.0 { "trust.too-sure" } else { "trust.not-sure-enough" };
    let temperature = decimal(f64::from(found.temperature), 2);
    let temper = say_with(key, &[&temperature, &share(found.error_before)]);
    // As it is written, not as it is computed.
    let helps = share(found.error_after) == share(found.error_before)
        || found.error_after < found.error_before;
    view! {
        <p><strong>{error}</strong></p>
        <p>{means}</p>
        <p class="hint">{temper} {(!helps).then(|| format!(" {}", say("trust.no-help")))}</p>
    }
}

fn set_sentence(sets: &ClassSets) -> String {
    let level = share(sets.level);
    match &sets.measured {
        Some(measured) => {
            let size = decimal(f64::from(measured.size), 1);
            say_with("trust.set", &[&level, &size, &share(measured.coverage)])
        }
        None => say_with("trust.set-too-few", &[&level, &sets.least.to_string()]),
    }
}

fn reliability(bins: &[ReliabilityBin]) -> impl IntoView + use<> {
    let row = |bin: &ReliabilityBin| {
        let range = say_with("trust.bin", &[&share(bin.from), &share(bin.to)]);
        view! {
            <tr>
                <th scope="row">{range}</th>
                <td>{share(bin.accuracy)}</td>
                <td>{bin.examples}</td>
            </tr>
        }
    };
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">{say("trust.said")}</th>
                    <th scope="col">{say("trust.was-right")}</th>
                    <th scope="col">{say("trust.answers")}</th>
                </tr>
            </thead>
            <tbody>{bins.iter().map(row).collect_view()}</tbody>
        </table>
    }
}
